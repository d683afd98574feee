import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PastRanking, pastRankingSchema, toPastRanking, toStoredUnits } from "./past-ranking";
import { compareRankings, type RankedCoin } from "./rank-changes";
import { type RankMove, rankMoveSchema } from "./rank-move";
import { rankWindows } from "./rank-windows";
import { seededRandom } from "./seeded-universe.fixture";
import { type SubScoreName, subScoreNames } from "./sub-scores";

const CEILING = 100;

type SubScores = Record<SubScoreName, number>;
interface Drawn {
  id: number;
  parts: number[];
}

function subScoresOf(parts: readonly number[]): SubScores {
  return Object.fromEntries(subScoreNames.map((name, i) => [name, parts[i] ?? 0])) as SubScores;
}

/** A field as `rankCoins` would leave it: score descending, id ascending; every third coin has no rank when asked. */
function rankedField(drawn: readonly Drawn[], withUnranked = false): RankedCoin[] {
  const coins = drawn.map(({ id, parts }) => {
    const score = Math.min(
      CEILING,
      parts.reduce((sum, part) => sum + part, 0),
    );
    return {
      asset: { id: `c${id}`, symbol: `C${id}`, name: `Coin ${id}` },
      rank: null as number | null,
      score,
      subScores: subScoresOf(parts),
    };
  });
  coins.sort((a, b) => b.score - a.score || (a.asset.id < b.asset.id ? -1 : 1));
  let rank = 0;
  for (const coin of coins) {
    if (withUnranked && Number(coin.asset.id.slice(1)) % 3 === 0) continue;
    rank += 1;
    coin.rank = rank;
  }
  return coins;
}

const asPast = (coins: readonly RankedCoin[], at = 0): PastRanking =>
  toPastRanking(
    at,
    coins.filter(({ rank }) => rank !== null).map(({ asset: { id }, score, subScores }) => ({ id, score, subScores })),
  );

/** Few distinct scores make ties, a sum above 100 the ceiling. */
const points = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.double({ min: 0, max: 25, noNaN: true }));
const field = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 0, max: 40 }), parts: fc.array(points, { minLength: 6, maxLength: 6 }) }),
  { selector: ({ id }) => id, maxLength: 40 },
);
const unitsSum = (values: readonly number[]) => values.reduce((sum, value) => sum + toStoredUnits(value), 0);

/** What the definition says, by counting every pair. */
function countedMove(previous: PastRanking, coins: readonly RankedCoin[], id: string) {
  const ranked = coins.filter(({ rank }) => rank !== null);
  const coin = ranked.find(({ asset }) => asset.id === id);
  const then = previous.ids.indexOf(id);
  if (coin === undefined || then < 0) return null;
  const score = toStoredUnits(coin.score);
  const idsNow = new Set(ranked.map(({ asset }) => asset.id));
  const othersThen = previous.ids.map((other, place) => ({ other, place })).filter(({ other }) => other !== id);
  const above = othersThen.filter(
    ({ place }) => previous.scores[place]! > score || (previous.scores[place] === score && place < then),
  );
  const aboveNow = ranked.filter((other) => other.rank! < coin.rank!).map(({ asset }) => asset.id);
  const stayed = above.filter(({ other }) => idsNow.has(other)).length;
  const stayedNow = aboveNow.filter((other) => previous.ids.includes(other)).length;
  return {
    rankDelta: coin.rank! - (then + 1),
    own: above.length - then,
    moved: stayedNow - stayed,
    entered: aboveNow.length - stayedNow,
    left: 0 - (above.length - stayed),
  };
}

function expectExact(move: RankMove): void {
  expect(rankMoveSchema.parse(move)).toEqual(move);
  expect(move.rankDelta).toBe(move.currentRank - move.previousRank);
  expect(move.own.places + move.others.places).toBe(move.rankDelta);
  expect(move.others.moved + move.others.entered + move.others.left).toBe(move.others.places);
  expect(unitsSum(move.own.parts.map((part) => part.points))).toBe(toStoredUnits(move.scoreDelta));
}

describe("compareRankings", () => {
  it("adds up exactly for every coin of any two rankings, and counts what the definition counts", () => {
    fc.assert(
      fc.property(field, field, fc.boolean(), (before, after, withUnranked) => {
        const previous = asPast(rankedField(before, withUnranked));
        const coins = rankedField(after);
        const comparison = compareRankings(previous, coins);
        for (const { asset } of coins) {
          const move = comparison.moveOf(asset.id);
          const counted = countedMove(previous, coins, asset.id);
          if (move === null) {
            expect(counted).toBeNull();
            continue;
          }
          expectExact(move);
          const { rankDelta, own, others } = move;
          const { moved, entered, left } = others;
          expect({ rankDelta, own: own.places, moved, entered, left }).toEqual(counted);
        }
        expect(comparison.moves()).toEqual(coins.flatMap(({ asset }) => comparison.moveOf(asset.id) ?? []));
        expect(comparison.entered().map(({ id }) => id)).toEqual(
          coins.flatMap(({ asset }) => (previous.ids.includes(asset.id) ? [] : asset.id)),
        );
      }),
      { numRuns: 400 },
    );
  });

  it("does not depend on the order in which coins are given", () => {
    fc.assert(
      fc.property(field, field, fc.integer(), (before, after, seed) => {
        const previous = asPast(rankedField(before));
        const coins = rankedField(after, true);
        const random = seededRandom(seed);
        const shuffled = coins
          .map((coin) => ({ coin, at: random() }))
          .sort((a, b) => a.at - b.at)
          .map(({ coin }) => coin);
        const [straight, mixed] = [compareRankings(previous, coins), compareRankings(previous, shuffled)];
        expect(mixed.moves()).toEqual(straight.moves());
        expect(mixed.notable()).toEqual(straight.notable());
        expect(mixed.entered()).toEqual(straight.entered());
      }),
      { numRuns: 100 },
    );
  });

  it("turns around with time: places and points change their sign, entering becomes leaving", () => {
    fc.assert(
      fc.property(field, field, (before, after) => {
        const [then, now] = [rankedField(before), rankedField(after)];
        const forth = compareRankings(asPast(then), now);
        const back = compareRankings(asPast(now), then);
        for (const move of forth.moves()) {
          const returned = back.moveOf(move.id)!;
          expect(returned.rankDelta).toBe(0 - move.rankDelta);
          expect(returned.scoreDelta).toBe(0 - move.scoreDelta);
          const turned = returned.own.parts.map(({ name, points }) => [name, -points]);
          expect(Object.fromEntries(turned)).toEqual(
            Object.fromEntries(move.own.parts.map(({ name, points }) => [name, points])),
          );
        }
        const gone = back.entered().map(({ id }) => id);
        expect(gone).toEqual(then.map(({ asset }) => asset.id).filter((id) => !now.some((c) => c.asset.id === id)));
      }),
      { numRuns: 200 },
    );
  });

  it("gives a coin whose score stayed no places of its own, and the whole move to one that moved alone", () => {
    fc.assert(
      fc.property(field, fc.nat(), fc.array(points, { minLength: 6, maxLength: 6 }), (before, which, parts) => {
        fc.pre(before.length > 0);
        const chosen = before[which % before.length]!;
        const then = rankedField(before);
        const now = rankedField(before.map((coin) => (coin === chosen ? { ...coin, parts } : coin)));
        for (const move of compareRankings(asPast(then), now).moves()) {
          if (move.id !== `c${chosen.id}`) expect(move.own.places).toBe(0);
          // Apart from ties, which the history cannot break as the board does, nobody else has anything to do with it.
          else if (new Set(now.map(({ score }) => toStoredUnits(score))).size === now.length)
            expect(move.others.places).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("knows nothing of what comes later: coins that are not on the board yet change no answer about those who are", () => {
    fc.assert(
      fc.property(field, field, (before, after) => {
        const previous = asPast(rankedField(before));
        const coins = rankedField(after);
        const later = rankedField([...after, { id: 99, parts: [0, 0, 0, 0, 0, 0] }]);
        const last = later.at(-1)!;
        fc.pre(last.asset.id === "c99");
        const answer = compareRankings(previous, later);
        for (const { asset } of coins) {
          expect(answer.moveOf(asset.id)).toEqual(compareRankings(previous, coins).moveOf(asset.id));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("names the ceiling of 100 as what took points, and says nothing of rounding", () => {
    const then = rankedField([{ id: 1, parts: [30, 25, 20, 15.00004, 0, 0] }]);
    const now = rankedField([{ id: 1, parts: [40, 25, 20, 15, 3.00006, 0.00003] }]);
    const [move] = compareRankings(asPast(then), now).moves();
    expect(move?.scoreDelta).toBe(10);
    expect(move?.own.parts).toEqual([
      { name: "price_momentum", points: 10 },
      { name: "pretrend_bonus", points: 3.0001 },
      { name: "clamp", points: -3.0001 },
    ]);
  });

  it("lists only moves of a point or more that reach the first 500, most places first, then most points, then id", () => {
    const flat = (id: number, score: number): Drawn => ({ id, parts: [score, 0, 0, 0, 0, 0] });
    const then = rankedField([flat(1, 60), flat(2, 50), flat(3, 40), flat(4, 30), flat(5, 20)]);
    const now = rankedField([flat(1, 45), flat(2, 55), flat(3, 48), flat(4, 30), flat(5, 19), flat(6, 70)]);
    const moves = compareRankings(asPast(then), now).notable();
    // 4 and 5 were pushed down by the newcomer: 4 without a change of its own, 5 by a whole point.
    expect(moves.map(({ id, rankDelta }) => [id, rankDelta])).toEqual([
      ["c1", 3],
      ["c5", 1],
    ]);
    const many = (shift: (id: number) => number) =>
      rankedField(Array.from({ length: 700 }, (_, id) => flat(id, 90 - id / 10 + shift(id))));
    const ranks = compareRankings(
      asPast(many(() => 0)),
      many((id) => (id % 2 === 0 ? 3 : 0)),
    )
      .notable()
      .map(({ currentRank, previousRank }) => Math.min(currentRank, previousRank));
    expect(ranks.length).toBeGreaterThan(100);
    expect(Math.max(...ranks)).toBeLessThanOrEqual(500);
  });
});

describe("the stored grid", () => {
  it("survives the four bytes of the history for every score there can be", () => {
    for (let units = 0; units <= 1e6; units += 1) {
      if (toStoredUnits(Math.fround(units / 1e4)) !== units) expect.fail(`${units} is read back differently`);
    }
  });

  it("refuses columns that do not belong together", () => {
    expect(pastRankingSchema.safeParse({ at: 1, ids: ["a"], scores: [1], parts: [1, 2, 3, 4, 5, 6] }).success).toBe(
      true,
    );
    expect(pastRankingSchema.safeParse({ at: 1, ids: ["a"], scores: [], parts: [1, 2, 3, 4, 5, 6] }).success).toBe(
      false,
    );
    expect(pastRankingSchema.safeParse({ at: 1, ids: ["a"], scores: [1], parts: [1] }).success).toBe(false);
  });

  it("has a window for every name, each tolerance far shorter than the window", () => {
    for (const { lengthMs, toleranceMs } of Object.values(rankWindows))
      expect(toleranceMs * 3).toBeLessThanOrEqual(lengthMs);
  });
});
