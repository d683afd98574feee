import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { MINUTE_MS } from "@/lib/market/units";
import { readingsFixture, ruleFixture, sightFixture } from "./alerts.fixture";
import type { CoinReadings, Sight } from "./coin-readings";
import type { When } from "./condition";
import { applyStates, compileRule, evaluateRules } from "./evaluate";
import type { Rule } from "./rule";
import type { Firing, RuleState } from "./rule-state";

interface Moment extends Partial<CoinReadings> {
  minute: number;
  stale?: boolean;
}

/** Plays one rule over a path of readings of one coin, board by board, as the worker does. */
function play(
  rule: Rule,
  path: readonly Moment[],
): { firings: Firing[]; states: Map<string, Map<string, RuleState>>; ended: string[] } {
  const compiled = [compileRule(rule)];
  const states = new Map<string, Map<string, RuleState>>();
  const firings: Firing[] = [];
  const ended: string[] = [];
  let before: Sight["before"] = null;
  for (const { minute, stale = false, ...readings } of path) {
    const coins = [readingsFixture(readings)];
    const sight = sightFixture(minute * MINUTE_MS, coins, { stale, before });
    const evaluation = evaluateRules(compiled, states, sight, { watchlists: new Map(), late: false });
    applyStates(states, evaluation.changed);
    firings.push(...evaluation.firings);
    ended.push(...evaluation.ended);
    if (!stale) before = { at: sight.at, coins: sight.coins };
  }
  return { firings, states, ended };
}

const minutesOf = (firings: readonly Firing[]) => firings.map(({ at }) => at / MINUTE_MS);
const scoreAbove80 = ruleFixture({ type: "score_above", threshold: 80 });
const vectors = resolve(import.meta.dirname, "../../../shared/design/vectors.json");

describe("levels", () => {
  it.skipIf(!existsSync(vectors))("fire as the A.17 vector says (needs ../shared/design)", () => {
    const file = z.object({
      vectors: z.array(z.looseObject({ id: z.string(), input: z.unknown(), expect: z.unknown() })),
    });
    const found = file.parse(JSON.parse(readFileSync(vectors, "utf8"))).vectors.find(({ id }) => id === "alerts");
    const input = z
      .object({ theta: z.number(), cooldown_min: z.number(), seq: z.array(z.tuple([z.number(), z.number()])) })
      .parse(found?.input);
    const { fires } = z.object({ fires: z.array(z.number()) }).parse(found?.expect);
    const rule = ruleFixture({ type: "score_above", threshold: input.theta }, { cooldownMinutes: input.cooldown_min });
    const path = input.seq.map(([minute, score]) => ({ minute, score }));
    expect(minutesOf(play(rule, path).firings)).toEqual(fires);
  });

  it("that hold as the rule is made fire once and say so", () => {
    const { firings } = play(
      scoreAbove80,
      [0, 1, 2, 30, 60].map((minute) => ({ minute, score: 90 })),
    );
    expect(firings).toHaveLength(1);
    expect(firings[0]).toMatchObject({ alreadyTrue: true, value: 90, key: "rule:bitcoin:1" });
    const later = play(scoreAbove80, [
      { minute: 0, score: 70 },
      { minute: 1, score: 90 },
    ]);
    expect(later.firings).toMatchObject([{ alreadyTrue: false }]);
  });

  it("met during the quiet time fire when it ends, if they still hold then", () => {
    const met = [
      { minute: 0, score: 81 },
      { minute: 1, score: 77 },
      { minute: 2, score: 85 },
    ];
    const held = play(scoreAbove80, [...met, { minute: 15, score: 85 }]);
    expect(minutesOf(held.firings)).toEqual([0, 15]);
    expect(held.firings[1]?.deferredSince).toBe(2 * MINUTE_MS);
    const gone = play(scoreAbove80, [...met, { minute: 3, score: 70 }, { minute: 15, score: 70 }]);
    expect(minutesOf(gone.firings)).toEqual([0]);
    expect(gone.states.get("rule")?.get("bitcoin")?.deferredSince).toBeNull();
  });

  it("are mirrored below, for prices in their own hysteresis", () => {
    const rule = ruleFixture({ type: "price_below", threshold: 100 }, { cooldownMinutes: 0 });
    const prices = [101, 100, 100.4, 99, 100.5, 100];
    const { firings } = play(
      rule,
      prices.map((price, minute) => ({ minute, price })),
    );
    expect(minutesOf(firings)).toEqual([1, 5]);
  });

  it("fire once for ever when their owner says so", () => {
    const rule = ruleFixture({ type: "score_above", threshold: 80 }, { repeat: "once", cooldownMinutes: 0 });
    const { firings, ended } = play(
      rule,
      [90, 10, 90].map((score, minute) => ({ minute, score })),
    );
    expect(firings).toHaveLength(1);
    expect(ended).toEqual(["rule"]);
  });

  it("end at their expiry without a firing", () => {
    const rule = ruleFixture({ type: "score_above", threshold: 80 }, { expiresAt: 5 * MINUTE_MS });
    const { firings, ended } = play(rule, [{ minute: 5, score: 90 }]);
    expect(firings).toEqual([]);
    expect(ended).toEqual(["rule"]);
  });

  it("that fire once do so again once they are to look at something else, on each of many coins", () => {
    const rule = ruleFixture({ type: "score_above", threshold: 80 }, { repeat: "once", scope: everyCoin });
    const before = { ruleId: "rule", coinId: "bitcoin", armed: true, episodes: 3, deferredSince: null };
    const judge = (lastFiredAt: number | null) =>
      evaluateRules(
        [compileRule(rule)],
        new Map([["rule", new Map([["bitcoin", { ...before, lastFiredAt }]])]]),
        sightFixture(MINUTE_MS, [readingsFixture({ score: 90 })]),
        { watchlists: new Map(), late: false },
      ).firings.map(({ key }) => key);
    expect(judge(0)).toEqual([]);
    expect(judge(null)).toEqual(["rule:bitcoin:4"]);
  });

  it("are not judged on what history kept from before they were made", () => {
    const rule = compileRule(
      ruleFixture({ type: "score_above", threshold: 80 }, { createdAt: 2 * MINUTE_MS, cooldownMinutes: 0 }),
    );
    const judge = (minute: number, late: boolean) =>
      evaluateRules([rule], new Map(), sightFixture(minute * MINUTE_MS, [readingsFixture({ score: 90 })]), {
        watchlists: new Map(),
        late,
      }).firings.length;
    expect([judge(1, true), judge(2, true), judge(3, true)]).toEqual([0, 1, 1]);
    // A replay that begins anew comes before its rules were made.
    expect(judge(1, false)).toBe(1);
  });

  it("wait for a mute window to end", () => {
    const mutes = [{ days: [4], from: "00:00", to: "00:30" }]; // 1 January 1970 was a Thursday
    const rule = ruleFixture({ type: "score_above", threshold: 80 }, { mutes });
    const { firings } = play(
      rule,
      [0, 10, 29, 30, 31].map((minute) => ({ minute, score: 90 })),
    );
    expect(minutesOf(firings)).toEqual([30]);
  });
});

describe("any path of values", () => {
  const value = fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 6, arbitrary: fc.integer({ min: 60, max: 100 }) },
  );
  const moment = fc.record({ score: value, stale: fc.boolean(), gap: fc.integer({ min: 1, max: 30 }) });
  const paths = fc.array(moment, { maxLength: 80 }).map((moments) => {
    let minute = 0;
    return moments.map(({ score, stale, gap }) => {
      minute += gap;
      return { minute, score, stale };
    });
  });

  it("fires once an episode, never while stale or missing, and again only past the hysteresis and the quiet time", () => {
    fc.assert(
      fc.property(paths, (path) => {
        const { firings } = play(scoreAbove80, path);
        const at = new Map(path.map((moment) => [moment.minute * MINUTE_MS, moment]));
        firings.forEach((firing, index) => {
          const moment = at.get(firing.at);
          expect(moment?.stale).toBe(false);
          expect(moment?.score).toBeGreaterThanOrEqual(80);
          expect(firing.episode).toBe(index + 1);
          const previous = firings[index - 1];
          if (previous === undefined) return;
          expect(firing.at - previous.at).toBeGreaterThanOrEqual(15 * MINUTE_MS);
          const between = path.filter(
            ({ minute }) => minute * MINUTE_MS > previous.at && minute * MINUTE_MS < firing.at,
          );
          expect(between.some(({ score, stale }) => !stale && score !== null && score <= 78)).toBe(true);
        });
      }),
    );
  });

  it("forgets nothing by being judged in two goes", () => {
    fc.assert(
      fc.property(paths, fc.nat(), (path, at) => {
        const cut = path.length === 0 ? 0 : at % path.length;
        const whole = play(scoreAbove80, path);
        const head = play(scoreAbove80, path.slice(0, cut));
        expect(whole.firings.slice(0, head.firings.length)).toEqual(head.firings);
      }),
    );
  });
});

describe("events", () => {
  const noCooldown = { cooldownMinutes: 0 };

  it("need a sight before, be it the one that was on the page as the rule was made", () => {
    const crossing: When = { type: "score_crosses", direction: "up", threshold: 80 };
    const path = [
      { minute: 0, score: 79 },
      { minute: 1, score: 81 },
    ];
    expect(minutesOf(play(ruleFixture(crossing, noCooldown), path).firings)).toEqual([1]);
    const young = ruleFixture(crossing, { ...noCooldown, createdAt: MINUTE_MS / 2 });
    expect(minutesOf(play(young, path).firings)).toEqual([1]);
    expect(play(young, path.slice(1)).firings).toEqual([]);
  });

  it("fire at every crossing, not while the value stays across", () => {
    const rule = ruleFixture({ type: "price_crosses", direction: "down", threshold: 100 }, noCooldown);
    const { firings } = play(
      rule,
      [101, 99, 98, 100, 101, 100].map((price, minute) => ({ minute, price })),
    );
    expect(minutesOf(firings)).toEqual([1, 5]);
  });

  it("in the quiet time are told when it ends, although the moment has passed", () => {
    const rule = ruleFixture({ type: "score_crosses", direction: "up", threshold: 80 });
    const scores = [
      [0, 79],
      [1, 81],
      [2, 79],
      [3, 81],
      [10, 90],
      [16, 90],
    ];
    const { firings } = play(
      rule,
      scores.map(([minute = 0, score = 0]) => ({ minute, score })),
    );
    expect(minutesOf(firings)).toEqual([1, 16]);
    expect(firings[1]?.deferredSince).toBe(3 * MINUTE_MS);
  });

  it("alone in a group, or all needed with others, are told after the quiet time too", () => {
    const crossing = { type: "score_crosses" as const, direction: "up" as const, threshold: 80 };
    const whale = { type: "whale_seen" as const, threshold: 0.5 };
    const path = [79, 81, 79, 81, 70, 70, 70].map((score, index) => ({ minute: index * 5, score, whale: 0.7 }));
    for (const when of [
      { match: "any" as const, of: [crossing, { type: "action_change" as const, to: null }] },
      { match: "all" as const, of: [crossing, whale] },
    ]) {
      const { firings } = play(ruleFixture(when), path);
      expect(firings.map(({ at, deferredSince }) => [at / MINUTE_MS, deferredSince])).toEqual([
        [5, null],
        [20, 15 * MINUTE_MS],
      ]);
    }
  });

  it("watch the top of the ranking from both sides, and never take a missing rank for a low one", () => {
    const enters = ruleFixture({ type: "rank_top", change: "enters", top: 10 }, noCooldown);
    const leaves = ruleFixture({ type: "rank_top", change: "leaves", top: 10 }, noCooldown);
    const path = [11, 10, null, 10, 12].map((rank, minute) => ({ minute, rank }));
    expect(minutesOf(play(enters, path).firings)).toEqual([1]);
    expect(minutesOf(play(leaves, path).firings)).toEqual([4]);
  });

  it("see a change of group and of band, all or to one", () => {
    const group = ruleFixture({ type: "cluster_change" }, noCooldown);
    expect(
      minutesOf(
        play(
          group,
          [1, 1, 2].map((clusterId, minute) => ({ minute, clusterId })),
        ).firings,
      ),
    ).toEqual([2]);
    const bands = (["HOLD", "BUY", "HOLD", "TRIM"] as const).map((action, minute) => ({ minute, action }));
    const any = ruleFixture({ type: "action_change", to: null }, noCooldown);
    expect(minutesOf(play(any, bands).firings)).toEqual([1, 2, 3]);
    const toBuy = ruleFixture({ type: "action_change", to: "BUY" }, noCooldown);
    expect(minutesOf(play(toBuy, bands).firings)).toEqual([1]);
  });
});

describe("groups", () => {
  const both = {
    match: "all" as const,
    of: [
      { type: "score_above" as const, threshold: 80 },
      { type: "whale_seen" as const, threshold: 0.6 },
    ],
  };

  it("of which all must hold do not fire, nor are armed again, while one reading is missing", () => {
    const rule = ruleFixture(both, { cooldownMinutes: 0 });
    const path = [
      { minute: 0, score: 90, whale: null },
      { minute: 1, score: 90, whale: 0.7 },
      { minute: 2, score: 10, whale: null },
      { minute: 3, score: 90, whale: 0.7 },
      { minute: 4, score: 10, whale: 0.7 },
      { minute: 5, score: 90, whale: 0.7 },
    ];
    expect(minutesOf(play(rule, path).firings)).toEqual([1, 5]);
  });

  it("of which any may hold fire on one although another is missing", () => {
    const rule = ruleFixture({ match: "any", of: both.of }, { cooldownMinutes: 0 });
    expect(minutesOf(play(rule, [{ minute: 0, score: 90, whale: null }]).firings)).toEqual([0]);
  });

  it("may hold groups", () => {
    const rule = ruleFixture({
      match: "all",
      of: [
        { match: "any", of: both.of },
        { type: "price_below", threshold: 100 },
      ],
    });
    expect(play(rule, [{ minute: 0, score: 90, price: 101 }]).firings).toEqual([]);
    expect(play(rule, [{ minute: 0, score: 90, price: 99 }]).firings).toHaveLength(1);
  });
});

describe("percent moves", () => {
  it("are measured over their window and unknown without it", () => {
    const rule = compileRule(
      ruleFixture({ type: "percent_move", reading: "price", direction: "either", window: "1h", percent: 5 }),
    );
    const judge = (price: number, then: number | null) =>
      evaluateRules(
        [rule],
        new Map(),
        sightFixture(0, [readingsFixture({ price })], {
          past: then === null ? {} : { "1h": new Map([["bitcoin", { score: 1, price: then }]]) },
        }),
        { watchlists: new Map(), late: false },
      ).firings.map(({ value }) => value);
    expect(judge(105, 100)).toEqual([expect.closeTo(5, 9)]);
    expect(judge(95, 100)).toEqual([expect.closeTo(-5, 9)]);
    expect(judge(104, 100)).toEqual([]);
    expect(judge(200, null)).toEqual([]);
  });
});

const noFilter = { minMarketCap: null, maxMarketCap: null, minVolume: null, minScore: null, actions: null };
const everyCoin = { kind: "filter" as const, filter: { ...noFilter, clusterId: null, minWhale: null } };

describe("scopes of many coins", () => {
  it("keep an episode for each coin, and take only coins that pass the filter", () => {
    const coins = ["a", "b", "c"].map((coinId, index) =>
      readingsFixture({ coinId, symbol: coinId, score: 85, marketCapUsd: index === 2 ? null : 1e9 }),
    );
    const filter = {
      minMarketCap: 1e6,
      maxMarketCap: null,
      minVolume: null,
      minScore: null,
      actions: null,
      clusterId: null,
      minWhale: null,
    };
    const rule = compileRule(
      ruleFixture({ type: "score_above", threshold: 80 }, { scope: { kind: "filter", filter } }),
    );
    const { firings } = evaluateRules([rule], new Map(), sightFixture(0, coins), { watchlists: new Map(), late: true });
    expect(firings.map(({ key, late }) => [key, late])).toEqual([
      ["rule:a:1", true],
      ["rule:b:1", true],
    ]);
    const listed = compileRule(
      ruleFixture({ type: "score_above", threshold: 80 }, { scope: { kind: "watchlist", watchlistId: "w" } }),
    );
    const watchlists = new Map([["w", ["c", "nobody"]]]);
    const seen = evaluateRules([listed], new Map(), sightFixture(0, coins), { watchlists, late: false });
    expect(seen.firings.map(({ coinId }) => coinId)).toEqual(["c"]);
  });
});
