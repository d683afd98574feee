import { describe, expect, it } from "vitest";
import { ruleFixture } from "@/lib/alerts/alerts.fixture";
import type { Preview } from "@/lib/alerts/preview";
import type { Firing } from "@/lib/alerts/rule-state";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { type PreviewRecord, toWirePreview } from "./alert-preview-wire";
import { alertPreviewSchema } from "./alerts";

const TO = Date.UTC(2026, 10, 21, 12, 0, 0);
const rule = ruleFixture({ type: "score_above", threshold: 80 });
const firing: Firing = {
  key: "rule:bitcoin:1",
  ruleId: "rule",
  ruleVersion: 1,
  coinId: "bitcoin",
  symbol: "BTC",
  episode: 1,
  at: TO - DAY_MS,
  sequence: null,
  value: 83.7,
  alreadyTrue: false,
  deferredSince: null,
  late: true,
};
const outcome = { hours: 4, n: 6, median: 1.1, worst: -6, best: 4.2 };
const record: PreviewRecord = {
  from: TO - 30 * DAY_MS,
  to: TO,
  first: TO - 30 * DAY_MS,
  coins: 1,
  inScope: 1,
  alreadyTrue: false,
};
const present = (changes: Partial<Preview> = {}, more: Partial<PreviewRecord> = {}, of = rule) => {
  const preview: Preview = {
    firings: Array.from({ length: 6 }, () => firing),
    heldAtStart: 0,
    storms: 2,
    gaps: [],
    outcomes: [outcome],
    suggestion: { hysteresis: 4, merged: 2 },
    ...changes,
  };
  return alertPreviewSchema.parse(toWirePreview(of, preview, { ...record, ...more }));
};

describe("a preview in words", () => {
  it("counts, names the storms, and tells what came four hours later", () => {
    expect(present()).toMatchObject({
      sentence:
        "Would have fired 6 times in the last 30 days, 2 of them within an hour of another. 4 h later: median +1.10%, worst −6.00%, best +4.20% (n 6).",
      suggestion: "Re-arm at 76 instead of 78 would merge 2 of 6.",
      notes: ["From 5-minute snapshots of the last 2 days and hourly ones before."],
    });
  });

  it("keeps a median of too few to itself", () => {
    const few = { ...outcome, n: 4, median: null, worst: null, best: null };
    expect(present({ firings: [firing], storms: 0, outcomes: [few], suggestion: null }).sentence).toBe(
      "Would have fired 1 time in the last 30 days.",
    );
    expect(present({ firings: [], storms: 0 }).sentence).toBe("Would not have fired in the last 30 days.");
  });

  it("never suggests a level that cannot be reached", () => {
    const low = ruleFixture({ type: "score_above", threshold: 5 });
    expect(present({ suggestion: { hysteresis: 6, merged: 1 } }, {}, low).suggestion).toBeNull();
  });

  it("says what the record does not hold", () => {
    const gaps = [{ from: TO - 9 * DAY_MS, to: TO - 9 * DAY_MS + 3 * HOUR_MS }];
    const short = present({ gaps, heldAtStart: 3 }, { first: TO - 10 * DAY_MS, coins: 5, inScope: 5 });
    expect(short.sentence).toContain("in the 10d 0h on record");
    expect(short.from).toBe(new Date(TO - 10 * DAY_MS).toISOString());
    expect(short.notes).toEqual([
      "From 5-minute snapshots of the last 2 days and hourly ones before.",
      "The record begins at 11 Nov 12:00 UTC.",
      "Held already as the record begins on 3 coins: not counted.",
      "1 gap in the record, 3h 0m in all, at 12 Nov 12:00 UTC.",
    ]);
    expect(present({ firings: [] }, { first: null }).sentence).toBe("Cannot be played: nothing is stored of this yet.");
    const whales = ruleFixture({ match: "any", of: [rule.when as never, { type: "whale_seen", threshold: 0.6 }] });
    expect(present({ firings: [], suggestion: null }, {}, whales).sentence).toBe(
      "Cannot be played: history does not keep whale confidence.",
    );
  });
});
