import type { Logger } from "@/lib/log";

export interface Ticker {
  /** No further tick begins; resolves when the running one is done. */
  stop(): Promise<void>;
}

/** Repeats `work` every `ms`, first at once. A tick never overlaps itself and its failure does not end the series. */
export function every(ms: number, work: () => Promise<unknown>, log: Logger): Ticker {
  let running: Promise<unknown> | null = null;
  const tick = (): void => {
    if (running !== null) return;
    running = work()
      .catch((error: unknown) => log.debug({ err: error }, "a regular duty failed and is tried again"))
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(tick, ms);
  tick();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
