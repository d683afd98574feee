import type { Database } from "@/lib/connections";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { upsertCoins } from "@/lib/store/coins";
import { readSavedSequence, saveBoard } from "@/lib/store/momentum-board";
import { momentumSlotAt, writeMomentumSlot } from "@/lib/store/momentum-history";
import { insertVolumeSnapshots } from "@/lib/store/volume-history";
import type { JobContext } from "@/worker/runtime/services";
import type { RefreshKind } from "./commit-board";
import type { VisibleBoard, WorkerMemory } from "./memory";

/** How old the copy of the board in Postgres may get. Wall clock. */
const SAVE_EVERY_MS = MINUTE_MS;
/** Cadences above this meet an hour's window only by chance, so they may also write it early. */
const SPARSE_SECONDS = HOUR_MS / 2 / SECOND_MS;

/**
 * Writes what the visible board adds to history: ranks when a new slot began, volumes when a new hour did, and now and then
 * the board itself. Without Postgres nothing is written and nothing fails; what is due stays due. While an earlier call is
 * still writing, a later one leaves it alone.
 */
export async function writeHistory(context: JobContext, visible: VisibleBoard, kind: RefreshKind): Promise<void> {
  const { memory } = context;
  if (memory.writingHistory) return;
  memory.writingHistory = true;
  try {
    await writeDue(context, visible, kind);
  } finally {
    memory.writingHistory = false;
  }
}

async function writeDue(context: JobContext, visible: VisibleBoard, kind: RefreshKind): Promise<void> {
  const { db, memory } = context;
  const { board } = visible.snapshot;
  const slot = momentumSlotAt(board.writtenAt);
  if (slot !== memory.writtenSlot && board.full !== null) {
    const wrote = await db.attempt("rank history", (database) => writeSlot(database, memory, board));
    if (wrote.ok) memory.writtenSlot = slot;
  }
  const hour = dueHour(board, memory.writtenHour);
  if (hour !== null && kind === "full") {
    const wrote = await db.attempt("volume history", (database) => writeVolumes(database, memory, board));
    if (wrote.ok) memory.writtenHour = hour;
  }
  if (isSaveDue(context)) await keepBoard(context);
}

/**
 * Keeps the visible board in Postgres, from which a wiped Redis is rebuilt. Postgres may hold a later sequence than Redis does
 * (Redis was wiped while Postgres was away, or the database was switched): the next board then goes above it.
 */
export async function keepBoard(context: Pick<JobContext, "db" | "log" | "memory" | "wallNow">): Promise<void> {
  const { db, log, memory } = context;
  const { visible } = memory;
  if (visible === null) return;
  const kept = await db.attempt("saved board", async (database) => {
    const saved = await saveBoard(database, visible.snapshot, visible.state);
    return saved ? null : readSavedSequence(database);
  });
  if (!kept.ok) return;
  memory.savedBoardAt = context.wallNow();
  if (kept.value === null || kept.value <= visible.state.sequence) return;
  memory.sequenceFloor = kept.value;
  memory.savedBoardAt = null;
  log.warn(
    { saved: kept.value, ours: visible.state.sequence },
    "Postgres holds a later board; the sequence jumps above it",
  );
}

function isSaveDue({ memory, wallNow }: JobContext): boolean {
  return memory.savedBoardAt === null || wallNow() - memory.savedBoardAt >= SAVE_EVERY_MS;
}

/** The nearest whole hour of market time when it is not written yet and its moment has come. */
function dueHour(board: MomentumBoard, written: UnixMs | null): UnixMs | null {
  const hour = Math.round(board.writtenAt / HOUR_MS) * HOUR_MS;
  const early = board.writtenAt < hour && (board.full?.everySeconds ?? 0) <= SPARSE_SECONDS;
  return hour === written || early ? null : hour;
}

async function writeSlot(database: Database, memory: WorkerMemory, board: MomentumBoard): Promise<void> {
  const keys = await coinKeys(database, memory, board);
  await writeMomentumSlot(database, board.writtenAt, board.coins, keys, board.rankedCount);
}

async function writeVolumes(database: Database, memory: WorkerMemory, board: MomentumBoard) {
  const rows = board.coins.flatMap(({ asset }) =>
    asset.volumeUsd24h === null ? [] : [{ id: asset.id, volumeUsd: asset.volumeUsd24h }],
  );
  await insertVolumeSnapshots(database, board.writtenAt, rows, await coinKeys(database, memory, board));
}

/** Keys of the board's coins; only coins that this process has not met yet are asked for. */
async function coinKeys(database: Database, memory: WorkerMemory, board: MomentumBoard): Promise<Map<string, number>> {
  const unknown = board.coins.map((coin) => coin.asset).filter((asset) => !memory.coinKeys.has(asset.id));
  if (unknown.length > 0) {
    const keys = await upsertCoins(database, unknown);
    for (const [id, key] of keys) memory.coinKeys.set(id, key);
  }
  return memory.coinKeys;
}
