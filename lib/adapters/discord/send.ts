import { z } from "zod";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { guardedPost } from "../guarded-post";
import { deadChannel, delivered, failureOf, outcomeOfStatus, retry, retryAfterMs } from "../outcome";
import type { DestinationRules } from "../public-address";

const TITLE_MAX = 256;
const DESCRIPTION_MAX = 4_000;
const ACCENT = 0x7c5cff;
const HOSTS = new Set(["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"]);

const answerSchema = z.object({ id: z.string() });
const limitedSchema = z.object({ retry_after: z.number() });

/** Only Discord's own webhooks, unless development mode lets a double stand in. */
export function isDiscordWebhook(url: URL, { allowPrivate }: DestinationRules): boolean {
  return allowPrivate || (HOSTS.has(url.hostname) && url.pathname.startsWith("/api/"));
}

/** Coin names are hostile input: nothing in them may be read as Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>#[\]()<@-]/gu, (character) => `\\${character}`);
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

export function discordBody(message: AlertMessage, link: string) {
  const lines = [...message.lines.map(escapeMarkdown), `[Open](${link})`];
  return {
    // A name such as @everyone must not ring anybody's bell.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(escapeMarkdown(message.title), TITLE_MAX),
        description: cut(lines.join("\n"), DESCRIPTION_MAX),
        color: ACCENT,
        timestamp: new Date(message.at).toISOString(),
        footer: { text: cut(message.key, 200) },
      },
    ],
  };
}

export async function sendDiscord(
  { url }: { url: string },
  message: AlertMessage,
  { rules, link, wallNow, signal }: { rules: DestinationRules; link: string; wallNow: number; signal?: AbortSignal },
): Promise<DeliveryOutcome> {
  const target = new URL(url);
  if (!isDiscordWebhook(target, rules)) return deadChannel("This is not a Discord webhook address");
  target.searchParams.set("wait", "true");
  try {
    const response = await guardedPost(
      {
        url: target.href,
        headers: { "content-type": "application/json", "user-agent": "GhostQuant" },
        body: JSON.stringify(discordBody(message, link)),
        ...(signal !== undefined && { signal }),
      },
      rules,
    );
    const { status, headers, body } = response;
    if (status === 429) {
      const limited = parse(body, limitedSchema);
      return retry(
        `429 ${body}`,
        limited === null ? retryAfterMs(headers["retry-after"], wallNow) : limited.retry_after * 1_000,
      );
    }
    if (status === 401 || status === 403) return deadChannel(`${status} ${body}`);
    if (status === 200 || status === 204) {
      const id = parse(body, answerSchema)?.id ?? null;
      return delivered(id === null ? `${status}` : `message ${id}`, id);
    }
    return outcomeOfStatus(status, body, retryAfterMs(headers["retry-after"], wallNow));
  } catch (error) {
    return failureOf(error);
  }
}

function parse<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
