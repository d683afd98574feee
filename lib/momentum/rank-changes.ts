import { fromStoredUnits, PARTS_PER_COIN, type PastRanking, toStoredUnits } from "./past-ranking";
import type { RankEntry, RankMove } from "./rank-move";
import { scoreChangeParts } from "./score-change-parts";
import type { ScoredCoin } from "./scored-coin";
import { subScoreNames } from "./sub-scores";

/** What of a coin its rank change depends on. */
export type RankedCoin = Pick<ScoredCoin, "rank" | "score" | "subScores"> & {
  readonly asset: Pick<ScoredCoin["asset"], "id" | "symbol" | "name">;
};

/** A.14: with 2,500 coins a score jitter of half a point moves the median coin by 20 ranks. */
const NOTABLE_POINTS = 1;
const NOTABLE_RANK = 500;

/** Two rankings side by side. Asking for one coin costs one binary search. */
export interface RankComparison {
  /** Null for a coin that is not ranked now or was not ranked then. */
  moveOf(id: string): RankMove | null;
  /** Every coin ranked then and now, in present order. */
  moves(): RankMove[];
  /** Moves of a point or more that reach the first 500 ranks; most places first, then most points, then id. */
  notable(): RankMove[];
  /** Ranked now and not then, best rank first. */
  entered(): RankEntry[];
}

/**
 * Explains what happened between a stored ranking and the present one. A coin's own share is the rank its new score would
 * have had in the old field; a tie passes nobody, because the history does not know market caps. Everything else is the
 * others' share, split into those who passed, those who entered above and those who left from above. All of it is counting,
 * so it adds up to the change for every coin.
 */
export function compareRankings(previous: PastRanking, coins: readonly RankedCoin[]): RankComparison {
  const present = coins.filter((coin) => coin.rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const field = pairUp(previous, present);
  const moveAt = (now: number): RankMove | null => {
    const coin = present[now];
    const then = field.thenOf[now] ?? -1;
    return coin === undefined || then < 0 ? null : describeMove(coin, now, then, previous, field);
  };
  const collect = (wanted: (now: number) => boolean): RankMove[] =>
    present.flatMap((_, now) => (wanted(now) ? (moveAt(now) ?? []) : []));
  const isNotable = (now: number): boolean => {
    const then = field.thenOf[now] ?? -1;
    if (then < 0 || then === now || Math.min(then, now) >= NOTABLE_RANK) return false;
    const delta = toStoredUnits(present[now]?.score ?? 0) - (previous.scores[then] ?? 0);
    return Math.abs(delta) >= toStoredUnits(NOTABLE_POINTS);
  };
  return {
    moveOf(id) {
      const now = field.nowOf.get(id);
      return now === undefined ? null : moveAt(now);
    },
    moves: () => collect(() => true),
    notable: () => collect(isNotable).sort(compareMoves),
    entered: () => present.flatMap((coin, now) => ((field.thenOf[now] ?? -1) < 0 ? [toEntry(coin, now)] : [])),
  };
}

interface PairedField {
  /** Present place by id. */
  nowOf: ReadonlyMap<string, number>;
  /** Earlier place of each present coin, −1 for none. */
  thenOf: Int32Array;
  /** How many of the first so many coins are ranked on both sides: among the earlier ones, and among the present ones. */
  stayedThen: Int32Array;
  stayedNow: Int32Array;
}

function pairUp(previous: PastRanking, present: readonly RankedCoin[]): PairedField {
  const nowOf = new Map(present.map((coin, now) => [coin.asset.id, now]));
  const thenOf = new Int32Array(present.length).fill(-1);
  const stayedThen = new Int32Array(previous.ids.length + 1);
  previous.ids.forEach((id, then) => {
    const now = nowOf.get(id);
    if (now !== undefined) thenOf[now] = then;
    stayedThen[then + 1] = (stayedThen[then] ?? 0) + (now === undefined ? 0 : 1);
  });
  const stayedNow = new Int32Array(present.length + 1);
  for (let now = 0; now < present.length; now += 1) {
    stayedNow[now + 1] = (stayedNow[now] ?? 0) + ((thenOf[now] ?? -1) < 0 ? 0 : 1);
  }
  return { nowOf, thenOf, stayedThen, stayedNow };
}

function describeMove(
  coin: RankedCoin,
  now: number,
  then: number,
  previous: PastRanking,
  field: PairedField,
): RankMove {
  const score = toStoredUnits(coin.score);
  const scoreDelta = score - (previous.scores[then] ?? 0);
  // Earlier coins above the new score, this one among them when it fell below its own old place.
  const above = placeOf(score, then, previous.scores);
  const itself = then < above ? 1 : 0;
  const stayedAbove = field.stayedThen[above] ?? 0;
  const stayedAboveNow = field.stayedNow[now] ?? 0;
  const first = then * PARTS_PER_COIN;
  const own = above - itself - then;
  return {
    id: coin.asset.id,
    symbol: coin.asset.symbol,
    name: coin.asset.name,
    currentRank: now + 1,
    previousRank: then + 1,
    rankDelta: now - then,
    score: fromStoredUnits(score),
    scoreDelta: fromStoredUnits(scoreDelta),
    own: {
      places: own,
      parts: scoreChangeParts(
        scoreDelta,
        subScoreNames.map((name) => toStoredUnits(coin.subScores[name])),
        previous.parts.slice(first, first + PARTS_PER_COIN),
      ),
    },
    others: {
      places: now - then - own,
      moved: stayedAboveNow - (stayedAbove - itself),
      entered: now - stayedAboveNow,
      // Subtracted from zero, because −(0) would be a negative zero.
      left: 0 - (above - stayedAbove),
    },
  };
}

/** How many of `scores` (falling) stand above a coin of place `then` once it has `score`: of its equals only those before it. */
function placeOf(score: number, then: number, scores: readonly number[]): number {
  const better = countWhile(scores, (other) => other > score);
  const asGood = countWhile(scores, (other) => other >= score);
  return Math.max(better, Math.min(then, asGood));
}

/** Length of the stretch at the start for which a condition holds, by bisection. */
function countWhile(scores: readonly number[], holds: (score: number) => boolean): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(scores[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toEntry(coin: RankedCoin, now: number): RankEntry {
  const { id, symbol, name } = coin.asset;
  return { id, symbol, name, rank: now + 1, score: fromStoredUnits(toStoredUnits(coin.score)) };
}

function compareMoves(a: RankMove, b: RankMove): number {
  const byPlaces = Math.abs(b.rankDelta) - Math.abs(a.rankDelta);
  if (byPlaces !== 0) return byPlaces;
  const byPoints = Math.abs(b.scoreDelta) - Math.abs(a.scoreDelta);
  if (byPoints !== 0) return byPoints;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
