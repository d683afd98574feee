import type { AlertMessage } from "@/lib/contracts/delivery";
import { cutText } from "../outcome";

/** Discord's limits, with room to spare: title 256, description 4,096, footer 2,048, 6,000 together. */
const TITLE_MAX = 256;
const DESCRIPTION_MAX = 4_000;
const FOOTER_MAX = 200;
const ACCENT = 0x7c5cff;

/** Coin names are hostile input: nothing in them may be read as Markdown, a mention or an emoji. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>#[\]()<@:+-]/gu, (character) => `\\${character}`);
}

/** As much of a text as fits once it is escaped; cutting afterwards could leave half an escape behind. */
function escapeInto(text: string, max: number): string {
  const whole = escapeMarkdown(text);
  if (whole.length <= max) return whole;
  let kept = cutText(text, max - 1);
  while (escapeMarkdown(kept).length > max - 1) kept = cutText(kept, kept.length - 1);
  return `${escapeMarkdown(kept)}…`;
}

export function renderDiscord(message: AlertMessage, link: string) {
  const safeLink = link.replace(/[()<>]/gu, (character) => `%${character.charCodeAt(0).toString(16)}`);
  const opening = `[Open in GhostQuant](${safeLink})`;
  const lines: string[] = [];
  let left = DESCRIPTION_MAX - opening.length - 1;
  for (const line of message.lines) {
    if (left < 2) break;
    const escaped = escapeInto(line, left - 1);
    lines.push(escaped);
    left -= escaped.length + 1;
  }
  return {
    // A name such as @everyone must not ring anybody's bell.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: escapeInto(message.title, TITLE_MAX),
        description: [...lines, opening].join("\n"),
        color: ACCENT,
        timestamp: new Date(message.at).toISOString(),
        footer: { text: cutText(message.key, FOOTER_MAX) },
      },
    ],
  };
}
