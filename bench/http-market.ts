import { Redis } from "ioredis";
import { writeClusterRun } from "../lib/cache/cluster-run";
import { writeBoard } from "../lib/cache/momentum-board";
import { writeRankChanges } from "../lib/cache/rank-changes";
import type { ClusterRun } from "../lib/clustering/cluster-run";
import { snapshotFixture, streamStateFixture } from "../lib/contracts/board.fixture";
import type { BoardSnapshot } from "../lib/contracts/snapshots";
import { toPastRanking } from "../lib/momentum/past-ranking";
import { compareRankings } from "../lib/momentum/rank-changes";
import { rankWindowSchema } from "../lib/momentum/rank-move";
import { rankWindows } from "../lib/momentum/rank-windows";

const GROUPS = 8;

/** Everything that the lists of the market rest on, of one moment, fresh for a day. */
export async function writeMarket(url: string, coins: number): Promise<void> {
  const redis = new Redis(url);
  const snapshot = snapshotFixture(coins, 1);
  const now = Date.now();
  if (snapshot.board.full !== null) Object.assign(snapshot.board.full, { refreshedAt: now, everySeconds: 86_400 });
  await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0);
  await writeRankChanges(redis, 1, changesOf(snapshot, now));
  await writeClusterRun(redis, groupsOf(snapshot, now));
  redis.disconnect();
}

/** Every coin has moved by three places, a hundred of them are told. */
function changesOf({ board }: BoardSnapshot, now: number) {
  const moved = board.coins.map((coin, index) => ({ ...coin, rank: ((index + 3) % board.coins.length) + 1 }));
  return rankWindowSchema.options.map((window) => {
    const previousAt = now - rankWindows[window].lengthMs;
    const then = board.coins.map(({ asset: { id }, score, subScores }) => ({ id, score, subScores }));
    const moves = compareRankings(toPastRanking(previousAt, then), moved).moves();
    const times = { asOf: now, writtenAt: now, previousAt };
    const nobody = { entered: [], enteredTotal: 0 };
    return { window, sequence: 1, ...times, total: moves.length, changes: moves.slice(0, 100), ...nobody };
  });
}

function groupsOf({ board }: BoardSnapshot, now: number): ClusterRun {
  const ids = board.coins.map(({ asset }) => asset.id);
  const centroid = {
    score: 0.1,
    volume_ratio: 0.2,
    turnover: 0.3,
    market_cap: 0.4,
    volatility: 0.5,
    z_7d: 0.6,
    whale_confidence: 0,
  };
  const clusters = Array.from({ length: GROUPS }, (_, id) => ({
    id,
    label: `Group ${id}`,
    similarity: 0.9,
    count: Math.ceil(ids.length / GROUPS),
    averageScore: 50 + id,
    stability: 0.8,
    centroid,
    topCoins: [],
    entered: ids.slice(id * 10, id * 10 + 10),
    left: [],
  }));
  const members = Object.fromEntries(ids.map((id, index) => [id, index % GROUPS]));
  const found = { silhouette: 0.2, stability: 0.8, agreement: 0.9, weak: false, inertia: 1 };
  return { method: "kmeans", asOf: now, computedAt: now, coins: ids.length, ...found, clusters, members };
}
