import type { Candle } from "./candle";
import type { UnixMs } from "./units";

/** Whole hours [from, to). */
export interface HourRange {
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** What a venue says when it is asked for some hours. */
export interface CandlePage {
  /** Closed hours within the asked ones, ascending; an hour that the venue left out is not there. */
  readonly candles: readonly Candle[];
  /** The venue has said all it knows of the hours from the asked beginning to here. */
  readonly coveredTo: UnixMs;
  /** Rows that could not be read: hours without a candle may be theirs. */
  readonly malformed: number;
}

/** The parts of a range that none of the stretches covers, oldest first. Stretches may come in any order and overlap. */
export function uncoveredRanges(wanted: HourRange, stretches: readonly HourRange[]): HourRange[] {
  const uncovered: HourRange[] = [];
  let from = wanted.from;
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    if (stretch.to <= from) continue;
    if (stretch.from >= wanted.to) break;
    if (stretch.from > from) uncovered.push({ from, to: stretch.from });
    from = stretch.to;
  }
  if (from < wanted.to) uncovered.push({ from, to: wanted.to });
  return uncovered;
}
