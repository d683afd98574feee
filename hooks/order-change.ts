export interface OrderChange {
  /** The fewest rows that must move to get from one order to the other. */
  readonly moved: number;
  readonly entered: number;
  readonly left: number;
}

/** What happens to a list when one order replaces another. */
export function compareOrders(before: readonly string[], after: readonly string[]): OrderChange {
  const placeBefore = new Map(before.map((id, index) => [id, index]));
  const kept = after.flatMap((id) => placeBefore.get(id) ?? []);
  return {
    moved: kept.length - longestRise(kept),
    entered: after.length - kept.length,
    left: before.length - kept.length,
  };
}

/** Length of the longest rising subsequence: those rows can stay where they are. */
function longestRise(places: readonly number[]): number {
  const tails: number[] = [];
  for (const place of places) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] ?? Number.POSITIVE_INFINITY) < place) low = middle + 1;
      else high = middle;
    }
    tails[low] = place;
  }
  return tails.length;
}
