import { describe, expect, it } from "vitest";
import { errorFromAnswer } from "./errors";

const NOW = Date.UTC(2025, 6, 25, 14, 53, 20);
const KEY = "CG-secretsecretsecret";

function classify(status: number, body: unknown, headers: Record<string, string> = {}, excerpt: string | null = null) {
  return errorFromAnswer({ status, body, headers: new Headers(headers), excerpt }, NOW, [KEY]);
}

const envelope = (code: number, message: string) => ({ status: { error_code: code, error_message: message } });

describe("CoinGecko's error envelopes", () => {
  it.each([
    ["429", 429, envelope(429, "You've exceeded the Rate Limit."), "rate_limited", true],
    ["429 with an empty body", 429, undefined, "rate_limited", true],
    ["a bad key", 401, envelope(401, "Invalid API key"), "unauthorized", false],
    ["no key", 401, envelope(10002, "API Key Missing"), "unauthorized", false],
    ["a pro key on the public host", 400, envelope(10010, "change your root URL"), "unauthorized", false],
    ["a demo key on the pro host", 400, envelope(10011, "change your root URL"), "unauthorized", false],
    [
      "a paid parameter",
      401,
      envelope(401, "interval=daily is exclusive to paid plan subscribers"),
      "plan_restricted",
      false,
    ],
    [
      "too long a history, nested",
      401,
      { error: envelope(10012, "Your request exceeds the allowed time range.") },
      "plan_restricted",
      false,
    ],
    ["a paid endpoint", 403, { error: "Your plan does not have access to this endpoint" }, "plan_restricted", false],
    ["an unknown coin", 404, { error: "coin not found" }, "not_found", false],
    ["a bad parameter", 400, { error: "Missing parameter vs_currency" }, "bad_request", false],
    ["the law", 451, { error: "unavailable" }, "forbidden", false],
    ["a CDN's door", 403, undefined, "upstream_unavailable", true],
    ["a crash", 500, { status: 500, error: "Internal Server Error" }, "upstream_unavailable", true],
    ["a CDN's crash", 502, undefined, "upstream_unavailable", true],
    ["a slow request", 408, undefined, "upstream_unavailable", true],
    ["a limit under HTTP 200", 200, envelope(429, "slow down"), "rate_limited", true],
    ["an unknown coin under HTTP 200", 200, { error: "coin not found" }, "not_found", false],
    ["a bad key under HTTP 200", 200, envelope(10002, "API Key Missing"), "unauthorized", false],
    ["a crash under HTTP 200", 200, { error: envelope(500, "oops") }, "upstream_unavailable", true],
    ["some error under HTTP 200", 200, { error: "something" }, "upstream_invalid", true],
  ])("%s", (_, status, body, code, retryable) => {
    expect(classify(status, body)).toMatchObject({ code, retryable });
  });

  it.each([
    ["a list", []],
    ["a coin", { id: "bitcoin", status_updates: [] }],
    ["a kind envelope", { status: { error_code: 0, error_message: null }, data: [] }],
    ["null", null],
  ])("is not seen in %s", (_, body) => {
    expect(classify(200, body)).toBeNull();
  });

  it("carries the wait asked for, 60 s when none was", () => {
    expect(classify(429, undefined, { "retry-after": "7" })?.retryAfterMs).toBe(7_000);
    expect(classify(429, undefined, { "x-ratelimit-reset": "2025-07-25 14:54:00 +0000" })?.retryAfterMs).toBe(40_000);
    expect(classify(429, undefined)?.retryAfterMs).toBe(60_000);
    expect(classify(503, undefined, { "retry-after": "9" })?.retryAfterMs).toBe(9_000);
    expect(classify(503, undefined)?.retryAfterMs).toBeNull();
  });

  it("never repeats the key that the provider repeats, not even in halves", () => {
    const padding = "x".repeat(190);
    for (const text of [`Invalid API key ${KEY}`, `${padding} ${KEY}`]) {
      const message = classify(401, envelope(401, text))?.message ?? "";
      expect(message).not.toContain("CG-s");
      expect(classify(502, undefined, {}, text.replaceAll(KEY, "[secret]"))?.message).not.toContain("CG-s");
    }
  });
});
