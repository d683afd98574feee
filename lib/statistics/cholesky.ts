/**
 * Solves A x = b for a symmetric positive definite A (row after row, only its lower triangle is read), writing the factor
 * into A and the answer into b. False when A is not positive definite. Cholesky, textbook form.
 */
export function solveCholesky(a: Float64Array, b: Float64Array): boolean {
  if (!factorise(a, b.length)) return false;
  substitute(a, b);
  return true;
}

/** A = L Lᵀ, L into A's lower triangle. */
function factorise(a: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    let pivot = a[j * size + j] as number;
    for (let k = 0; k < j; k++) pivot -= (a[j * size + k] as number) ** 2;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    a[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = a[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * size + k] as number) * (a[j * size + k] as number);
      a[i * size + j] = sum / root;
    }
  }
  return true;
}

/** L y = b, then Lᵀ x = y. */
function substitute(a: Float64Array, b: Float64Array): void {
  const size = b.length;
  for (let i = 0; i < size; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (a[i * size + k] as number) * (b[k] as number);
    b[i] = sum / (a[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i] as number;
    for (let k = i + 1; k < size; k++) sum -= (a[k * size + i] as number) * (b[k] as number);
    b[i] = sum / (a[i * size + i] as number);
  }
}
