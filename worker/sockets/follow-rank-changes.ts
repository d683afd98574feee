import type { RankChanges } from "@/lib/contracts/rank-changes";
import type { Logger } from "@/lib/log";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";

const RETRY_MS = 500;

export interface RankFollowerOptions {
  read(window: RankWindow): Promise<RankChanges | null>;
  /** `follows`: the sequence before was told before. */
  onChanges(changes: RankChanges, follows: boolean): void;
  log: Logger;
}

export interface RankFollower {
  take(changes: RankChanges): void;
  /** Reads every window again, as after a lost connection; tells nobody when nothing was missed. */
  resync(): void;
  stop(): void;
}

/**
 * Keeps the rank changes of every window. Each value is whole, so a missed one is no loss; but what is stored, not what was
 * published last, is the truth when sequences do not follow each other.
 */
export function followRankChanges({ read, onChanges, log }: RankFollowerOptions): RankFollower {
  const held = new Map<RankWindow, RankChanges>();
  const retries = new Map<RankWindow, NodeJS.Timeout>();
  let stopped = false;

  function adopt(changes: RankChanges, follows: boolean): void {
    held.set(changes.window, changes);
    onChanges(changes, follows);
  }

  function retry(window: RankWindow): void {
    if (stopped || retries.has(window)) return;
    const timer = setTimeout(() => {
      retries.delete(window);
      void readAgain(window);
    }, RETRY_MS);
    retries.set(window, timer);
  }

  async function readAgain(window: RankWindow): Promise<void> {
    try {
      const stored = await read(window);
      if (stopped || stored === null || stored.sequence === held.get(window)?.sequence) return;
      adopt(stored, false);
    } catch (error) {
      log.debug({ err: error, window }, "The rank changes could not be read; trying again");
      retry(window);
    }
  }

  return {
    take(changes) {
      if (stopped) return;
      const before = held.get(changes.window)?.sequence;
      if (before !== undefined && changes.sequence === before + 1) adopt(changes, true);
      else if (changes.sequence !== before) void readAgain(changes.window);
    },
    resync() {
      for (const window of rankWindowSchema.options) void readAgain(window);
    },
    stop() {
      stopped = true;
      for (const timer of retries.values()) clearTimeout(timer);
    },
  };
}
