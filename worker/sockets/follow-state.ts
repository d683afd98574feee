import type { MomentumPatch, StreamState } from "@/lib/contracts/stream";
import type { Logger } from "@/lib/log";
import { applyBroadcast } from "@/lib/momentum/broadcast";
import type { Change } from "@/lib/stream/topics";

/** Patches that arrive while a state is being read wait here; more than this and the state is read again. */
const WAITING_MAX = 256;
const RETRY_MS = 500;

export interface StateFollowerOptions {
  readState(): Promise<StreamState | null>;
  onChange(state: StreamState, change: Change): void;
  /** The state could not be carried on patch by patch: everybody needs a snapshot. */
  onRestart(state: StreamState): void;
  log: Logger;
}

export interface StateFollower {
  take(patch: MomentumPatch): void;
  /** Reads the state again, as after a lost connection; tells nobody when nothing was missed. */
  resync(): void;
  sequence(): number | null;
  /** How often patches had been missed. */
  gapsRepaired(): number;
  stop(): void;
}

/**
 * Keeps the last broadcast state by applying each published patch. When one is missing, doubled out of order or the
 * sequence starts over, it reads the state from the cache and starts over from there.
 */
export function followState({ readState, onChange, onRestart, log }: StateFollowerOptions): StateFollower {
  let state: StreamState | null = null;
  let waiting: MomentumPatch[] = [];
  let reading = false;
  let again = false;
  let stopped = false;
  let gapsRepaired = 0;
  let retry: NodeJS.Timeout | null = null;

  function advance(current: StreamState, patch: MomentumPatch): void {
    const { sequence, asOf, changed, removed } = patch;
    const rows = applyBroadcast(current.rows, changed, removed);
    state = { sequence, asOf, rows };
    onChange(state, { before: current.rows, after: rows, changed, removed });
  }

  function adopt(read: StreamState): void {
    if (state?.sequence === read.sequence) return;
    if (state !== null) gapsRepaired += 1;
    state = read;
    onRestart(read);
  }

  function drain(): void {
    // Without a state nothing can be applied; the patches wait for the next reading.
    if (state === null) return;
    // The state that was just read contains whatever was published before it.
    const patches = waiting.filter(({ sequence }) => sequence > (state?.sequence ?? 0));
    waiting = [];
    for (const patch of patches) take(patch);
  }

  async function readAgain(): Promise<void> {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      const read = await readState();
      if (stopped) return;
      if (read !== null) adopt(read);
      reading = false;
      drain();
    } catch (error) {
      reading = false;
      log.debug({ err: error }, "The stream state could not be read; trying again");
      later();
      return;
    }
    if (again) {
      again = false;
      void readAgain();
    } else if (state === null) later();
  }

  function later(): void {
    if (stopped || retry !== null) return;
    retry = setTimeout(() => {
      retry = null;
      void readAgain();
    }, RETRY_MS);
  }

  function keepWaiting(patch: MomentumPatch): void {
    waiting.push(patch);
    if (waiting.length > WAITING_MAX) waiting = [];
    // A reading that found nothing is repeated in a moment, not at once and for ever.
    if (!reading && retry === null) void readAgain();
  }

  function take(patch: MomentumPatch): void {
    if (stopped) return;
    if (reading || state === null) {
      keepWaiting(patch);
      return;
    }
    if (patch.sequence === state.sequence + 1) advance(state, patch);
    // An older one is an echo, or a sequence that started over: the stored state knows which.
    else if (patch.sequence !== state.sequence) void readAgain();
  }

  return {
    take,
    resync: () => void readAgain(),
    sequence: () => state?.sequence ?? null,
    gapsRepaired: () => gapsRepaired,
    stop() {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
    },
  };
}
