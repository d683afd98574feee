const SECOND_MS = 1_000;
/** A lying header may not silence the product for more than the longest ban anybody states. */
const WAIT_MS_MAX = 3 * 86_400_000;

/** How long `Retry-After` (seconds or an HTTP date) asks us to wait from `wallNow`, at least a second; null when it does not. */
export function retryAfterMs(headers: Headers, wallNow: number): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  const wait = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) * SECOND_MS : untilDate(text, wallNow);
  return wait === null ? null : Math.min(WAIT_MS_MAX, Math.max(SECOND_MS, Math.ceil(wait)));
}

/** RFC 9110 dates are the one textual form; anything else is not guessed at. */
function untilDate(text: string, wallNow: number): number | null {
  if (!/^[A-Z][a-z]{2}, .* GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at - wallNow;
}
