import { setInterval } from "node:timers";
import type { Redis } from "ioredis";
import type { UnixMs } from "@/lib/market/units";

/** Clocks that differ by less are good enough: then our own counts, and nothing changes for anybody. */
const TOLERATED_MS = 2_000;
const ASK_EVERY_MS = 3_000;
/** An answer that took longer says too little about when it was given. */
const LONGEST_TRIP_MS = 1_000;

export interface SharedClock {
  now(): UnixMs;
  /** By how much the clock of this machine is ahead of Redis; 0 while that is tolerable or unknown. */
  aheadMs(): number;
  stop(): void;
}

/** What a process measures time with. */
export interface OwnClocks {
  readonly wall: () => UnixMs;
  /** Goes on evenly, whatever becomes of the wall clock. */
  readonly steady: () => number;
}

const ownClocks: OwnClocks = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * One wall clock for all processes: that of Redis, wherever the machine's own is off by more than two seconds. A board of a worker
 * whose clock is wrong would else be called fresh for as long as that clock is ahead, and its prices kept over newer ones.
 */
export function followSharedClock(redis: Redis, clocks: OwnClocks = ownClocks): SharedClock {
  let known = { wall: clocks.wall(), steady: clocks.steady(), ahead: 0 };
  let asking = false;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      const before = clocks.steady();
      const [seconds = 0, microseconds = 0] = await redis.time();
      const [steady, wall] = [clocks.steady(), clocks.wall()];
      if (steady - before > LONGEST_TRIP_MS) return;
      const shared = Number(seconds) * 1_000 + Number(microseconds) / 1_000 + (steady - before) / 2;
      const ahead = wall - shared;
      known = { wall, steady, ahead: Math.abs(ahead) < TOLERATED_MS ? 0 : Math.round(ahead) };
    } catch {
      // Without Redis the last known difference counts, and the steady clock sees to it that it stays true.
    } finally {
      asking = false;
    }
  }

  void ask();
  const timer = setInterval(() => void ask(), ASK_EVERY_MS);
  timer.unref();
  return {
    now() {
      const wall = clocks.wall();
      const even = known.wall + Math.round(clocks.steady() - known.steady);
      // Somebody has set the clock since we asked, or the machine slept.
      const isSet = Math.abs(wall - even) >= TOLERATED_MS;
      if (isSet) void ask();
      return (isSet ? even : wall) - known.ahead;
    },
    aheadMs: () => known.ahead,
    stop: () => clearInterval(timer),
  };
}
