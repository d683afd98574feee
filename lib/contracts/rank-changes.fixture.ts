import { toPastRanking } from "@/lib/momentum/past-ranking";
import { compareRankings } from "@/lib/momentum/rank-changes";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { FIXTURE_TIME, snapshotFixture } from "./board.fixture";
import type { RankChanges } from "./rank-changes";

const COINS = 40;

/** What changed between two boards: the coins at the bottom gained five points, the best was not ranked before. */
export function rankChangesFixture(window: RankWindow, sequence: number): RankChanges {
  const then = snapshotFixture(COINS, 1).board.coins;
  const now = then.map((coin, index) => ({
    ...coin,
    rank: ((index + 3) % COINS) + 1,
    score: index >= COINS - 3 ? 100 : coin.score,
    subScores: { ...coin.subScores, volume_spike: index >= COINS - 3 ? 13.25 : 12.5 },
  }));
  const previousAt = FIXTURE_TIME - rankWindows[window].lengthMs;
  const past = toPastRanking(
    previousAt,
    then.slice(1).map(({ asset: { id }, score, subScores }) => ({ id, score, subScores })),
  );
  const comparison = compareRankings(past, now);
  const moves = comparison.moves().filter(({ rankDelta }) => rankDelta !== 0);
  const entered = comparison.entered();
  return {
    window,
    sequence,
    asOf: FIXTURE_TIME,
    writtenAt: FIXTURE_TIME + 1,
    previousAt,
    total: moves.length,
    changes: moves,
    entered,
    enteredTotal: entered.length,
  };
}
