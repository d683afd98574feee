import { EPOCH_HOURS } from "./episodes";
import { createDrift, type Drift, mix, smallNormal, studentT4 } from "./hash";

/** How a log-price path moves on its own. */
export interface PathShape {
  readonly key: number;
  /** Typical size of an hourly log return. */
  readonly hourlySigma: number;
  /** Spread of the pinned levels, which keeps a path within bounds for ever. */
  readonly levelSigma: number;
}

/** Where a path stands: enough to go on hour by hour with the very same bits as from the epoch's start. */
export interface PathState {
  readonly epoch: number;
  readonly driftPerHour: number;
  readonly hour: number;
  readonly level: number;
}

const FAST_MOOD_HOURS = 8;
const SLOW_MOOD_HOURS = 72;

/** What one path's hours are drawn from. */
interface Stream {
  readonly returns: number;
  readonly fastMood: Drift;
  readonly slowMood: Drift;
  readonly hourlySigma: number;
}

function streamOf({ key, hourlySigma }: PathShape): Stream {
  return {
    returns: mix(key, 83),
    fastMood: createDrift(mix(key, 81), FAST_MOOD_HOURS),
    slowMood: createDrift(mix(key, 82), SLOW_MOOD_HOURS),
    hourlySigma,
  };
}

/**
 * The path's own log return in the hour that starts at a boundary. Volatility has a fast and a slow drift,
 * so that wild hours come together.
 */
function hourlyReturn({ returns, fastMood, slowMood, hourlySigma }: Stream, hour: number): number {
  const wildness = Math.exp(0.4 * fastMood(hour) + 0.6 * slowMood(hour) - 0.2);
  return hourlySigma * wildness * studentT4(mix(returns, hour));
}

function pinnedLevel({ key, levelSigma }: PathShape, epoch: number): number {
  return levelSigma * smallNormal(mix(mix(key, 84), epoch));
}

/** The returns of the epoch entered last; entering fills it and the walk through that epoch reads it. */
const returnsOfEpoch = new Float64Array(EPOCH_HOURS);

/** Hourly drift that makes the sum of an epoch's returns meet the next pinned level. */
function enterEpoch(shape: PathShape, stream: Stream, epoch: number): number {
  const first = epoch * EPOCH_HOURS;
  let sum = 0;
  for (let step = 0; step < EPOCH_HOURS; step++) {
    const stepReturn = hourlyReturn(stream, first + step);
    returnsOfEpoch[step] = stepReturn;
    sum += stepReturn;
  }
  return (pinnedLevel(shape, epoch + 1) - pinnedLevel(shape, epoch) - sum) / EPOCH_HOURS;
}

/**
 * Log levels at the hour boundaries `fromHour` … `toHour` (hours since 1970, inclusive), written to `out` from index 0.
 * A given state at or before `fromHour` in the same epoch saves the walk from the epoch's start; the bits are the same.
 */
export function walkPath(
  shape: PathShape,
  fromHour: number,
  toHour: number,
  out: Float64Array,
  resume: PathState | null = null,
): PathState {
  const stream = streamOf(shape);
  let epoch = Math.floor(fromHour / EPOCH_HOURS);
  const resumes = resume !== null && resume.epoch === epoch && resume.hour <= fromHour;
  let known = !resumes;
  let drift = resumes ? resume.driftPerHour : enterEpoch(shape, stream, epoch);
  let hour = resumes ? resume.hour : epoch * EPOCH_HOURS;
  let level = resumes ? resume.level : pinnedLevel(shape, epoch);
  if (hour === fromHour) out[0] = level;
  while (hour < toHour) {
    const step = hour - epoch * EPOCH_HOURS;
    level += (known ? (returnsOfEpoch[step] ?? 0) : hourlyReturn(stream, hour)) + drift;
    hour += 1;
    if (step + 1 === EPOCH_HOURS) {
      epoch += 1;
      drift = enterEpoch(shape, stream, epoch);
      level = pinnedLevel(shape, epoch);
      known = true;
    }
    if (hour >= fromHour) out[hour - fromHour] = level;
  }
  return { epoch, driftPerHour: drift, hour, level };
}

const BRIDGE_DEPTH = 8;

/**
 * Offset of the log price between two hour boundaries, 0 at both: a Brownian bridge by midpoint displacement.
 * `share` is the part of the hour gone, in [0, 1]; any moment is found in eight steps, without the moments before it.
 */
export function bridgeOffset(key: number, hour: number, share: number, hourlySigma: number): number {
  const own = mix(mix(key, 85), hour);
  let left = 0;
  let right = 0;
  let from = 0;
  let width = 1;
  let spread = 0.5 * hourlySigma;
  let node = 1;
  for (let depth = 0; depth < BRIDGE_DEPTH; depth++) {
    const middle = (left + right) / 2 + spread * smallNormal(mix(own, node));
    width /= 2;
    spread *= Math.SQRT1_2;
    if (share < from + width) {
      right = middle;
      node = node * 2;
    } else {
      left = middle;
      from += width;
      node = node * 2 + 1;
    }
  }
  return left + (right - left) * ((share - from) / width);
}

/** Pieces of an hour between which the bridge bends; within a piece it is a straight line. */
export const BRIDGE_PIECES = 2 ** BRIDGE_DEPTH;

/** The offsets of `bridgeOffset` at all its bends, 0 … `BRIDGE_PIECES`: the extremes of an hour are among them. */
export function bridgeBends(key: number, hour: number, hourlySigma: number, out: Float64Array): void {
  const own = mix(mix(key, 85), hour);
  out[0] = 0;
  out[BRIDGE_PIECES] = 0;
  let spread = 0.5 * hourlySigma;
  for (let width = BRIDGE_PIECES, node = 1; width > 1; width /= 2) {
    for (let from = 0; from < BRIDGE_PIECES; from += width, node++) {
      const ends = (out[from] ?? 0) + (out[from + width] ?? 0);
      out[from + width / 2] = ends / 2 + spread * smallNormal(mix(own, node));
    }
    spread *= Math.SQRT1_2;
  }
}
