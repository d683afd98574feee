const SECOND_MS = 1_000;
/** The minute window is the only one CoinGecko documents. */
export const DEFAULT_WAIT_MS = 60_000;
/** A lying header may not silence the product for a day. */
const WAIT_MS_MAX = 3_600_000;
/** "2025-07-25 14:54:00 +0000": not ISO, so what Date.parse makes of it depends on the engine. */
const RESET_INSTANT = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2}) ?(?:\+00:?00|Z|UTC)$/;

/**
 * How long the provider asks us to wait, in milliseconds from `wallNow`: `Retry-After` (seconds or a date), then
 * `x-ratelimit-reset`, else null. At least a second, at most an hour.
 */
export function waitFromHeaders(headers: Headers, wallNow: number): number | null {
  const wait =
    readRetryAfter(headers.get("retry-after"), wallNow) ?? readReset(headers.get("x-ratelimit-reset"), wallNow);
  return wait === null ? null : Math.min(WAIT_MS_MAX, Math.max(SECOND_MS, Math.ceil(wait)));
}

/** The plan's calls a minute as the provider states them, or null. */
export function limitFromHeaders(headers: Headers): number | null {
  const text = headers.get("x-ratelimit-limit")?.trim() ?? "";
  if (!/^\d{1,6}$/.test(text)) return null;
  const limit = Number(text);
  return limit > 0 ? limit : null;
}

function readRetryAfter(value: string | null, wallNow: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * SECOND_MS;
  // RFC 9110 dates are the one textual form besides seconds; anything else is not guessed at.
  if (!/^[A-Z][a-z]{2}, .* GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at - wallNow;
}

function readReset(value: string | null, wallNow: number): number | null {
  const match = RESET_INSTANT.exec(value?.trim() ?? "");
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return at - wallNow;
}
