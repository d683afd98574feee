import type { FourSeries } from "./four-series";
import { rsiOf } from "./rsi";

/**
 * The newest Wilder RSI of four series at once into `out[0…3]`; the same numbers as `rsi` to the last few bits.
 * Smoothing the change and its size instead of gains and losses leaves no branch to mispredict.
 * The series must have more closes than the period.
 */
export function rsiOfFour([p, q, r, s]: FourSeries, period: number, out: Float64Array): void {
  const length = p.length;
  const keep = (period - 1) / period;
  const share = 1 / period;
  let p0 = p[0] as number;
  let q0 = q[0] as number;
  let r0 = r[0] as number;
  let s0 = s[0] as number;
  let pMove = 0;
  let qMove = 0;
  let rMove = 0;
  let sMove = 0;
  // Sums of changes telescope, so the seed of the signed average needs no loop.
  let pChange = ((p[period] as number) - p0) * share;
  let qChange = ((q[period] as number) - q0) * share;
  let rChange = ((r[period] as number) - r0) * share;
  let sChange = ((s[period] as number) - s0) * share;
  for (let i = 1; i <= period; i++) {
    const p1 = p[i] as number;
    const q1 = q[i] as number;
    const r1 = r[i] as number;
    const s1 = s[i] as number;
    pMove += Math.abs(p1 - p0);
    qMove += Math.abs(q1 - q0);
    rMove += Math.abs(r1 - r0);
    sMove += Math.abs(s1 - s0);
    p0 = p1;
    q0 = q1;
    r0 = r1;
    s0 = s1;
  }
  pMove *= share;
  qMove *= share;
  rMove *= share;
  sMove *= share;
  for (let i = period + 1; i < length; i++) {
    const p1 = p[i] as number;
    const q1 = q[i] as number;
    const r1 = r[i] as number;
    const s1 = s[i] as number;
    const pStep = (p1 - p0) * share;
    const qStep = (q1 - q0) * share;
    const rStep = (r1 - r0) * share;
    const sStep = (s1 - s0) * share;
    pChange = pChange * keep + pStep;
    qChange = qChange * keep + qStep;
    rChange = rChange * keep + rStep;
    sChange = sChange * keep + sStep;
    pMove = pMove * keep + Math.abs(pStep);
    qMove = qMove * keep + Math.abs(qStep);
    rMove = rMove * keep + Math.abs(rStep);
    sMove = sMove * keep + Math.abs(sStep);
    p0 = p1;
    q0 = q1;
    r0 = r1;
    s0 = s1;
  }
  out[0] = rsiOf(pChange, pMove);
  out[1] = rsiOf(qChange, qMove);
  out[2] = rsiOf(rChange, rMove);
  out[3] = rsiOf(sChange, sMove);
}
