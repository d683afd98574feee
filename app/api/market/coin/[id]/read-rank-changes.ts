import type { WebServices } from "@/app/api/web-services";
import { readPastRankings } from "@/lib/cache/past-rankings";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { toWireRankChange } from "@/lib/contracts/http/rank-changes-wire";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { PastRanking } from "@/lib/momentum/past-ranking";
import { compareRankings, type RankComparison } from "@/lib/momentum/rank-changes";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { isNearWindow } from "@/lib/momentum/rank-windows";

interface Held {
  rankings: ReadonlyMap<RankWindow, PastRanking>;
  sequence: number;
  comparisons: Map<RankWindow, { past: PastRanking; comparison: RankComparison }>;
}

/** Read and paired up once per version, not once per coin: one for each set of services. */
const held = new WeakMap<WebServices, Held>();

/** Why the coin's rank is not what it was, in every window whose earlier ranking knew it: any coin, not only the listed ones. */
export async function readCoinRankChanges(
  services: WebServices,
  board: MomentumBoard,
  coinId: string,
): Promise<CoinDetail["rank_changes"]> {
  if (!services.env.ENABLE_RANK_CHANGE_FEED) return [];
  const before = held.get(services) ?? { rankings: new Map(), sequence: 0, comparisons: new Map() };
  const rankings = await readPastRankings(services.redis, before.rankings, services.log);
  const comparisons = before.sequence === board.sequence ? before.comparisons : new Map();
  const present: Held = { rankings, sequence: board.sequence, comparisons };
  held.set(services, present);
  return rankWindowSchema.options.flatMap((since) => {
    const move = compareWith(present, since, board)?.moveOf(coinId) ?? null;
    return move === null ? [] : [{ since, ...toWireRankChange(move, board.writtenAt) }];
  });
}

/** Null when the window has no earlier ranking, or one that the board has left behind since the worker last read it. */
function compareWith(present: Held, window: RankWindow, board: MomentumBoard): RankComparison | null {
  const past = present.rankings.get(window);
  if (past === undefined || !isNearWindow(window, past.at, board.writtenAt)) return null;
  const known = present.comparisons.get(window);
  if (known?.past === past) return known.comparison;
  const comparison = compareRankings(past, board.coins);
  present.comparisons.set(window, { past, comparison });
  return comparison;
}
