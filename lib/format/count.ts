const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count with comma groups: 2481 → "2,481". */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** A count with its noun, singular for one: "1 coin", "2,481 coins". */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
