import { describe, expect, it } from "vitest";
import { readingsFixture, ruleFixture, sightFixture } from "@/lib/alerts/alerts.fixture";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { When } from "@/lib/alerts/condition";
import type { Rule } from "@/lib/alerts/rule";
import type { Firing, RuleState } from "@/lib/alerts/rule-state";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { type AlertNames, createdSentence, ruleSentence, ruleTitle } from "./alert-sentences";
import { standingsOf } from "./alert-standing";
import { firingReason } from "./firing-sentences";

const NOW = Date.UTC(2026, 10, 21, 14, 3, 0);
const names: AlertNames = { coin: (id) => (id === "bitcoin" ? "SOL" : id), watchlist: () => "Majors" };
const rule = (when: When, changes: Partial<Rule> = {}) => ruleFixture(when, changes);

describe("a rule in words", () => {
  it.each<[When, Partial<Rule>, string]>([
    [
      { type: "score_above", threshold: 80 },
      {},
      "When SOL's score reaches 80 or more. Then not again until it has been at 78 or less, and never twice within 15 min.",
    ],
    [
      { type: "price_below", threshold: 90_000 },
      { cooldownMinutes: 0 },
      "When SOL's price falls to $90,000 or less. Then not again until it has been at $90,450 or more.",
    ],
    [
      { type: "score_above", threshold: 1 },
      { cooldownMinutes: 0 },
      "When SOL's score reaches 1 or more. Then not again until it has been at 0.5 or less.",
    ],
    [
      { type: "score_below", threshold: 100 },
      {},
      "When SOL's score falls to 100 or less. Then never again: a score is never above 100.",
    ],
    [
      { type: "whale_seen", threshold: 0.6 },
      { repeat: "once" },
      "When SOL's whale confidence reaches 0.60 or more. Once.",
    ],
    [
      { type: "pretrend_above", threshold: 0.4 },
      { hysteresis: 0.1, cooldownMinutes: 90 },
      "When SOL's pre-trend probability reaches 40% or more. Then not again until it has been at 30% or less, and never twice within 1 h 30 min.",
    ],
    [
      { type: "score_crosses", direction: "up", threshold: 80 },
      {},
      "When SOL's score rises across 80. Every time, but never twice within 15 min.",
    ],
    [
      { type: "percent_move", reading: "price", direction: "either", window: "1h", percent: 5 },
      { cooldownMinutes: 0 },
      "When SOL's price moves by 5% or more within 1 h. Then not again until the move has been 4% or less.",
    ],
    [
      { type: "rank_top", change: "enters", top: 10 },
      { cooldownMinutes: 0, scope: { kind: "watchlist", watchlistId: "w" } },
      "When a coin of Majors is such that it enters the top 10. Every time.",
    ],
    [
      {
        match: "all",
        of: [
          { type: "score_above", threshold: 80 },
          { match: "any", of: [{ type: "cluster_change" }, { type: "action_change", to: "BUY" }] },
        ],
      },
      { cooldownMinutes: 0 },
      "When all of this holds for SOL: its score reaches 80 or more, (it moves to another cluster or its band becomes BUY). Then not again until it has clearly ceased to hold.",
    ],
  ])("says %j", (when, changes, sentence) => {
    expect(ruleSentence(rule(when, changes), names)).toBe(sentence);
  });

  it("names filters, mute windows and the end", () => {
    const scope: Rule["scope"] = {
      kind: "filter",
      filter: {
        minMarketCap: 1e9,
        maxMarketCap: null,
        minVolume: null,
        minScore: 60,
        actions: ["BUY", "HOLD"],
        clusterId: null,
        minWhale: null,
      },
    };
    const changes: Partial<Rule> = {
      scope,
      repeat: "once",
      expiresAt: NOW,
      mutes: [
        { days: [6, 0], from: "22:00", to: "07:00" },
        { days: [0, 1, 2, 3, 4, 5, 6], from: "12:00", to: "13:00" },
      ],
    };
    expect(ruleSentence(rule({ type: "score_above", threshold: 80 }, changes), names)).toBe(
      "When any coin with a market cap from $1.00B, a score from 60, the band BUY or HOLD is such that its score reaches 80 or more. Once for each coin. " +
        "Held back from 22:00 to 07:00 UTC on Sundays, Saturdays. Held back from 12:00 to 13:00 UTC every day. Ends 2026-11-21 14:03 UTC.",
    );
  });

  it("is short in a list and worded as the contract wants it when it was made", () => {
    expect(ruleTitle(rule({ type: "price_below", threshold: 90_000 }), names)).toBe("SOL price below $90,000");
    const contract = { ...names, coin: () => "BTC" };
    const created = (when: When) => createdSentence(rule(when), contract);
    expect(created({ type: "score_above", threshold: 80 })).toBe("Alert created for BTC (score_above 80.0)");
    expect(created({ type: "whale_seen", threshold: 0.6 })).toBe("Alert created for BTC (whale_seen 0.6)");
    expect(created({ type: "cluster_change" })).toBe("Alert created for BTC (cluster_change)");
  });
});

describe("the reason of a firing", () => {
  const firing = (changes: Partial<Firing> = {}): Firing => ({
    key: "rule:bitcoin:1",
    ruleId: "rule",
    ruleVersion: 1,
    coinId: "bitcoin",
    symbol: "SOL",
    episode: 1,
    at: NOW,
    sequence: 1,
    value: 83.7,
    alreadyTrue: false,
    deferredSince: null,
    late: false,
    ...changes,
  });

  it.each<[When, Partial<Firing>, string]>([
    [{ type: "score_above", threshold: 80 }, {}, "SOL score 83.7, at or above 80"],
    [
      { type: "score_below", threshold: 90 },
      { alreadyTrue: true },
      "SOL score 83.7, at or below 90; already below as the alert was made",
    ],
    [
      { type: "price_above", threshold: 180 },
      { value: 182.4391, deferredSince: NOW - 12 * MINUTE_MS },
      "SOL price $182.44, at or above $180.00; waited 12m for the quiet time to end",
    ],
    [
      { type: "score_crosses", direction: "up", threshold: 80 },
      { value: 78, deferredSince: NOW - 12 * MINUTE_MS, late: true },
      "SOL score rose across 80 at 13:51 UTC, now 78.0; waited 12m for the quiet time to end; late: judged afterwards from stored history",
    ],
    [
      { type: "price_crosses", direction: "down", threshold: 100 },
      { value: 99.5 },
      "SOL price fell to $99.500, across $100.00",
    ],
    [
      { type: "percent_move", reading: "price", direction: "down", window: "24h", percent: 10 },
      { value: -12.345 },
      "SOL price −12.3% in 24 h, at least 10%",
    ],
    [{ type: "rank_top", change: "leaves", top: 10 }, { value: 12 }, "SOL left the top 10, now #12"],
    [{ type: "cluster_change" }, { value: -1 }, "SOL left its cluster and is in none now"],
    [{ type: "action_change", to: "BUY" }, { value: 71.2 }, "SOL band became BUY, score 71.2"],
    [
      {
        match: "all",
        of: [
          { type: "score_above", threshold: 80 },
          { type: "whale_seen", threshold: 0.6 },
        ],
      },
      {},
      "SOL score 83.7, with score above 80 and whale seen, 0.60 or more",
    ],
  ])("of %j", (when, changes, reason) => {
    expect(firingReason(rule(when), firing(changes))).toBe(reason);
  });
});

describe("why it has not fired", () => {
  const stand = (
    when: When,
    readings: Partial<CoinReadings>,
    { state, changes, stale = false }: { state?: Partial<RuleState>; changes?: Partial<Rule>; stale?: boolean } = {},
  ) => {
    const known: RuleState = {
      ruleId: "rule",
      coinId: "bitcoin",
      armed: true,
      episodes: 1,
      lastFiredAt: NOW - 9 * MINUTE_MS,
      deferredSince: null,
      ...state,
    };
    const sight = sightFixture(NOW - 10_000, [readingsFixture(readings)], {
      stale,
      past: { "1h": new Map([["bitcoin", { score: 50, price: 100 }]]) },
    });
    const [standing] = standingsOf(rule(when, changes), sight, NOW, {
      watchlists: new Map(),
      states: new Map(state === undefined ? [] : [["bitcoin", known]]),
      limit: 5,
    });
    return standing;
  };
  const above80: When = { type: "score_above", threshold: 80 };

  it("names the distance", () => {
    expect(stand(above80, { score: 74.2 })).toMatchObject({
      state: "armed",
      heldBack: "not_met",
      distance: expect.closeTo(5.8, 10),
      sentence: "Score 74.2, fires at 80: 5.8 points away.",
    });
    expect(stand({ type: "rank_top", change: "enters", top: 10 }, { rank: 14 })?.sentence).toBe(
      "Rank #14, fires as it enters the top 10: 4 places away.",
    );
    expect(
      stand({ type: "percent_move", reading: "price", direction: "up", window: "1h", percent: 5 }, { price: 102 })
        ?.sentence,
    ).toBe("Moved +2.00% in 1 h, fires at +5%: 3.00 percentage points away.");
    expect(stand({ type: "price_crosses", direction: "up", threshold: 90 }, { price: 100 })?.sentence).toBe(
      "Price $100.00, fires as it rises across $90.000, and must first come back.",
    );
    expect(
      stand({ match: "all", of: [above80, { type: "price_above", threshold: 90 }] }, { score: 74.2 })?.sentence,
    ).toBe("All must hold. Score 74.2, fires at 80: 5.8 points away. Price $100.00, fires at $90.000: holds.");
  });

  it("says what holds it back", () => {
    expect(stand(above80, { score: 83.7 })).toMatchObject({ heldBack: null, state: "armed" });
    expect(stand(above80, { score: 83.7 })?.sentence).toBe("Score 83.7, fires at 80: holds. Fires with the next data.");
    expect(stand(above80, { score: 79 }, { state: { armed: false } })).toMatchObject({
      state: "firing",
      sentence: "Fired at 13:54 UTC. Score 79.0: not again until it has been at 78 or less, 1.0 points away.",
    });
    expect(stand(above80, { score: 85 }, { state: {} })).toMatchObject({
      state: "cooling",
      sentence: "Holds, but fired at 13:54 UTC and is quiet for 15 min. Kept, judged again at 14:09 UTC.",
    });
    expect(stand(above80, { score: 70 }, { state: {} })).toMatchObject({
      state: "cooling",
      sentence: "Score 70.0, fires at 80: 10.0 points away. Quiet until 14:09 UTC.",
    });
    expect(stand(above80, { score: null })).toMatchObject({
      state: "no_data",
      sentence: "Not judged: the score is not known.",
    });
    expect(stand(above80, { score: 85 }, { stale: true })).toMatchObject({
      state: "no_data",
      heldBack: "stale",
      value: 85,
    });
    const mutes = [{ days: [0, 1, 2, 3, 4, 5, 6], from: "00:00", to: "23:59" }];
    expect(stand(above80, { score: 85 }, { changes: { mutes } })).toMatchObject({ state: "muted" });
    expect(
      stand(above80, { score: 85 }, { changes: { repeat: "once" }, state: { lastFiredAt: NOW - 26 * HOUR_MS } })
        ?.sentence,
    ).toBe("Fired at 20 Nov 12:03 UTC, and fires once.");
  });

  it("lists the coins that fired first, then the nearest", () => {
    const coins = [60, 79, null, 90, 75].map((score, index) =>
      readingsFixture({ coinId: `c${index}`, symbol: `C${index}`, score }),
    );
    const filter = {
      minMarketCap: null,
      maxMarketCap: null,
      minVolume: null,
      minScore: null,
      actions: null,
      clusterId: null,
      minWhale: null,
    };
    const many = rule(above80, { scope: { kind: "filter", filter } });
    const listed = standingsOf(many, sightFixture(NOW, coins), NOW, {
      watchlists: new Map(),
      states: new Map(),
      limit: 4,
    });
    expect(listed.map(({ coinId }) => coinId)).toEqual(["c3", "c1", "c4", "c0"]);
  });
});
