import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitFromHeaders, waitFromHeaders } from "./rate-limit-headers";

const NOW = Date.UTC(2025, 6, 25, 14, 53, 20);
const wait = (headers: Record<string, string>) => waitFromHeaders(new Headers(headers), NOW);

describe("waitFromHeaders", () => {
  it("obeys Retry-After in seconds and as a date", () => {
    expect(wait({ "retry-after": "119" })).toBe(119_000);
    expect(wait({ "retry-after": "Fri, 25 Jul 2025 14:53:50 GMT" })).toBe(30_000);
  });

  it("reads x-ratelimit-reset as captured from a demo key on 2025-07-25", () => {
    expect(wait({ "x-ratelimit-reset": "2025-07-25 14:54:00 +0000" })).toBe(40_000);
  });

  it("prefers Retry-After, and falls through one that is nonsense", () => {
    expect(wait({ "retry-after": "7", "x-ratelimit-reset": "2025-07-25 14:54:00 +0000" })).toBe(7_000);
    expect(wait({ "retry-after": "soon", "x-ratelimit-reset": "2025-07-25 14:54:00 +0000" })).toBe(40_000);
  });

  it("waits at least a second and at most an hour", () => {
    expect(wait({ "retry-after": "0" })).toBe(1_000);
    expect(wait({ "x-ratelimit-reset": "2025-07-25 14:50:00 +0000" })).toBe(1_000);
    expect(wait({ "retry-after": "999999999" })).toBe(3_600_000);
  });

  it("says null when nothing readable is there, whatever the text", () => {
    expect(wait({})).toBeNull();
    expect(wait({ "x-ratelimit-reset": "2025-07-25T14:54" })).toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]*$/), fc.stringMatching(/^[\x20-\x7e]*$/), (after, reset) => {
        const ms = wait({ "retry-after": after, "x-ratelimit-reset": reset });
        expect(ms === null || (ms >= 1_000 && ms <= 3_600_000)).toBe(true);
      }),
    );
  });
});

describe("limitFromHeaders", () => {
  it.each([
    ["30", 30],
    [" 500 ", 500],
    ["0", null],
    ["-5", null],
    ["1e3", null],
    ["", null],
  ])("reads %j as %s", (text, limit) => {
    expect(limitFromHeaders(new Headers({ "x-ratelimit-limit": text }))).toBe(limit);
  });
});
