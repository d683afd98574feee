/** Share of what is in either that is in both, 0–1; 0 when both are empty. */
export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  let both = 0;
  for (const item of a) if (b.has(item)) both += 1;
  const either = a.size + b.size - both;
  return either === 0 ? 0 : both / either;
}
