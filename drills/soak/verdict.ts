import type { Part } from "./process-memory";

/** One look at the running instance. */
export interface Sample {
  /** Milliseconds since the watching began. */
  readonly at: number;
  /** Market time. */
  readonly marketAt: number;
  readonly memory: Readonly<Record<Part, number>>;
  /** Memory of JavaScript objects, where the process says it. */
  readonly heap: Readonly<Partial<Record<Part, number>>>;
  readonly redisBytes: number;
  readonly waiting: number;
}

/** How far memory may move between the quarters that are compared. */
export const FLAT_WITHIN = 0.05;

export interface MemoryVerdict {
  readonly name: string;
  /** Median of each quarter of the time. */
  readonly quarters: readonly [number, number, number, number];
  /** From the second quarter, the first one that began warm, to the last: 0.02 is 2 % more. */
  readonly change: number;
  readonly flat: boolean;
}

/**
 * Whether a reading grows. The first quarter holds the start and the filling of every bounded window, so the second one is the
 * first that can be compared; medians, because a collector's sawtooth makes any single moment meaningless.
 */
export function judgeMemory(
  name: string,
  samples: readonly Sample[],
  read: (sample: Sample) => number | undefined,
): MemoryVerdict | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  const quarterOf = (sample: Sample) => Math.min(3, Math.floor((4 * (sample.at - first.at)) / (last.at - first.at)));
  const medianOf = (quarter: number) =>
    median(samples.filter((one) => quarterOf(one) === quarter).flatMap((one) => read(one) ?? []));
  const quarters = [medianOf(0), medianOf(1), medianOf(2), medianOf(3)] as const;
  if (quarters.includes(null)) return null;
  const known = quarters as readonly [number, number, number, number];
  const change = known[1] === 0 ? 0 : known[3] / known[1] - 1;
  return { name, quarters: known, change, flat: Math.abs(change) <= FLAT_WITHIN };
}

/** Growth is a leak; memory given back is told, and no fault. */
export const grows = ({ change }: MemoryVerdict): boolean => change > FLAT_WITHIN;

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** A refresh's count and its place in market time, as `/status` tells them. */
export interface RefreshMark {
  readonly count: number;
  readonly errors: number;
  readonly refreshedAt: number;
  readonly everySeconds: number;
}

export interface RefreshVerdict {
  readonly kind: "fast" | "full";
  readonly done: number;
  /** By the market clock and the interval that the quota planner chose. */
  readonly due: number;
  readonly errors: number;
  readonly everySeconds: number;
  readonly kept: boolean;
}

/** Whether every refresh that was due was made visible; one at either end is nobody's loss. */
export function judgeRefreshes(kind: "fast" | "full", from: RefreshMark, to: RefreshMark): RefreshVerdict {
  const done = to.count - from.count;
  const errors = to.errors - from.errors;
  const due = Math.round((to.refreshedAt - from.refreshedAt) / (to.everySeconds * 1_000));
  return { kind, done, due, errors, everySeconds: to.everySeconds, kept: done >= due - 1 && errors === 0 };
}
