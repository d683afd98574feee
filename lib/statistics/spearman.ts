import { averageRanks } from "./average-ranks";

/**
 * Spearman's rank correlation of two equally long lists of finite values, −1 to 1: Pearson's correlation of their average
 * ranks, which is exact with ties. Null for fewer than two pairs or when one side does not vary.
 * Spearman (1904), "The proof and measurement of association between two things", Am. J. Psychol. 15, 72–101.
 */
export function spearman(left: ArrayLike<number>, right: ArrayLike<number>): number | null {
  const n = Math.min(left.length, right.length);
  if (n < 2) return null;
  const leftRanks = averageRanks(left);
  const rightRanks = averageRanks(right);
  const middle = (n + 1) / 2;
  let both = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let i = 0; i < n; i++) {
    const a = (leftRanks[i] ?? 0) - middle;
    const b = (rightRanks[i] ?? 0) - middle;
    both += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  }
  if (leftSquares === 0 || rightSquares === 0) return null;
  return Math.max(-1, Math.min(1, both / Math.sqrt(leftSquares * rightSquares)));
}
