import type { DeliveryOutcome } from "@/lib/contracts/delivery";
import { DestinationRefused } from "./public-address";

const ANSWER_CHARACTERS = 300;

/** What the other side said, short enough for a ledger. */
export function excerptOf(text: string): string {
  const line = text.replace(/\s+/gu, " ").trim();
  return line.length <= ANSWER_CHARACTERS ? line : `${line.slice(0, ANSWER_CHARACTERS - 1)}…`;
}

export function delivered(
  answer: string,
  providerId: string | null = null,
  movedTo: string | null = null,
): DeliveryOutcome {
  return { kind: "delivered", providerId, answer: excerptOf(answer), movedTo };
}

export function retry(reason: string, retryAfterMs: number | null = null): DeliveryOutcome {
  return { kind: "retry", reason: excerptOf(reason), retryAfterMs };
}

export function refused(reason: string): DeliveryOutcome {
  return { kind: "refused", reason: excerptOf(reason) };
}

export function deadChannel(reason: string): DeliveryOutcome {
  return { kind: "dead_channel", reason: excerptOf(reason) };
}

/** No connection, a timeout or a broken answer may pass; a destination that is not allowed never will. */
export function failureOf(error: unknown): DeliveryOutcome {
  if (error instanceof DestinationRefused) return deadChannel(error.message);
  if (error instanceof Error && error.name === "TimeoutError") return retry("no answer in time");
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return retry(`no connection${code}`);
}

/** `Retry-After` in seconds or as a date; null when there is none. */
export function retryAfterMs(header: string | string[] | undefined, wallNow: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined || text.trim() === "") return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - wallNow);
}

/** What an HTTP status says where the channel has no words of its own. */
export function outcomeOfStatus(status: number, body: string, waitMs: number | null): DeliveryOutcome {
  const said = `${status} ${excerptOf(body)}`.trim();
  if (status >= 200 && status < 300) return delivered(said);
  if (status === 404 || status === 410) return deadChannel(said);
  if (status === 408 || status === 425 || status === 429 || status >= 500) return retry(said, waitMs);
  return refused(said);
}
