import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MomentumRow } from "@/lib/contracts/http/momentum";
import { atPlace, isRankOrder, ListOrder, orderByRank, placeOf } from "./list-order";
import { PAGE_SIZE } from "./list-state";

function row(id: string, rank: number | null, score = 50): MomentumRow {
  return { id, rank, momentum_score: score, rank_delta_1h: -3, rank_delta_24h: null } as unknown as MomentumRow;
}

function rowsOf(...rows: MomentumRow[]) {
  const byId = new Map(rows.map((each) => [each.id, each]));
  return { ids: [...byId.keys()], rowOf: (id: string) => byId.get(id) };
}

const known = (rows: readonly MomentumRow[], sequence: number) => ({ places: rows.map(placeOf), etag: null, sequence });

it("knows the order of rank by the question, with its defaults", () => {
  expect(isRankOrder("")).toBe(true);
  expect(isRankOrder("min_score=60&q=sol")).toBe(true);
  expect(isRankOrder("sort=market_cap")).toBe(false);
  expect(isRankOrder("order=asc")).toBe(false);
});

describe("orderByRank", () => {
  it("sorts by rank, then score, then id, coins without a rank last", () => {
    const { ids, rowOf } = rowsOf(row("d", null), row("b", 7, 40), row("a", 7, 40), row("c", 7, 41), row("e", 2));
    expect(orderByRank(ids, rowOf).map(({ id }) => id)).toEqual(["e", "c", "a", "b", "d"]);
  });

  it("puts a coin that slid untold behind the one that took its rank", () => {
    const { ids, rowOf } = rowsOf(row("slid", 150, 60), row("rose", 150, 60.1), row("below", 152, 59));
    expect(orderByRank(ids, rowOf).map(({ id, rank, rank_delta_1h }) => [id, rank, rank_delta_1h])).toEqual([
      ["rose", 150, -3],
      ["slid", 151, -2],
      ["below", 152, -3],
    ]);
  });

  it("never shows ranks that contradict the order", () => {
    const ranks = fc.array(fc.option(fc.integer({ min: 1, max: 50 })), { maxLength: 40 });
    fc.assert(
      fc.property(ranks, (given) => {
        const { ids, rowOf } = rowsOf(...given.map((rank, index) => row(`c${index}`, rank, index)));
        const shown = orderByRank(ids, rowOf).map(({ rank }) => rank ?? Number.POSITIVE_INFINITY);
        const finite = shown.filter(Number.isFinite);
        expect(shown.slice(0, finite.length)).toEqual([...new Set(finite)].sort((left, right) => left - right));
      }),
    );
  });
});

describe("atPlace", () => {
  it("gives the same object while neither the row nor its place changes", () => {
    const live = row("a", 4);
    const place = placeOf(row("a", 2));
    expect(atPlace(live, place)).toMatchObject({ rank: 2, momentum_score: 50 });
    expect(atPlace(live, place)).toBe(atPlace(live, { ...place }));
    expect(atPlace(live, placeOf(live))).toBe(live);
  });
});

describe("ListOrder", () => {
  it("moves coins across neighbouring pages of one version, and keeps each page's length", () => {
    const order = new ListOrder();
    const rows = Array.from({ length: PAGE_SIZE + 2 }, (_, index) => row(`c${index + 1}`, index + 1));
    order.absorb(1, known(rows.slice(0, PAGE_SIZE), 5));
    order.absorb(2, known(rows.slice(PAGE_SIZE), 5));
    const told = rowsOf(...rows.map((each, index) => row(each.id, index === PAGE_SIZE + 1 ? 1 : index + 2)));
    order.reorder(told.rowOf);
    expect(order.waiting()).toEqual({ moved: 1, entered: 0, left: 0 });
    order.showLatest();
    const placeAt = order.freeze();
    expect([0, 1, PAGE_SIZE, PAGE_SIZE + 1].map((index) => placeAt(index)?.id)).toEqual(["c102", "c1", "c100", "c101"]);
    expect(placeAt(PAGE_SIZE + 2)).toBeNull();
  });

  it("does not mix pages of different versions", () => {
    const order = new ListOrder();
    order.absorb(1, known([row("a", 1)], 5));
    order.absorb(2, known([row("b", 101)], 6));
    order.reorder(rowsOf(row("a", 102), row("b", 1)).rowOf);
    expect(order.pageAt(1)?.places[0]?.id).toBe("a");
    expect(order.pageAt(2)?.places[0]?.id).toBe("b");
  });
});
