/** How long refreshes took, in milliseconds from the first request to the visible board. */
export interface Durations {
  readonly fast: readonly number[];
  readonly full: readonly number[];
}

/** A refresh runs every 300 market seconds, and no job more often than once a second of the wall. */
const FULL_EVERY_SECONDS = 300;
const SLOWEST = 30;
const FASTEST = 300;
/** Of a worker's time that refreshes may take: the rest is for alerts, groups, forecasts, retention, and for bad moments. */
const BUSY_AT_MOST = 0.5;

/**
 * The highest speed at which every refresh is over before the next one of its kind is due: fast ones once a second, full ones
 * as often as fits beside them. By what nine of ten took.
 */
export function chooseSpeed({ fast, full }: Durations): number {
  const [fastMs, fullMs] = [nineOfTen(fast), nineOfTen(full)];
  if (fastMs === null || fullMs === null) return SLOWEST;
  const room = BUSY_AT_MOST - fastMs / 1_000;
  const speed = (FULL_EVERY_SECONDS * room) / (fullMs / 1_000);
  return Math.round(Math.min(FASTEST, Math.max(SLOWEST, speed)));
}

function nineOfTen(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.9 * sorted.length) - 1] ?? null;
}
