import type { EquityPoint } from "./layout-equity";

export interface CurvesLayout {
  readonly paths: readonly string[];
  readonly high: number;
  readonly low: number;
  /** Of all curves, epoch seconds. */
  readonly from: number;
  readonly to: number;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Several equity curves on one scale and one axis of time; a run that began later begins further right. Null without any. */
export function layoutCurves(
  curves: readonly (readonly EquityPoint[])[],
  box: { readonly width: number; readonly height: number },
): CurvesLayout | null {
  const all = curves.flat();
  if (all.length === 0) return null;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [low, high] = [1, 1];
  for (const { time, equity } of all) {
    from = Math.min(from, time);
    to = Math.max(to, time);
    low = Math.min(low, equity);
    high = Math.max(high, equity);
  }
  const x = (time: number) => round(((time - from) / (to - from || 1)) * box.width);
  const y = (equity: number) => round((1 - (equity - low) / (high - low || 1)) * box.height);
  const path = (points: readonly EquityPoint[]) =>
    points.map(({ time, equity }, index) => `${index === 0 ? "M" : "L"}${x(time)} ${y(equity)}`).join("");
  return { paths: curves.map(path), high, low, from, to };
}
