import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMessageQuota } from "./message-quota";
import { readMessage } from "./read-message";

describe("reading messages", () => {
  it("reads the three actions", () => {
    for (const message of [
      { action: "subscribe", channels: ["top50", "all", "symbol:BTC"] },
      { action: "unsubscribe", channels: ["all"] },
      { action: "snapshot", channel: "symbol:bitcoin" },
      { action: "subscribe", channels: ["changes:15m", "changes:1h", "changes:24h", "changes:7d"] },
    ]) {
      expect(readMessage(JSON.stringify(message))).toEqual({ ok: true, message, refused: null });
    }
  });

  it("refuses only the channels that do not exist, by name, and takes the others", () => {
    const channels = ["top50", "regimes", "changes:2h", 7];
    const read = readMessage(JSON.stringify({ action: "subscribe", channels }));
    expect(read).toMatchObject({ ok: true, message: { action: "subscribe", channels: ["top50"] } });
    expect(read.ok && read.refused?.code).toBe("bad_channels");
    expect(read.ok && read.refused?.message).toMatch(/^"regimes", "changes:2h", 7 are no channels: /);
    const many = Array.from({ length: 50 }, () => "?".repeat(1_000));
    const refusal = readMessage(JSON.stringify({ action: "subscribe", channels: many }));
    expect(refusal).toMatchObject({ ok: false, code: "bad_channels" });
    expect(!refusal.ok && refusal.message.length).toBeLessThan(500);
  });

  it.each([
    ["", "not_json"],
    ["{", "not_json"],
    ["null", "unknown_action"],
    ["[]", "unknown_action"],
    ['{"action":"destroy"}', "unknown_action"],
    ['{"action":"subscribe"}', "bad_channels"],
    ['{"action":"subscribe","channels":[]}', "bad_channels"],
    ['{"action":"subscribe","channels":["regimes"]}', "bad_channels"],
    ['{"action":"subscribe","channels":["symbol:a b"]}', "bad_channels"],
    [`{"action":"subscribe","channels":["symbol:${"x".repeat(65)}"]}`, "bad_channels"],
    ['{"action":"snapshot","channel":7}', "bad_channel"],
  ])("answers %j with %s", (text, code) => {
    expect(readMessage(text)).toMatchObject({ ok: false, code });
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
        const read = readMessage(text);
        expect(typeof read.ok).toBe("boolean");
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the message quota", () => {
  it("lets a burst through, then refills with time and forgives refusals once full", () => {
    const quota = createMessageQuota(20, 0);
    expect(Array.from({ length: 20 }, () => quota.take(0))).not.toContain(false);
    expect(quota.take(0)).toBe(false);
    expect(quota.take(49)).toBe(false);
    expect(quota.refusals()).toBe(2);
    expect(quota.take(51)).toBe(true);
    expect(quota.take(2_000)).toBe(true);
    expect(quota.refusals()).toBe(0);
  });
});
