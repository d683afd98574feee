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
/** A step that helps only when shorter than this is rounding. */
const SMALLEST_SHARE = 1e-4;
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
  const { columns, weight } = problem;
  const size = columns + 1;
  const hessian = new Float64Array(size * size);
  const step = new Float64Array(size);
  const total = weight.reduce((sum, one) => sum + one, 0);
  let best = start === null ? new Float64Array(size) : start.slice();
  let bestLoss = accumulate(problem, best, penalty * total, hessian, step);
  for (let round = 0; round < MOST_STEPS; round++) {
    hessian[size * size - 1] = (hessian[size * size - 1] as number) + RIDGE * total;
    invariant(solveCholesky(hessian, step), "a penalised logistic regression has one solution");
    const largest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest < SMALL_STEP) break;
    const direction = step.slice();
    let share = 1;
    let next = best;
    let loss = Number.POSITIVE_INFINITY;
    // Far from the solution a whole Newton step may lead away from it.
    for (; loss > bestLoss && share > SMALLEST_SHARE; share /= 2) {
      next = best.map((value, j) => value + share * (direction[j] as number));
      loss = accumulate(problem, next, penalty * total, hessian, step);
    }
    if (loss > bestLoss) break;
    best = next;
    bestLoss = loss;
  }
  return best;
}

/**
 * The penalised loss at these coefficients, with its curvature (lower triangle of Xᵀ W X and the penalty) and the steepest
 * descent Xᵀ (y − p) less the penalty's pull, all weighted. The intercept is a last column of ones.
 */
function accumulate(
  { rows, columns, design, outcome, weight }: LogisticProblem,
  coefficients: Float64Array,
  pull: number,
  hessian: Float64Array,
  descent: Float64Array,
): number {
  const size = columns + 1;
  hessian.fill(0);
  descent.fill(0);
  const row = new Float64Array(size).fill(1);
  let loss = 0;
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
    const happened = outcome[r] as number;
    loss += w * softplus(happened === 1 ? -score : score);
    addOuter(row, w * p * (1 - p), w * (happened - p), hessian, descent);
  }
  for (let j = 0; j < columns; j++) {
    const value = coefficients[j] as number;
    hessian[j * size + j] = (hessian[j * size + j] as number) + pull;
    descent[j] = (descent[j] as number) - pull * value;
    loss += (pull * value * value) / 2;
  }
  return loss;
}

/** ln(1 + eˣ), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Adds `curvature` × row rowᵀ and `residual` × row. Most rows have many zeros: nothing is missing. */
function addOuter(
  row: Float64Array,
  curvature: number,
  residual: number,
  hessian: Float64Array,
  descent: Float64Array,
): void {
  const size = row.length;
  for (let j = 0; j < size; j++) {
    const x = row[j] as number;
    if (x === 0) continue;
    descent[j] = (descent[j] as number) + residual * x;
    const scaled = curvature * x;
    const line = j * size;
    for (let k = 0; k <= j; k++) hessian[line + k] = (hessian[line + k] as number) + scaled * (row[k] as number);
  }
}
