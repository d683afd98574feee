/** How long a request may wait for a check when there is a last good reading to answer from. */
const PATIENCE_MS = 1_000;

export interface Pace {
  /** Begins a check when the last one is old enough, and waits for the one that runs: as long as it takes when there is nothing to show. */
  keepUp(hasSomething: boolean): Promise<void>;
  /** Whether a check runs that has not been answered. */
  isWaiting(): boolean;
}

/** Not the wall clock: one that is set back would let nobody ask again until it got there. */
const steadyNow = (): number => performance.now();

/** Makes many readers share one check at most every so often, and none of them wait long for it. `check` never rejects. */
export function paceChecks(check: () => Promise<void>, everyMs: number, now: () => number = steadyNow): Pace {
  let running: { promise: Promise<void>; startedAt: number; settled: boolean } | null = null;

  function start(): NonNullable<typeof running> {
    const started = { promise: Promise.resolve(), startedAt: now(), settled: false };
    started.promise = check().finally(() => {
      started.settled = true;
    });
    return started;
  }

  return {
    async keepUp(hasSomething) {
      if (running === null || (running.settled && now() - running.startedAt >= everyMs)) running = start();
      if (running.settled) return;
      if (hasSomething) await waitAtMost(running.promise, running.startedAt + PATIENCE_MS - now());
      else await running.promise;
    },
    isWaiting: () => running !== null && !running.settled,
  };
}

function waitAtMost(work: Promise<void>, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
