/** Hill curve of order two, r² / (1 + r²): 0 at 0, ½ at 1, towards 1 for large `r`. `r` is a ratio, 0 or more. */
export function hill(r: number): number {
  const square = r * r;
  return square / (1 + square);
}
