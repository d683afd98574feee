import { LEVEL_FRACTION } from "./ema-separation";
import type { FourSeries } from "./four-series";

/** One lane's answer of `emaCrossOfFour`. */
export interface EmaLane {
  fast: number;
  slow: number;
  /** 1 when the fast average last passed upwards, −1 downwards, 0 when it never passed. */
  side: number;
  /** Closes since then. */
  closesAgo: number;
}

/**
 * The newest EMA(fast), EMA(slow) and their last crossing for four series at once; the same answers as `ema` and
 * `lastEmaCross`. The series must have at least `slow` closes, and fast < slow.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: four copies of one small branch; a call per close and lane would cost the speed this file is for.
export function emaCrossOfFour(
  [p, q, r, s]: FourSeries,
  fast: number,
  slow: number,
  out: readonly [EmaLane, EmaLane, EmaLane, EmaLane],
): void {
  const length = p.length;
  const fastShare = 2 / (fast + 1);
  const slowShare = 2 / (slow + 1);
  const [pOut, qOut, rOut, sOut] = out;
  let pFast = seedFast(p, fast, slow);
  let qFast = seedFast(q, fast, slow);
  let rFast = seedFast(r, fast, slow);
  let sFast = seedFast(s, fast, slow);
  let pSlow = seedSlow(p, slow);
  let qSlow = seedSlow(q, slow);
  let rSlow = seedSlow(r, slow);
  let sSlow = seedSlow(s, slow);
  let pSide = sideOf(pFast, pSlow, 0);
  let qSide = sideOf(qFast, qSlow, 0);
  let rSide = sideOf(rFast, rSlow, 0);
  let sSide = sideOf(sFast, sSlow, 0);
  // −1: never crossed. A crossing is rare, so its branch costs next to nothing.
  let pAt = -1;
  let qAt = -1;
  let rAt = -1;
  let sAt = -1;
  for (let i = slow; i < length; i++) {
    const p1 = p[i] as number;
    const q1 = q[i] as number;
    const r1 = r[i] as number;
    const s1 = s[i] as number;
    pFast += fastShare * (p1 - pFast);
    qFast += fastShare * (q1 - qFast);
    rFast += fastShare * (r1 - rFast);
    sFast += fastShare * (s1 - sFast);
    pSlow += slowShare * (p1 - pSlow);
    qSlow += slowShare * (q1 - qSlow);
    rSlow += slowShare * (r1 - rSlow);
    sSlow += slowShare * (s1 - sSlow);
    // Still on the same side and clear of level: the usual case, one comparison.
    if ((pFast - pSlow) * pSide <= LEVEL_FRACTION * pSlow) {
      const side = sideOf(pFast, pSlow, pSide);
      if (side !== pSide && pSide !== 0) pAt = i;
      pSide = side;
    }
    if ((qFast - qSlow) * qSide <= LEVEL_FRACTION * qSlow) {
      const side = sideOf(qFast, qSlow, qSide);
      if (side !== qSide && qSide !== 0) qAt = i;
      qSide = side;
    }
    if ((rFast - rSlow) * rSide <= LEVEL_FRACTION * rSlow) {
      const side = sideOf(rFast, rSlow, rSide);
      if (side !== rSide && rSide !== 0) rAt = i;
      rSide = side;
    }
    if ((sFast - sSlow) * sSide <= LEVEL_FRACTION * sSlow) {
      const side = sideOf(sFast, sSlow, sSide);
      if (side !== sSide && sSide !== 0) sAt = i;
      sSide = side;
    }
  }
  write(pOut, pFast, pSlow, pSide, pAt, length);
  write(qOut, qFast, qSlow, qSide, qAt, length);
  write(rOut, rFast, rSlow, rSide, rAt, length);
  write(sOut, sFast, sSlow, sSide, sAt, length);
}

/** The fast average at the close where the slow one begins. */
function seedFast(closes: Float64Array, fast: number, slow: number): number {
  const share = 2 / (fast + 1);
  let average = seedSlow(closes, fast);
  for (let i = fast; i < slow; i++) average += share * ((closes[i] as number) - average);
  return average;
}

/** The simple mean of the first `period` closes, which seeds an average. */
function seedSlow(closes: Float64Array, period: number): number {
  let sum = 0;
  for (let i = 0; i < period; i++) sum += closes[i] as number;
  return sum / period;
}

/** Which side the fast average is on; the side it was on while the two are level. */
function sideOf(fast: number, slow: number, before: number): number {
  const gap = fast - slow;
  return Math.abs(gap) <= LEVEL_FRACTION * slow ? before : gap > 0 ? 1 : -1;
}

function write(lane: EmaLane, fast: number, slow: number, side: number, crossedAt: number, length: number): void {
  lane.fast = fast;
  lane.slow = slow;
  lane.side = crossedAt < 0 ? 0 : side;
  lane.closesAgo = crossedAt < 0 ? 0 : length - 1 - crossedAt;
}
