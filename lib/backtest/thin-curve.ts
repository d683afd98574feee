/** Most points that a curve on a screen is worth. */
export const CURVE_POINTS_MAX = 1_500;

/**
 * Which bars of a curve to keep: all of a short one; of a longer one the first, the last, and of every equal stretch between the
 * lowest and the highest, so that no fall is flattened by being drawn.
 */
export function thinCurve(values: ArrayLike<number>, most = CURVE_POINTS_MAX): Uint32Array {
  const count = values.length;
  if (count <= most) return Uint32Array.from({ length: count }, (_, bar) => bar);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (count - 2)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (count - 2)) / stretches);
    let low = from;
    let high = from;
    for (let bar = from; bar < to; bar++) {
      if ((values[bar] as number) < (values[low] as number)) low = bar;
      if ((values[bar] as number) > (values[high] as number)) high = bar;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  kept.push(count - 1);
  return Uint32Array.from(kept);
}
