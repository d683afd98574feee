import { cutText } from "../outcome";

/** Telegram counts the text after its own parsing, so the limit is on what is read. */
const TEXT_MAX = 4_096;

/** MarkdownV2: every character that could mean something, in a text that shall mean itself. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[_*[\]()~`>#+\-=|{}.!\\]/gu, (character) => `\\${character}`);
}

/** Lines into as few messages as fit, split at their borders; only a line that is too long for any message is broken. */
export function splitLines(lines: readonly string[], max = TEXT_MAX): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  let length = 0;
  for (const line of lines.flatMap((text) => piecesOf(text, max))) {
    // The break between two lines counts too.
    if (part.length > 0 && length + 1 + line.length > max) {
      parts.push(part);
      part = [];
    }
    length = part.length === 0 ? line.length : length + 1 + line.length;
    part.push(line);
  }
  return part.length === 0 ? parts : [...parts, part];
}

function piecesOf(line: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > max) {
    const piece = cutText(rest, max);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}
