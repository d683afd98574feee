import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";
import { FEATURE_COUNT } from "./feature-names";
import { type HistoryCoin, type Member, membersAt, type PretrendHistory, universeAt } from "./history";
import { HORIZON_HOURS, tripleBarrier } from "./triple-barrier";
import { universeFeatures } from "./universe-features";

/** What was known of a coin at a time and what came of it, one row each, ascending in time. */
export interface PretrendSamples {
  readonly count: number;
  readonly at: Float64Array;
  /** Index into `coinIds`. */
  readonly coin: Uint32Array;
  readonly coinIds: readonly string[];
  /** As in a `FeatureBlock`: `FEATURE_COUNT` numbers a row, and which of them are known. */
  readonly values: Float64Array;
  readonly known: Uint8Array;
  readonly outcome: Uint8Array;
}

/** Rows from (inclusive) and to (exclusive). */
export interface SampleRange {
  readonly from: number;
  readonly to: number;
}

export const SAMPLE_EVERY_MS = 4 * HOUR_MS;
/** How long a label looks ahead, and so how far apart training and test must be at least. */
export const LABEL_MS = HORIZON_HOURS * HOUR_MS;
const WARM_UP_MS = 7 * DAY_MS;

/**
 * One sample per coin every four hours, from a week into the history until a day before its end, where outcomes are known.
 * A coin that stops trading reaches no barrier after its last candle: that is an outcome, not a gap.
 */
export function buildSamples(history: PretrendHistory): PretrendSamples {
  const first = Math.ceil((history.from + WARM_UP_MS) / SAMPLE_EVERY_MS) * SAMPLE_EVERY_MS;
  const times: UnixMs[] = [];
  for (let at = first; at + LABEL_MS <= history.to; at += SAMPLE_EVERY_MS) times.push(at);
  const room = times.length * history.coins.length;
  const values = new Float64Array(room * FEATURE_COUNT);
  const known = new Uint8Array(room * FEATURE_COUNT);
  const atOf = new Float64Array(room);
  const coinOf = new Uint32Array(room);
  const outcome = new Uint8Array(room);
  let count = 0;
  for (const at of times) {
    const members = membersAt(history, at);
    const block = universeFeatures(universeAt(history, at, members));
    members.forEach((member, row) => {
      const sigma24 = block.sigma24[row] as number;
      if (sigma24 === 0) return;
      const from = row * FEATURE_COUNT;
      values.set(block.values.subarray(from, from + FEATURE_COUNT), count * FEATURE_COUNT);
      known.set(block.known.subarray(from, from + FEATURE_COUNT), count * FEATURE_COUNT);
      atOf[count] = at;
      coinOf[count] = member.coin;
      outcome[count] = tripleBarrier(pathOf(history, member), sigma24).outcome;
      count += 1;
    });
  }
  return {
    count,
    at: atOf.subarray(0, count),
    coin: coinOf.subarray(0, count),
    coinIds: history.coins.map(({ id }) => id),
    values: values.subarray(0, count * FEATURE_COUNT),
    known: known.subarray(0, count * FEATURE_COUNT),
    outcome: outcome.subarray(0, count),
  };
}

/** The price now and the closes of the next 24 hours, as far as there are any. */
function pathOf(history: PretrendHistory, { coin, candle }: Member): Float64Array {
  const { openSeconds, close } = history.coins[coin] as HistoryCoin;
  const until = (openSeconds[candle] as number) + LABEL_MS / 1_000;
  let last = candle;
  while (last + 1 < openSeconds.length && (openSeconds[last + 1] as number) <= until) last += 1;
  return close.subarray(candle, last + 1);
}

/** The rows of a span of time, `until` exclusive. */
export function samplesBetween({ at, count }: PretrendSamples, since: UnixMs, until: UnixMs): SampleRange {
  const firstFrom = (time: UnixMs): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((at[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const from = firstFrom(since);
  return { from, to: Math.max(from, firstFrom(until)) };
}
