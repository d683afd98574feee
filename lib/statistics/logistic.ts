/** The logistic squash 1 / (1 + e^−x), from any number to (0, 1); 0 maps to ½. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
