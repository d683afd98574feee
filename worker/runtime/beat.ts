import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Redis } from "ioredis";
import { writeBeat } from "@/lib/cache/process-beats";
import type { UnixMs } from "@/lib/market/units";

const NANOSECONDS_PER_MS = 1e6;

/** Says every time it is called that this worker lives, with its memory and the worst event-loop delay since the last time. */
export function createBeat(
  redis: Redis,
  { id, wallNow, readings }: { id: string; wallNow: () => UnixMs; readings: () => Record<string, number> },
): () => Promise<void> {
  const startedAt = wallNow();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return async () => {
    const eventLoopDelayMs = Number.isFinite(delay.max) ? delay.max / NANOSECONDS_PER_MS : 0;
    delay.reset();
    await writeBeat(redis, {
      role: "worker",
      id,
      pid: process.pid,
      startedAt,
      seenAt: wallNow(),
      memoryBytes: process.memoryUsage.rss(),
      eventLoopDelayMs,
      readings: readings(),
    });
  };
}
