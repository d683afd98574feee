/**
 * Explaining every rank change of the universe: `compareRankings` and all of its moves, against the definition by counting
 * pairs. `node --import tsx bench/rank-changes.ts [rounds]` from the repository's root. Answers are compared.
 */
import { type PastRanking, toPastRanking, toStoredUnits } from "../lib/momentum/past-ranking";
import { compareRankings } from "../lib/momentum/rank-changes";
import type { ScoredCoin } from "../lib/momentum/scored-coin";
import { normal, seededRandom } from "../lib/momentum/seeded-universe.fixture";

const rounds = Math.max(5, Number(process.argv[2] ?? 9));
/** The definition is quadratic: above this it would only be waited for. */
const COUNTED_MAX = 2_500;

type Coin = Pick<ScoredCoin, "asset" | "rank" | "score" | "subScores">;

/** Coins with scores around 45, one in fifty of them gone and replaced by another on the second board. */
function boards(coins: number): { past: PastRanking; present: Coin[] } {
  const random = seededRandom(42);
  const draw = (): number[] =>
    [30, 25, 20, 15, 3, 2.5].map((max) => max * Math.min(1, Math.max(0, 0.5 + 0.2 * normal(random))));
  const coin = (id: string, parts: number[]): Coin => ({
    asset: { id, symbol: id, name: id } as Coin["asset"],
    rank: null,
    score: parts.reduce((sum, part) => sum + part, 0),
    subScores: {
      price_momentum: parts[0] ?? 0,
      volume_spike: parts[1] ?? 0,
      rsi_signal: parts[2] ?? 0,
      ma_cross: parts[3] ?? 0,
      pretrend_bonus: parts[4] ?? 0,
      whale_bonus: parts[5] ?? 0,
    },
  });
  const rank = (field: Coin[]): Coin[] => {
    field.sort((a, b) => b.score - a.score);
    field.forEach((one, index) => {
      one.rank = index + 1;
    });
    return field;
  };
  const then = rank(Array.from({ length: coins }, (_, index) => coin(`coin-${index}`, draw())));
  const now = then.map(({ asset, subScores }, index) =>
    index % 50 === 7
      ? coin(`new-${index}`, draw())
      : coin(
          asset.id,
          Object.values(subScores).map((points) => Math.max(0, points + 0.4 * normal(random))),
        ),
  );
  const past = toPastRanking(
    0,
    then.map(({ asset: { id }, score, subScores }) => ({ id, score, subScores })),
  );
  return { past, present: rank(now) };
}

/** Places by own score and by others, as the definition says it: every pair of coins is looked at. */
function byCounting(past: PastRanking, present: readonly Coin[]): number {
  const placeThen = new Map(past.ids.map((id, place) => [id, place]));
  let sum = 0;
  present.forEach((coin, now) => {
    const then = placeThen.get(coin.asset.id);
    if (then === undefined) return;
    const score = toStoredUnits(coin.score);
    let above = 0;
    past.scores.forEach((other, place) => {
      if (place !== then && (other > score || (other === score && place < then))) above += 1;
    });
    sum += Math.abs(above - then) + Math.abs(now - above);
  });
  return sum;
}

function ours(past: PastRanking, present: readonly Coin[]): number {
  return compareRankings(past, present)
    .moves()
    .reduce((sum, { own, others }) => sum + Math.abs(own.places) + Math.abs(others.places), 0);
}

function fastest(work: () => unknown): { min: number; median: number } {
  work();
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  }).sort((a, b) => a - b);
  return { min: times[0] ?? 0, median: times[Math.floor(times.length / 2)] ?? 0 };
}

const ms = ({ min, median }: { min: number; median: number }): string => `${min.toFixed(2)} (${median.toFixed(2)})`;

for (const coins of [2_500, 17_000]) {
  const { past, present } = boards(coins);
  console.log(`${coins} coins, ms, minimum (median) of ${rounds} rounds`);
  console.log(`  every move, with its reasons   ${ms(fastest(() => ours(past, present)))}`);
  console.log(`  what the feed lists            ${ms(fastest(() => compareRankings(past, present).notable()))}`);
  console.log(`  one coin                       ${ms(fastest(() => compareRankings(past, present).moveOf("coin-1")))}`);
  if (coins > COUNTED_MAX) continue;
  if (byCounting(past, present) !== ours(past, present)) throw new Error("the answers differ");
  console.log(`  places alone, by counting pairs ${ms(fastest(() => byCounting(past, present)))}`);
}
