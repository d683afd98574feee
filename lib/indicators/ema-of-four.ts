import type { FourSeries } from "./four-series";
import { sma } from "./sma";

/**
 * `emaSeries` of four series at once, to the last few bits: value k of lane j goes to `out[4 k + j]`.
 * The series must have at least `period` closes; answers the number of values a lane has.
 */
export function emaOfFour([p, q, r, s]: FourSeries, period: number, out: Float64Array): number {
  const length = p.length;
  const share = 2 / (period + 1);
  const keep = 1 - share;
  let pAverage = sma(p, period, period) ?? 0;
  let qAverage = sma(q, period, period) ?? 0;
  let rAverage = sma(r, period, period) ?? 0;
  let sAverage = sma(s, period, period) ?? 0;
  out[0] = pAverage;
  out[1] = qAverage;
  out[2] = rAverage;
  out[3] = sAverage;
  for (let i = period, at = 4; i < length; i++, at += 4) {
    // Written so that the product with the close does not wait for the average before.
    pAverage = pAverage * keep + (p[i] as number) * share;
    qAverage = qAverage * keep + (q[i] as number) * share;
    rAverage = rAverage * keep + (r[i] as number) * share;
    sAverage = sAverage * keep + (s[i] as number) * share;
    out[at] = pAverage;
    out[at + 1] = qAverage;
    out[at + 2] = rAverage;
    out[at + 3] = sAverage;
  }
  return length - period + 1;
}
