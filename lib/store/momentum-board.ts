import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { sql } from "drizzle-orm";
import { momentumBoard } from "@/drizzle/schema/momentum-board";
import type { Database } from "@/lib/connections";
import { decodeCloses, encodeCloses } from "@/lib/contracts/closes";
import { encodeListJson } from "@/lib/contracts/list-json";
import { type BoardSnapshot, momentumBoardSchema } from "@/lib/contracts/snapshots";
import { type StreamState, streamStateSchema } from "@/lib/contracts/stream";
import { invariant } from "@/lib/invariant";
import type { Logger } from "@/lib/log";
import { queryRows } from "./query";

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Level 1: the board is written often and read once in its life. */
const FAST = { level: 1 };

/** Replaces the saved board by a newer one; false when what is saved is of this sequence or a later one. */
export async function saveBoard(database: Database, snapshot: BoardSnapshot, state: StreamState): Promise<boolean> {
  const { board } = snapshot;
  invariant(snapshot.closes.length === board.coins.length, "every coin of a board has its closes");
  const [boardBytes, stateBytes] = await Promise.all([
    compress(encodeListJson(board, "coins"), FAST),
    compress(encodeListJson(state, "rows"), FAST),
  ]);
  const closes = encodeCloses(snapshot.closes);
  const closesBytes = Buffer.from(closes.buffer, closes.byteOffset, closes.byteLength);
  const saved = await queryRows(
    database,
    sql`
    insert into ${momentumBoard} as saved (sequence, board, closes, stream)
    values (${board.sequence}, ${boardBytes}, ${closesBytes}, ${stateBytes})
    on conflict ("only") do update set sequence = excluded.sequence, saved_at = now(),
      board = excluded.board, closes = excluded.closes, stream = excluded.stream
    where saved.sequence < excluded.sequence
    returning 1`,
  );
  return saved.length === 1;
}

/** The sequence of the saved board, even when the board itself cannot be read; null when there is none. */
export async function readSavedSequence(database: Database): Promise<number | null> {
  const [row] = await queryRows<{ sequence: number }>(
    database,
    sql`select sequence::float8 as sequence from ${momentumBoard}`,
  );
  return row?.sequence ?? null;
}

export interface SavedBoard {
  readonly snapshot: BoardSnapshot;
  readonly state: StreamState;
}

/** The saved board; null when there is none, or when it was written by a version of the code that meant something else. */
export async function loadBoard(database: Database, log?: Logger): Promise<SavedBoard | null> {
  const [row] = await queryRows<{ board: Buffer; closes: Buffer; stream: Buffer }>(
    database,
    sql`select board, closes, stream from ${momentumBoard}`,
  );
  if (row === undefined) return null;
  const saved = await parseBoard(row);
  if (saved === null) log?.error("The saved board does not fit its schema and counts as absent");
  return saved;
}

async function parseBoard(row: { board: Buffer; closes: Buffer; stream: Buffer }): Promise<SavedBoard | null> {
  const board = momentumBoardSchema.safeParse(await unpack(row.board));
  const state = streamStateSchema.safeParse(await unpack(row.stream));
  const closes = decodeCloses(row.closes);
  if (!(board.success && state.success) || closes?.length !== board.data.coins.length) return null;
  return { snapshot: { board: board.data, closes }, state: state.data };
}

async function unpack(bytes: Buffer): Promise<unknown> {
  try {
    return JSON.parse((await decompress(bytes)).toString("utf8"));
  } catch {
    return null;
  }
}
