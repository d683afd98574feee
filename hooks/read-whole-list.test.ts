import { describe, expect, it } from "vitest";
import type { MomentumList } from "@/lib/contracts/http/momentum";
import { readWholeList } from "./read-whole-list";

const coins = ["a", "b", "c", "d", "e"];

/** Pages of two coins of a board that changes before the reads named. */
function market(changesBefore: readonly number[]) {
  let reads = 0;
  let sequence = 1;
  return async (page: number): Promise<MomentumList> => {
    reads += 1;
    if (changesBefore.includes(reads)) {
      sequence += 1;
    }
    const ids = sequence % 2 === 1 ? coins : [...coins].reverse();
    const results = ids.slice(2 * page - 2, 2 * page).map((id) => ({ id }));
    return { page, total_pages: 3, total: 5, sequence, results } as unknown as MomentumList;
  };
}

describe("all pages of a list", () => {
  it("are every coin once, in the order of the list", async () => {
    const { rows, whole } = await readWholeList(market([]), () => undefined);
    expect(rows.map(({ id }) => id)).toEqual(coins);
    expect(whole).toBe(true);
  });

  it("are of one board: a new one in between begins the reading again", async () => {
    const { rows, whole, first } = await readWholeList(market([2]), () => undefined);
    expect(rows.map(({ id }) => id)).toEqual([...coins].reverse());
    expect(whole).toBe(true);
    expect(first.sequence).toBe(2);
  });

  it("come to an end on a list that never rests, and say that they are of several boards", async () => {
    const { rows, whole } = await readWholeList(market([2, 4, 6, 7]), () => undefined);
    expect(whole).toBe(false);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it("tell how far they are", async () => {
    const said: string[] = [];
    await readWholeList(market([]), (progress) => said.push(progress));
    expect(said).toEqual(["Reading page 2 of 3.", "Reading page 3 of 3."]);
  });
});
