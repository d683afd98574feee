import { normalQuantile } from "./normal-distribution";

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * What the largest of `count` independent standard normal numbers is expected to be: (1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e)),
 * 0 for one. Bailey & López de Prado (2014), "The Deflated Sharpe Ratio", J. Portfolio Management 40(5), equation 1.
 */
export function expectedMaximum(count: number): number {
  if (count <= 1) return 0;
  const high = normalQuantile(1 - 1 / count) ?? 0;
  const higher = normalQuantile(1 - 1 / (count * Math.E)) ?? 0;
  return (1 - EULER_MASCHERONI) * high + EULER_MASCHERONI * higher;
}
