import type { Redis } from "ioredis";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import type { Logger } from "@/lib/log";
import { readBoard, readBoardSequence } from "./momentum-board";
import { paceChecks } from "./pace-checks";

/** How long a board counts as current without asking: far less than any refresh interval. */
const CHECK_EVERY_MS = 250;
/** Without an answer for this long, Redis counts as away. */
const CUT_OFF_AFTER_MS = 2_000;

export interface BoardReader {
  /** The newest board that could be read; null only when there never was one. Never rejects. */
  read(): Promise<BoardSnapshot | null>;
  /** Whether the last attempts to reach Redis failed, so that the board may be out of date without anybody knowing. */
  isCutOff(): boolean;
}

/**
 * One copy of the board in this process, parsed once per sequence. Asks Redis for the sequence at most every 250 ms and
 * keeps the last good board through an outage, through a wiped Redis and through a board that cannot be parsed.
 */
export function createBoardReader(redis: Redis, log: Logger, now = () => performance.now()): BoardReader {
  let last: BoardSnapshot | null = null;
  let answeredAt = now();
  let failing = false;

  async function refresh(): Promise<void> {
    try {
      const sequence = await readBoardSequence(redis);
      answeredAt = now();
      failing = false;
      if (sequence === null || sequence === last?.board.sequence) return;
      last = (await readBoard(redis, log)) ?? last;
    } catch (error) {
      if (!failing) log.warn({ err: error }, "The board could not be read; the last good one is served");
      failing = true;
    }
  }

  const pace = paceChecks(refresh, CHECK_EVERY_MS, now);
  return {
    async read() {
      await pace.keepUp(last !== null);
      return last;
    },
    isCutOff: () => failing || (pace.isWaiting() && now() - answeredAt > CUT_OFF_AFTER_MS),
  };
}
