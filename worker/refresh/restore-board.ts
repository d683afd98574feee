import { writeBoard } from "@/lib/cache/momentum-board";
import { isSameMarket } from "@/lib/market/clock";
import { publishPatch } from "@/lib/stream/publish";
import type { WorkerServices } from "@/worker/runtime/services";
import { inTurn } from "./memory";
import { readStanding } from "./read-visible";

/**
 * Puts the newest board known back into a Redis that lost it. Answers what was done; a board of another market than the
 * present one is left to the next refresh, which starts anew.
 */
export function restoreBoard(services: WorkerServices): Promise<"present" | "restored" | "nothing"> {
  return inTurn(services.memory, async () => {
    const { expectedSequence, nextSequence, visible, inRedis } = await readStanding(services);
    if (inRedis) return "present";
    if (visible === null || !isSameMarket(visible.snapshot.board.clock, services.clock())) return "nothing";
    const snapshot = {
      closes: visible.snapshot.closes,
      board: { ...visible.snapshot.board, sequence: nextSequence },
    };
    const state = { ...visible.state, sequence: nextSequence };
    if (!(await writeBoard(services.redis, snapshot, state, expectedSequence))) return "present";
    services.memory.visible = { snapshot, state };
    await publishPatch(services.redis, { sequence: nextSequence, asOf: state.asOf, changed: [], removed: [] });
    services.log.info({ sequence: nextSequence }, "the board was restored");
    return "restored";
  });
}
