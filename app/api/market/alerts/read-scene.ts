import type { WebServices } from "@/app/api/web-services";
import type { PastReadings, Sight } from "@/lib/alerts/coin-readings";
import type { Rule } from "@/lib/alerts/rule";
import type { AlertNames } from "@/lib/contracts/alert-sentences";
import { conditionsOf } from "@/lib/contracts/alert-words";
import { momentOf } from "@/lib/contracts/board-moment";
import { isStale } from "@/lib/contracts/http/freshness";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { marketNow } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { findSlotNear } from "@/lib/store/momentum-history";
import { readStoredReadings } from "@/lib/store/stored-readings";
import { listWatchlists } from "@/lib/store/watchlists";

/** What rules are read and judged against: the present board and what their ids are called. */
export interface AlertScene {
  readonly board: MomentumBoard;
  /** Market time. */
  readonly now: UnixMs;
  readonly moment: Pick<Sight, "at" | "sequence" | "stale" | "coins">;
  readonly watchlists: ReadonlyMap<string, readonly string[]>;
  readonly names: AlertNames;
}

/** Null while there has never been a board. */
export async function readScene({ boards, database, wallNow }: WebServices): Promise<AlertScene | null> {
  const [snapshot, lists] = await Promise.all([boards.read(), listWatchlists(database)]);
  if (snapshot === null) return null;
  const { board } = snapshot;
  const now = marketNow(board.clock, wallNow());
  const moment = momentOf(board);
  const listNames = new Map(lists.map(({ id, name }) => [id, name]));
  return {
    board,
    now,
    moment: { ...moment, stale: moment.stale || boards.isCutOff() || isStale(board, now) },
    watchlists: new Map(lists.map(({ id, coinIds }) => [id, coinIds])),
    names: {
      coin: (id) => moment.coins.get(id)?.symbol ?? id,
      watchlist: (id) => listNames.get(id) ?? "a watchlist that is gone",
    },
  };
}

/** The board as these rules see it: with the earlier readings that their percent moves are measured from. */
export async function readSight(
  { database }: WebServices,
  { moment }: AlertScene,
  rules: readonly Pick<Rule, "when">[],
): Promise<Sight> {
  const windows = new Set(
    rules.flatMap(({ when }) =>
      conditionsOf(when).flatMap((condition) => (condition.type === "percent_move" ? condition.window : [])),
    ),
  );
  const past: Partial<Record<RankWindow, PastReadings>> = {};
  for (const window of windows) {
    const { lengthMs, toleranceMs } = rankWindows[window];
    const near = await findSlotNear(database, moment.at - lengthMs, toleranceMs);
    if (near !== null) past[window] = await readStoredReadings(database, near);
  }
  return { ...moment, before: null, past };
}
