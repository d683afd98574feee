import { readBoard, readBoardSequence, readStreamState } from "@/lib/cache/momentum-board";
import { loadBoard } from "@/lib/store/momentum-board";
import type { WorkerServices } from "@/worker/runtime/services";
import type { VisibleBoard } from "./memory";

/**
 * After a board was restored its sequence jumps by more than could have been published since it was saved, so that no
 * number is used twice; receivers see a gap and ask for a snapshot.
 */
export const RESTORE_GAP = 1_000;

export interface Standing {
  /** What Redis holds now: the sequence a write must expect, 0 for none. */
  expectedSequence: number;
  nextSequence: number;
  /** The newest board known anywhere, or null when there never was one. */
  visible: VisibleBoard | null;
  /** Whether Redis itself holds `visible`. */
  inRedis: boolean;
}

/** Where the board stands: in this process's memory if Redis has not moved on, else in Redis, else in Postgres. */
export async function readStanding(services: WorkerServices): Promise<Standing> {
  const { memory, redis } = services;
  const sequence = await readBoardSequence(redis);
  if (sequence !== null) {
    const visible = memory.visible?.state.sequence === sequence ? memory.visible : await readWhole(services);
    if (visible !== null) {
      memory.visible = visible;
      const held = visible.state.sequence;
      return { expectedSequence: held, nextSequence: Math.max(held, memory.sequenceFloor) + 1, visible, inRedis: true };
    }
  }
  const visible = await newestElsewhere(services);
  const restored = visible === null ? 1 : visible.state.sequence + RESTORE_GAP;
  return {
    expectedSequence: sequence ?? 0,
    nextSequence: Math.max(sequence === null ? restored : sequence + 1, memory.sequenceFloor + 1),
    visible,
    inRedis: false,
  };
}

/** Board and stream state of one sequence; read again when another writer came between the two reads. */
async function readWhole({ redis, log }: WorkerServices): Promise<VisibleBoard | null> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const [snapshot, state] = await Promise.all([readBoard(redis, log), readStreamState(redis, log)]);
    if (snapshot === null) return null;
    if (state?.sequence === snapshot.board.sequence) return { snapshot, state };
    if (state === null)
      return { snapshot, state: { sequence: snapshot.board.sequence, asOf: snapshot.board.asOf, rows: [] } };
  }
  return null;
}

async function newestElsewhere({ memory, db, log }: WorkerServices): Promise<VisibleBoard | null> {
  const saved = await db.attempt("saved board", (database) => loadBoard(database, log));
  const candidates = [memory.visible, saved.ok ? saved.value : null].filter((found) => found !== null);
  return candidates.toSorted((a, b) => b.state.sequence - a.state.sequence)[0] ?? null;
}
