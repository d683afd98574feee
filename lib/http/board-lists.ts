import { type BoardContact, isStale } from "@/lib/contracts/http/freshness";
import { listCoins, listMomentum } from "@/lib/contracts/http/list-momentum";
import { coinsQuerySchema, momentumQuerySchema } from "@/lib/contracts/http/momentum-query";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { marketNow } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import type { Answer } from "./answer";
import type { HotList, HotReading } from "./hot-lists";
import { answerNoBoard } from "./problem";

/** Where boards come from; the cache's board reader is one. */
export interface BoardSource {
  read(): Promise<BoardSnapshot | null>;
  isCutOff(): boolean;
}

/** A board at a moment, as every list that rests on one needs it. */
export interface BoardMoment {
  readonly snapshot: BoardSnapshot;
  readonly contact: BoardContact;
  /** Market time. */
  readonly now: UnixMs;
  /** Changes with the board and when it turns stale. */
  readonly version: string;
}

/** Null while there never was a board. */
export async function readMoment(boards: BoardSource, wallNow: () => UnixMs): Promise<BoardMoment | null> {
  const snapshot = await boards.read();
  if (snapshot === null) return null;
  const { board } = snapshot;
  const cutOff = boards.isCutOff();
  const now = marketNow(board.clock, wallNow());
  return { snapshot, contact: { cutOff }, now, version: `${board.sequence}|${cutOff || isStale(board, now)}` };
}

/** A list that a board alone decides. */
async function readBoard(
  boards: BoardSource,
  wallNow: () => UnixMs,
  tell: (moment: BoardMoment) => unknown,
): Promise<HotReading | Answer> {
  const moment = await readMoment(boards, wallNow);
  if (moment === null) return answerNoBoard();
  return { board: moment.version, version: "", tell: () => tell(moment) };
}

interface MomentumListOptions {
  readonly whaleConfidenceMin: number;
  /** Page size when the caller names none. */
  readonly perPage: number;
}

export function momentumList(
  boards: BoardSource,
  { whaleConfidenceMin, perPage }: MomentumListOptions,
  wallNow: () => UnixMs = Date.now,
): HotList<typeof momentumQuerySchema> {
  const { per_page: pageSize } = momentumQuerySchema.shape;
  return {
    query: momentumQuerySchema.extend({ per_page: pageSize.removeDefault().default(perPage) }),
    read: (query) =>
      readBoard(boards, wallNow, ({ snapshot, now, contact }) =>
        listMomentum(snapshot, query, now, { ...contact, whaleConfidenceMin }),
      ),
  };
}

export function coinsList(boards: BoardSource, wallNow: () => UnixMs = Date.now): HotList<typeof coinsQuerySchema> {
  return {
    query: coinsQuerySchema,
    read: (query) =>
      readBoard(boards, wallNow, ({ snapshot, now, contact }) => listCoins(snapshot, query, now, contact)),
  };
}
