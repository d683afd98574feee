import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { adjustedRand } from "./adjusted-rand";
import { assignMost } from "./assign";
import { toRows } from "./feature-rows";
import { jaccard } from "./jaccard";
import { silhouette } from "./silhouette";

const VECTORS = join(import.meta.dirname, "../../../shared/design/vectors.json");

interface Vector {
  id: string;
  input: { x: number[]; labels: number[]; a: string[]; b: string[] };
  expect: { silhouette: number; j: number };
}

describe.skipIf(!existsSync(VECTORS))(`the vectors of formula A.15 (skipped where ${VECTORS} is absent)`, () => {
  const vectors: Vector[] = existsSync(VECTORS) ? JSON.parse(readFileSync(VECTORS, "utf8")).vectors : [];
  const vector = (id: string) => vectors.find((one) => one.id === id) as Vector;

  it("are met by the silhouette and the Jaccard index", () => {
    const { input, expect: wanted } = vector("silhouette");
    expect(silhouette(toRows(input.x.map((x) => [x])), input.labels, seededRandom(1))).toBeCloseTo(
      wanted.silhouette,
      4,
    );
    const { input: sets, expect: share } = vector("jaccard");
    expect(jaccard(new Set(sets.a), new Set(sets.b))).toBe(share.j);
  });
});

describe("the adjusted Rand index", () => {
  it("is that of the design's example", () => {
    expect(adjustedRand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1])).toBeCloseTo(0.3243, 4);
  });

  it("is 1 for the same groups under other names, near 0 for unrelated ones, null for nothing", () => {
    const random = seededRandom(3);
    const labels = Array.from({ length: 3_000 }, () => Math.floor(5 * random()));
    const others = labels.map(() => Math.floor(4 * random()));
    expect(
      adjustedRand(
        labels,
        labels.map((label) => 9 - label),
      ),
    ).toBe(1);
    expect(Math.abs(adjustedRand(labels, others) ?? 1)).toBeLessThan(0.01);
    expect(adjustedRand([], [])).toBeNull();
    expect(adjustedRand([7], [3])).toBe(1);
  });
});

describe("the silhouette", () => {
  it("leaves noise out, counts a lonely row as 0 and is null where there is nothing to compare", () => {
    const rows = toRows([[0], [1], [10], [11], [5]]);
    const random = seededRandom(1);
    expect(silhouette(rows, [0, 0, 1, 1, -1], random)).toBeCloseTo((9.5 / 10.5 + 8.5 / 9.5) / 2, 12);
    expect(silhouette(toRows([[0], [1], [9]]), [0, 0, 1], random)).toBeCloseTo((8 / 9 + 7 / 8) / 3, 12);
    expect(silhouette(rows, [0, 0, 0, 0, 0], random)).toBeNull();
    expect(silhouette(rows, [-1, -1, -1, -1, -1], random)).toBeNull();
  });
});

describe("the assignment", () => {
  const worths = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

  const sumOf = (worth: readonly (readonly number[])[], columns: readonly number[]) =>
    columns.reduce((sum, column, row) => sum + (worth[row]?.[column] ?? 0), 0);

  /** Every way to give rows different columns, as many rows as there are columns for. */
  function bestByTrying(worth: readonly (readonly number[])[], row = 0, taken: readonly number[] = []): number {
    const columns = worth[0]?.length ?? 0;
    if (row === worth.length) return 0;
    const free = Array.from({ length: columns }, (_, column) => column).filter((column) => !taken.includes(column));
    const options = free.map(
      (column) => (worth[row]?.[column] ?? 0) + bestByTrying(worth, row + 1, [...taken, column]),
    );
    const mayGoWithout = worth.length - row > columns - taken.length;
    return Math.max(...options, ...(mayGoWithout ? [bestByTrying(worth, row + 1, taken)] : []));
  }

  it("is one-to-one and worth as much as the best of all ways", () => {
    fc.assert(
      fc.property(worths, (worth) => {
        const columns = assignMost(worth);
        const used = columns.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(used).toHaveLength(Math.min(worth.length, worth[0]?.length ?? 0));
        expect(sumOf(worth, columns)).toBeCloseTo(bestByTrying(worth), 9);
      }),
    );
  });

  it("copes with nothing to assign", () => {
    expect(assignMost([])).toEqual([]);
    expect(assignMost([[], []])).toEqual([-1, -1]);
  });
});
