import type { Logger } from "@/lib/log";
import { classifyError } from "./run-job";

export interface Ticker {
  /** No further tick begins; resolves when the running one is done. */
  stop(): Promise<void>;
}

export interface Duty {
  /** What an operator reads when it fails. */
  name: string;
  everyMs: number;
  work(): Promise<unknown>;
}

export interface FailureSinks {
  log: Logger;
  /** Counts a failure where the status page shows it. */
  tally(kind: string, message: string): Promise<void>;
}

/**
 * Repeats a duty, first at once. A tick never overlaps itself and its failure does not end the series: each is tallied, and the
 * first of a row is a warning.
 */
export function every({ name, everyMs, work }: Duty, { log, tally }: FailureSinks): Ticker {
  let running: Promise<unknown> | null = null;
  let failing = false;
  const fail = (error: unknown): void => {
    const { kind, message } = classifyError(error);
    log[failing ? "debug" : "warn"]({ err: error, kind, duty: name }, "a regular duty failed and is tried again");
    failing = true;
    // Nobody waits for it: without Redis it would hold up the next tick.
    tally(kind, `${name}: ${message}`).catch(() => undefined);
  };
  const tick = (): void => {
    if (running !== null) return;
    running = work()
      .then(() => {
        failing = false;
      }, fail)
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(tick, everyMs);
  tick();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
