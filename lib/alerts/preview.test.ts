import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { readingsFixture, ruleFixture } from "./alerts.fixture";
import type { CoinReadings, Sight } from "./coin-readings";
import { applyStates, compileRule, evaluateRules } from "./evaluate";
import { previewRule, type StoredMoment } from "./preview";
import type { Rule } from "./rule";
import type { Firing, RuleState } from "./rule-state";

const START = 100 * DAY_MS;
const none = new Map<string, readonly string[]>();

const momentAt = (minute: number, ...coins: Partial<CoinReadings>[]): StoredMoment => ({
  at: START + minute * MINUTE_MS,
  coins: new Map(coins.map((coin) => [coin.coinId ?? "bitcoin", readingsFixture(coin)])),
});
/** One coin's scores, an hour apart. */
const hourly = (scores: readonly number[], price: (hour: number) => number = () => 100) =>
  scores.map((score, hour) => momentAt(60 * hour, { score, price: price(hour) }));

const preview = (rule: Rule, moments: readonly StoredMoment[], from = START) => previewRule(rule, moments, from, none);
const above80 = ruleFixture({ type: "score_above", threshold: 80 });

/** The slow way: one sight after another, each past searched in the whole record. */
function playByHand(rule: Rule, moments: readonly StoredMoment[]): Firing[] {
  const compiled = [compileRule({ ...rule, createdAt: moments[0]?.at ?? 0 })];
  const states = new Map<string, Map<string, RuleState>>();
  const firings: Firing[] = [];
  let before: Sight["before"] = null;
  for (const { at, coins } of moments) {
    const target = at - HOUR_MS;
    const [near] = moments
      .filter((moment) => Math.abs(moment.at - target) <= 5 * MINUTE_MS)
      .sort((a, b) => Math.abs(a.at - target) - Math.abs(b.at - target) || b.at - a.at);
    const past = near === undefined ? {} : { "1h": near.coins };
    const sight: Sight = { at, sequence: null, stale: false, coins, before, past };
    const evaluation = evaluateRules(compiled, states, sight, { watchlists: none, late: true });
    applyStates(states, evaluation.changed);
    firings.push(...evaluation.firings);
    if (evaluation.ended.length > 0) break;
    before = { at, coins };
  }
  return firings.filter(({ alreadyTrue }) => !alreadyTrue);
}

describe("previewRule", () => {
  const value = fc.option(fc.integer({ min: 60, max: 100 }), { nil: null });
  const paths = fc
    .array(
      fc.record({
        score: value,
        price: value,
        rank: fc.integer({ min: 5, max: 15 }),
        gap: fc.integer({ min: 1, max: 150 }),
      }),
      {
        maxLength: 60,
      },
    )
    .map((moments) => {
      let minute = 0;
      return moments.map(({ gap, ...readings }) => {
        minute += gap;
        return momentAt(minute, readings);
      });
    });
  const rules = fc.constantFrom<Rule>(
    above80,
    ruleFixture({ type: "score_above", threshold: 80 }, { repeat: "once" }),
    ruleFixture({ type: "price_below", threshold: 75 }, { cooldownMinutes: 90 }),
    ruleFixture({ type: "score_crosses", direction: "up", threshold: 80 }),
    ruleFixture({ type: "rank_top", change: "enters", top: 10 }, { cooldownMinutes: 0 }),
    ruleFixture({ type: "percent_move", reading: "price", direction: "either", window: "1h", percent: 5 }),
    ruleFixture({
      match: "any",
      of: [
        { type: "score_above", threshold: 90 },
        { type: "price_above", threshold: 90 },
      ],
    }),
  );

  it("finds exactly what judging the same moments one by one finds", () => {
    fc.assert(
      fc.property(rules, paths, (rule, moments) => {
        expect(preview(rule, moments).firings).toEqual(playByHand(rule, moments));
      }),
    );
  });

  it("does not count what held already as the record begins, and says that it did", () => {
    const result = preview(above80, hourly([90, 90, 70, 85]));
    expect(result.firings.map(({ at }) => (at - START) / HOUR_MS)).toEqual([3]);
    expect(result.heldAtStart).toBe(1);
  });

  it("counts firings within an hour of another, and shows holes in the record", () => {
    const moments = [0, 5, 20, 25, 30, 300, 305].map((minute, index) =>
      momentAt(minute, { score: index % 2 === 0 ? 70 : 85 }),
    );
    const result = preview(above80, moments);
    expect(result.firings.map(({ at }) => (at - START) / MINUTE_MS)).toEqual([5, 25, 300]);
    expect(result.storms).toBe(1);
    expect(result.gaps).toEqual([{ from: START + 30 * MINUTE_MS, to: START + 300 * MINUTE_MS }]);
  });

  it("measures what came after, and keeps the median to itself under five", () => {
    const scores = Array.from({ length: 60 }, (_, hour) => (hour % 10 === 5 ? 85 : 70));
    const result = preview(
      above80,
      hourly(scores, (hour) => 100 + hour),
    );
    expect(result.firings).toHaveLength(6);
    const [one, four, day] = result.outcomes;
    expect(one).toMatchObject({ hours: 1, n: 6 });
    expect(one?.worst).toBeCloseTo(100 / 155, 10);
    expect(one?.best).toBeCloseTo(100 / 105, 10);
    expect(four).toMatchObject({ hours: 4, n: 6 });
    expect(day).toEqual({ hours: 24, n: 4, median: null, worst: null, best: null });
  });

  it("suggests the narrowest re-arming that merges some firings, and nothing that would not", () => {
    const nervous = hourly([70, 81, 77.5, 81, 77.5, 81, 70]);
    expect(preview(above80, nervous).suggestion).toEqual({ hysteresis: 3, merged: 2 });
    const calm = hourly([70, 81, 60, 81, 60]);
    expect(preview(above80, calm).suggestion).toBeNull();
    expect(preview({ ...above80, repeat: "once" }, nervous).suggestion).toBeNull();
  });

  it("takes moments before its beginning only as what moves are measured from", () => {
    const rule = ruleFixture({ type: "percent_move", reading: "price", direction: "up", window: "1h", percent: 5 });
    const moments = [momentAt(-60, { price: 100 }), momentAt(0, { price: 100 }), momentAt(60, { price: 106 })];
    expect(preview(rule, moments).firings).toMatchObject([{ at: START + HOUR_MS }]);
    expect(preview(rule, moments, START + 1).firings).toEqual([]);
    expect(preview(rule, moments, START + 1).heldAtStart).toBe(1);
    expect(preview(rule, [], START)).toMatchObject({ firings: [], gaps: [], suggestion: null });
  });
});
