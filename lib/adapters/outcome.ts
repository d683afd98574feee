import type { DeliveryOutcome } from "@/lib/contracts/delivery";
import { DestinationRefused, NameUnresolved } from "./public-address";

const ANSWER_CHARACTERS = 300;
const PROVIDER_ID_CHARACTERS = 200;
/** Shorter parts are words that anybody says, such as "api". */
const SECRET_CHARACTERS_MIN = 6;

/** What the other side said, short enough for a ledger and without what a database or a terminal would stumble over. */
export function excerptOf(text: string): string {
  const line = inOneLine(text);
  return line.length <= ANSWER_CHARACTERS ? line : `${cutText(line, ANSWER_CHARACTERS - 1)}…`;
}

function inOneLine(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .trim();
}

/** The first so many units of a text, never half a character. */
export function cutText(text: string, max: number): string {
  const splits = /[\uD800-\uDBFF]/u.test(text.charAt(max - 1)) && text.length > max;
  return text.slice(0, splits ? max - 1 : max);
}

export function delivered(
  answer: string,
  providerId: string | null = null,
  movedTo: string | null = null,
): DeliveryOutcome {
  const id = providerId?.slice(0, PROVIDER_ID_CHARACTERS) ?? null;
  return { kind: "delivered", providerId: id, answer: excerptOf(answer), movedTo };
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
  if (error instanceof NameUnresolved) return retry(error.message);
  if (!(error instanceof Error)) return retry("no connection");
  if (error.name === "TimeoutError") return retry("no answer in time");
  if (error.name === "AbortError") return retry("stopped before there was an answer");
  // Never the message: it may have the address in it, and that may be a secret.
  return retry("code" in error ? `no connection (${String(error.code)})` : "no connection");
}

/** What an HTTP status says where the channel has no words of its own. */
export function outcomeOfStatus(status: number, body: string, waitMs: number | null): DeliveryOutcome {
  const said = `${status} ${excerptOf(body)}`.trim();
  if (status >= 200 && status < 300) return delivered(said);
  if (status === 404 || status === 410) return deadChannel(said);
  if (status === 408 || status === 425 || status === 429 || status >= 500) return retry(said, waitMs);
  return refused(said);
}

/** The parts of an address that give access to whoever has them: its path and what is asked of it, piece by piece. */
export function secretsOf(url: URL): string[] {
  const parts = [...url.pathname.split("/"), ...url.searchParams.values(), url.hash.slice(1)];
  return [url.href, url.pathname + url.search, ...parts];
}

/** Makes a function that takes secrets out of what the other side said: some servers repeat what they were asked. */
export function hiderOf(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, decoded(secret), encodeURIComponent(secret)]);
  const known = [...new Set(forms)].filter(({ length }) => length >= SECRET_CHARACTERS_MIN);
  // The longest first: a whole address must not leave its beginning behind.
  known.sort((one, other) => other.length - one.length);
  return (text) => known.reduce((left, secret) => left.replaceAll(secret, "…"), inOneLine(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
