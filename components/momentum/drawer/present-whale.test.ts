import { describe, expect, it } from "vitest";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { whaleDetailsFixture } from "./evidence.fixture";
import { presentWhale, type WhaleKnown, whaleLine } from "./present-whale";

const rules = { minUsd: 100_000, confidenceMin: 0.6 };
const live = { state: "live", reason: "" } as const;

function known(changes: Partial<typeof whaleDetailsFixture> = {}, watch: CoinDetail["whale_watch"] = live): WhaleKnown {
  const view = presentWhale({ whale_details: { ...whaleDetailsFixture, ...changes }, whale_watch: watch }, rules);
  if (view.kind === "missing") throw new Error(view.reason);
  return view;
}

describe("whales in words", () => {
  it("say amount, direction and sureness before anything else", () => {
    expect(known().summary).toBe("41 trades of $100K or more in 24 h, $18.2M, 81% of the money bought.");
    expect(known().confidenceText).toBe("Confidence 0.92 of 1: amount, recency, how unusual.");
    expect(known()).toMatchObject({ flowWord: "buying", active: true, threshold: "0.60" });
    expect(known().flowText).toBe("+0.62 of 1, $11.3M more bought than sold");
  });

  it("say how it was seen and against what", () => {
    expect(known().method).toBe(
      "Exchange trades of $100K or more on Binance (SOLUSDT), half-life 6 h. Wallet count: – (needs an on-chain source).",
    );
    expect(known().baseline).toBe("Whale orders are 12.1% of the volume; usual 8.1% (own history, 7 of 7 days).");
    expect(known({ baseline_share: null, baseline_days: 0 }).baseline).toBe(
      "Whale orders are 12.1% of the volume; no baseline yet (0 of 7 days).",
    );
  });

  it("never make a confidence out of too few watched hours", () => {
    const view = known({ confidence: null, confidence_missing: "little_watched", watched_hours: 3.24 });
    expect(view.confidenceText).toBe("Confidence is not known: only 3.2 of the last 24 h were watched.");
    expect(view.active).toBe(false);
  });

  it.each([
    ["back_fill", "3.2 of the last 24 h are read so far"],
    ["not_recent", "the last half hour was not watched"],
    ["watch_down", "nobody watches at present"],
  ] as const)("name why there is no confidence: %s", (confidence_missing, words) => {
    expect(known({ confidence: null, confidence_missing, watched_hours: 3.24 }).confidenceText).toContain(words);
  });

  it("never call the part of the day that was seen a day", () => {
    const view = known({ watched_hours: 2, total_transfers: 0, total_usd: 0, net_flow: null, net_flow_usd: 0 });
    expect(view.summary).toBe("No trade of $100K or more in the 2.0 h watched.");
    const all = Object.values(known({ watched_hours: 2, net_flow_usd: 0 })).filter((text) => typeof text === "string");
    expect(all.filter((text) => text.includes("in 24 h") || text.includes("of 24 h"))).toEqual([]);
  });

  it("call fewer than three orders insufficient, and none none", () => {
    expect(known({ flow_pattern: "insufficient" }).flowWord).toBe("insufficient: fewer than 3 orders");
    expect(known({ total_transfers: 0, total_usd: 0, net_flow: null, net_flow_usd: 0 })).toMatchObject({
      summary: "No trade of $100K or more in 24 h.",
      flowText: "No flow: no order of this size.",
    });
  });

  it("repeat what a hampered watch says of itself", () => {
    expect(known({}, { state: "degraded", reason: "2 gaps are open." }).watched).toEqual(
      expect.stringMatching(/^Watched 24.0 of the last 24 h. As of .+\. 2 gaps are open\.$/),
    );
    expect(known().watched).toBe("Watched 24.0 of the last 24 h.");
  });

  it("say when only the largest orders are drawn", () => {
    expect(known({ total_transfers: 2 }).stripTitle).toBe("Orders of 24 h, larger is higher");
    expect(known({ total_transfers: 16_538 }).stripTitle).toBe(
      "The 2 largest of 16,538 orders in 24 h, larger is higher",
    );
  });

  it("fit in one line on the coin page", () => {
    expect(whaleLine(known(), whaleDetailsFixture)).toBe("0.92, buying · 41 orders · $18.2M · 24 h");
  });
});

describe("missing whales", () => {
  it.each([
    [
      { state: "unavailable", reason: "The recorded tape holds candles, not trades." },
      /not watched here. The recorded/,
    ],
    [{ state: "starting", reason: "" }, /is starting/],
    [{ state: "down", reason: "The stream is silent." }, /is down. The stream is silent/],
    [{ state: "live", reason: "" }, /no US dollar pair on Binance/],
    [{ state: "degraded", reason: "x" }, /Nothing is guessed/],
  ] as const)("name their reason: %o", (whale_watch, words) => {
    const view = presentWhale({ whale_details: null, whale_watch }, rules);
    expect(view).toMatchObject({ kind: "missing", reason: expect.stringMatching(words) });
    expect(whaleLine(view, null)).toBeNull();
  });
});
