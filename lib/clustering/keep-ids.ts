import { assignMost } from "./assign";
import { at } from "./feature-rows";

/** Less in common than this is another group. */
const SAME_GROUP = 0.1;

/** The group of every coin; a negative one is noise. */
export type Membership = ReadonlyMap<string, number>;

/**
 * An id for each of the groups 0 … `count` − 1: that of the earlier group it shares most coins with, else one that was never
 * used. Matched by the Hungarian method on the Jaccard index over the coins of both runs, formula A.15.
 */
export function keepIds(now: Membership, count: number, earlier: Membership, nextId: number): number[] {
  const oldIds = [...new Set(earlier.values())].filter((id) => id >= 0).toSorted((a, b) => a - b);
  const likeness = jaccardTable(now, count, earlier, oldIds);
  const assigned = assignMost(likeness);
  let fresh = Math.max(nextId, ...oldIds.map((id) => id + 1));
  return likeness.map((row, group) => {
    const column = at(assigned, group);
    const kept = oldIds[column];
    if (kept !== undefined && (row[column] ?? 0) >= SAME_GROUP) return kept;
    fresh += 1;
    return fresh - 1;
  });
}

/** `table[group][column]`, a column for each of the old ids. */
function jaccardTable(now: Membership, count: number, earlier: Membership, oldIds: readonly number[]): number[][] {
  const column = new Map(oldIds.map((id, index) => [id, index]));
  const common = Array.from({ length: count }, () => new Array<number>(oldIds.length).fill(0));
  const newSizes = new Array<number>(count).fill(0);
  const oldSizes = oldIds.map(() => 0);
  for (const [coin, group] of now) {
    const id = earlier.get(coin);
    if (id === undefined) continue;
    const old = column.get(id);
    if (group >= 0) newSizes[group] = at(newSizes, group) + 1;
    if (old !== undefined) oldSizes[old] = at(oldSizes, old) + 1;
    const row = common[group];
    if (old !== undefined && row !== undefined) row[old] = at(row, old) + 1;
  }
  return common.map((row, group) =>
    row.map((both, old) => {
      const either = at(newSizes, group) + at(oldSizes, old) - both;
      return either === 0 ? 0 : both / either;
    }),
  );
}
