import { fitLogistic } from "./logistic-regression";

/** Keeps the two numbers finite where the scores separate the outcomes; too small to be seen otherwise. */
const TINY_PENALTY = 1e-9;

/**
 * The slope and offset of p = σ(slope × score + offset) that fit outcomes best. Platt (1999), "Probabilistic outputs for
 * support vector machines".
 */
export function plattScaling(
  scores: ArrayLike<number>,
  outcome: ArrayLike<number>,
  weight: ArrayLike<number> | null = null,
): { slope: number; offset: number } {
  const rows = scores.length;
  const fitted = fitLogistic(
    {
      rows,
      columns: 1,
      design: Float64Array.from(scores),
      outcome: Uint8Array.from(outcome),
      weight: weight === null ? new Float64Array(rows).fill(1) : Float64Array.from(weight),
    },
    TINY_PENALTY,
  );
  return { slope: fitted[0] ?? 0, offset: fitted[1] ?? 0 };
}
