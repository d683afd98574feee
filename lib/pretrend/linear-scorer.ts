import { indicesWhere, type TrainingDesign } from "./design";
import { FEATURE_COUNT } from "./feature-names";
import type { PretrendSamples, SampleRange } from "./samples";
import { standardise } from "./standardise";

/** Features to log-odds, before calibration. Vectors have one entry per feature. */
export interface LinearScorer {
  readonly centre: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  readonly missingBeta: ArrayLike<number>;
  readonly intercept: number;
}

/** Log-odds of one row of features. */
export function scoreRow(scorer: LinearScorer, values: Float64Array, known: Uint8Array, row: number): number {
  let score = scorer.intercept;
  for (let j = 0; j < FEATURE_COUNT; j++) {
    const at = row * FEATURE_COUNT + j;
    score +=
      known[at] === 1
        ? (scorer.beta[j] as number) *
          standardise(values[at] as number, scorer.centre[j] as number, scorer.scale[j] as number)
        : (scorer.missingBeta[j] as number);
  }
  return score;
}

export function scoreRange(scorer: LinearScorer, { values, known }: PretrendSamples, range: SampleRange): Float64Array {
  const scores = new Float64Array(range.to - range.from);
  for (let r = 0; r < scores.length; r++) scores[r] = scoreRow(scorer, values, known, range.from + r);
  return scores;
}

/** Coefficients of a regression over a design, put back where their features are. */
export function scorerOf(design: TrainingDesign, coefficients: Float64Array): LinearScorer {
  const beta = new Float64Array(FEATURE_COUNT);
  const missingBeta = new Float64Array(FEATURE_COUNT);
  let next = 0;
  for (const j of indicesWhere(design.trained)) beta[j] = coefficients[next++] as number;
  for (const j of indicesWhere(design.absence)) missingBeta[j] = coefficients[next++] as number;
  return { centre: design.centre, scale: design.scale, beta, missingBeta, intercept: coefficients[next] as number };
}
