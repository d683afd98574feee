import { invariant } from "@/lib/invariant";
import { solveCholesky } from "./cholesky";

/** Observations, row after row, with what happened and how much each counts. */
export interface LogisticProblem {
  readonly rows: number;
  readonly columns: number;
  readonly design: Float64Array;
  readonly outcome: Uint8Array;
  readonly weight: Float64Array;
}

const MOST_STEPS = 50;
const SMALL_STEP = 1e-8;
/** A longer step than this in log-odds is a leap from a flat place: it is shortened, the direction kept. */
const LONGEST_STEP = 4;
/** Keeps the unpenalised intercept solvable where all probabilities are 0 or 1; it is in no gradient, so it moves no answer. */
const RIDGE = 1e-9;

/**
 * Coefficients of an L2-penalised logistic regression, the intercept last and unpenalised, by iteratively reweighted least
 * squares (Newton's method; Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4.1). `penalty` is
 * relative to the total weight, so that it means the same for more observations. `start` saves steps and changes nothing.
 */
export function fitLogistic(
  problem: LogisticProblem,
  penalty: number,
  start: Float64Array | null = null,
): Float64Array {
  const size = problem.columns + 1;
  const coefficients = start === null ? new Float64Array(size) : start.slice();
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  let total = 0;
  for (const weight of problem.weight) total += weight;
  for (let step = 0; step < MOST_STEPS; step++) {
    accumulate(problem, coefficients, hessian, gradient);
    for (let j = 0; j < problem.columns; j++) {
      hessian[j * size + j] = (hessian[j * size + j] as number) + penalty * total;
      gradient[j] = (gradient[j] as number) - penalty * total * (coefficients[j] as number);
    }
    hessian[size * size - 1] = (hessian[size * size - 1] as number) + RIDGE * total;
    invariant(solveCholesky(hessian, gradient), "a penalised logistic regression has one solution");
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const damping = Math.min(1, LONGEST_STEP / largest);
    for (let j = 0; j < size; j++) coefficients[j] = (coefficients[j] as number) + damping * (gradient[j] as number);
    if (largest < SMALL_STEP) break;
  }
  return coefficients;
}

/** Sums over the rows: the lower triangle of Xᵀ W X and Xᵀ (y − p), both weighted, the intercept as a last column of ones. */
function accumulate(
  { rows, columns, design, outcome, weight }: LogisticProblem,
  coefficients: Float64Array,
  hessian: Float64Array,
  gradient: Float64Array,
): void {
  const size = columns + 1;
  hessian.fill(0);
  gradient.fill(0);
  const row = new Float64Array(size).fill(1);
  for (let r = 0; r < rows; r++) {
    const from = r * columns;
    let score = coefficients[columns] as number;
    for (let j = 0; j < columns; j++) {
      const x = design[from + j] as number;
      row[j] = x;
      score += x * (coefficients[j] as number);
    }
    const p = 1 / (1 + Math.exp(-score));
    const w = weight[r] as number;
    const curvature = w * p * (1 - p);
    const residual = w * ((outcome[r] as number) - p);
    for (let j = 0; j < size; j++) {
      const x = row[j] as number;
      if (x === 0) continue;
      gradient[j] = (gradient[j] as number) + residual * x;
      const scaled = curvature * x;
      const line = j * size;
      for (let k = 0; k <= j; k++) hessian[line + k] = (hessian[line + k] as number) + scaled * (row[k] as number);
    }
  }
}
