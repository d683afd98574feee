import { setTimeout as sleep } from "node:timers/promises";

/** One life of a supervised process or server; `start` resolves when it is ready to serve. */
export interface Life {
  pid: number;
  /** Settles when it ended, whoever ended it, with words for the terminal. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** Ends it at once, with everything it started. */
  kill(): void;
}

export interface Unit {
  name: string;
  /** The signal tells a start that is still waiting to give up. */
  start(signal: AbortSignal): Promise<Life>;
}

export interface SupervisorOptions {
  say(words: string): void;
  firstBackoffMs?: number;
  longestBackoffMs?: number;
  /** A life this long is a success: the next crash starts with the shortest wait again. */
  healthyAfterMs?: number;
}

export interface Supervisor {
  /** Starts the unit and keeps it running until `stop`; rejects when its very first start fails. */
  keep(unit: Unit): Promise<void>;
  /** Stops every unit in the reverse of the order in which they were added. */
  stop(): Promise<void>;
  killAll(): void;
}

interface Kept {
  unit: Unit;
  life: Life | null;
  watching: Promise<void>;
}

/** Restarts what crashes, with growing waits, and says so; stops everything in order when asked. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { say, firstBackoffMs = 500, longestBackoffMs = 10_000, healthyAfterMs = 60_000 } = options;
  const kept: Kept[] = [];
  const stopping = new AbortController();

  /** Waits for the end of each life and begins the next one, until we stop. */
  async function watch(entry: Kept, first: Life): Promise<void> {
    let life = first;
    let backoff = firstBackoffMs;
    while (!stopping.signal.aborted) {
      const bornAt = performance.now();
      const ending = await life.exited;
      if (stopping.signal.aborted) return;
      entry.life = null;
      if (performance.now() - bornAt >= healthyAfterMs) backoff = firstBackoffMs;
      say(`! ${entry.unit.name} ended unexpectedly: ${ending}`);
      const next = await revive(entry.unit, () => {
        const wait = backoff;
        backoff = Math.min(backoff * 2, longestBackoffMs);
        return wait;
      });
      if (next === null) return;
      say(`✓ ${entry.unit.name} runs again (process ${next.pid})`);
      life = next;
      entry.life = next;
    }
  }

  /** Tries until it starts; null when we were told to stop meanwhile. */
  async function revive(unit: Unit, nextWait: () => number): Promise<Life | null> {
    while (!stopping.signal.aborted) {
      const wait = nextWait();
      say(`  Starting ${unit.name} again in ${wait / 1000} s …`);
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return null;
      const life = await unit.start(stopping.signal).catch((error: unknown) => {
        say(`! ${unit.name}: ${error instanceof Error ? error.message : String(error)}`);
        return null;
      });
      if (life === null) continue;
      if (!stopping.signal.aborted) return life;
      await life.stop();
    }
    return null;
  }

  return {
    async keep(unit) {
      const entry: Kept = { unit, life: null, watching: Promise.resolve() };
      kept.push(entry);
      const starting = unit.start(stopping.signal);
      entry.watching = starting.then(
        async (life) => {
          entry.life = life;
          // The order to stop may have come while it started.
          if (stopping.signal.aborted) await life.stop();
          else await watch(entry, life);
        },
        () => undefined,
      );
      await starting;
    },
    async stop() {
      stopping.abort();
      for (const entry of kept.toReversed()) {
        const { unit, life } = entry;
        const started = performance.now();
        await life?.stop();
        await entry.watching;
        if (life !== null) say(`✓ ${unit.name} stopped (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      }
    },
    killAll() {
      stopping.abort();
      for (const { life } of kept) life?.kill();
    },
  };
}
