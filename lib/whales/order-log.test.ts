import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { createOrderLog } from "./order-log";
import { readWhales } from "./read-whales";
import type { WhaleOrder } from "./whale-report";

const NOW = Date.UTC(2026, 10, 21, 12);
const MIN_USD = 100_000;

const ordersArbitrary = fc
  .array(
    fc.record({
      age: fc.integer({ min: 0, max: DAY_MS - HOUR_MS }),
      usd: fc.double({ min: MIN_USD, max: 2e6, noNaN: true }),
      side: fc.constantFrom("buy" as const, "sell" as const),
    }),
    { minLength: 50, maxLength: 200 },
  )
  .map((rows) =>
    rows
      .sort((a, b) => b.age - a.age)
      .map(
        ({ age, usd, side }, id): WhaleOrder => ({
          at: NOW - age,
          usd,
          side,
          priceUsd: 1,
          trades: 1,
          firstTradeId: id,
        }),
      ),
  );

function logOf(orders: readonly WhaleOrder[], max: number) {
  const log = createOrderLog(max);
  for (const order of orders) log.add(order);
  return log;
}

const hours = [{ hour: NOW - HOUR_MS, buyUsd: 0, sellUsd: 0, totalUsd: 1e9, orders: 0, watchedSeconds: 3_600 }];

describe("createOrderLog", () => {
  it("keeps at most a quarter more than its limit one by one, and folds the rest without losing a dollar", () => {
    fc.assert(
      fc.property(ordersArbitrary, (orders) => {
        const weighed = logOf(orders, 20).weighed(NOW);
        expect(weighed.filter(({ count }) => count === undefined).length).toBeLessThanOrEqual(25);
        expect(weighed.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(orders.length);
        const total = orders.reduce((sum, { usd }) => sum + usd, 0);
        expect(weighed.reduce((sum, { usd }) => sum + usd, 0) / total).toBeCloseTo(1, 9);
      }),
    );
  });

  it("reads almost the same from folded orders as from all of them", () => {
    fc.assert(
      fc.property(ordersArbitrary, (orders) => {
        const read = (max: number) => {
          const baseline = { share: 0.05, days: 7 };
          const evidence = { coinId: "c", pair: "P", backFilled: true, watchedUntil: NOW, hours, baseline };
          return readWhales({ ...evidence, orders: logOf(orders, max).weighed(NOW) }, MIN_USD, NOW);
        };
        const [folded, all] = [read(20), read(1_000)];
        expect(folded.orders).toBe(all.orders);
        expect(folded.latestOrderAt).toBe(all.latestOrderAt);
        expect(folded.confidence).toBeCloseTo(all.confidence ?? 0, 3);
        expect(folded.netFlow ?? 0).toBeCloseTo(all.netFlow ?? 0, 2);
      }),
    );
  });

  it("shows the largest, newest first", () => {
    fc.assert(
      fc.property(ordersArbitrary, (orders) => {
        const shown = logOf(orders, 20).largest(NOW, 5);
        const expected = orders.map(({ usd }) => usd).sort((a, b) => b - a);
        expect(shown.map(({ usd }) => usd).sort((a, b) => b - a)).toEqual(expected.slice(0, 5));
        expect(shown.map(({ at }) => at)).toEqual(shown.map(({ at }) => at).sort((a, b) => b - a));
      }),
    );
  });

  it("forgets what is older than 24 h, single or folded", () => {
    fc.assert(
      fc.property(ordersArbitrary, (orders) => {
        expect(logOf(orders, 20).weighed(NOW + DAY_MS + HOUR_MS)).toEqual([]);
      }),
    );
  });
});
