import { hostname } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setInterval } from "node:timers";
import type { Redis } from "ioredis";
import type { ProcessBeat } from "@/lib/contracts/status";
import type { Logger } from "@/lib/log";
import { writeBeat } from "./process-beats";

const BEAT_EVERY_MS = 5_000;
const NANOSECONDS_PER_MS = 1_000_000;

/** Says every 5 s that this process lives and how it is, until the returned function is called. */
export function beatProcess(
  redis: Redis,
  role: ProcessBeat["role"],
  readings: () => Record<string, number>,
  log: Logger,
): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedAt = Date.now();
  let writing = false;
  const beat = (): void => {
    // A connection that waits for Redis must not collect a beat for every 5 s of an outage.
    if (writing) return;
    writing = true;
    const longest = delay.max / NANOSECONDS_PER_MS;
    delay.reset();
    void writeBeat(redis, {
      role,
      id: `${hostname()}-${process.pid}`,
      pid: process.pid,
      startedAt,
      seenAt: Date.now(),
      memoryBytes: process.memoryUsage.rss(),
      eventLoopDelayMs: Number.isFinite(longest) ? Math.round(longest) : 0,
      readings: readings(),
    })
      .catch((error: unknown) => log.debug({ err: error }, "The beat was not written"))
      .finally(() => {
        writing = false;
      });
  };
  beat();
  const timer = setInterval(beat, BEAT_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}
