import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Trade } from "@/lib/market/trade";
import { createOrderMerger, type TakerOrder } from "./order-merger";

const tradesArbitrary = fc
  .array(
    fc.record({ wait: fc.integer({ min: 0, max: 2 }), usd: fc.integer({ min: 1, max: 1_000 }), buy: fc.boolean() }),
  )
  .map((rows) => {
    let at = 1_700_000_000_000;
    return rows.map(({ wait, usd, buy }, id): Trade => {
      at += wait;
      return { id, at, priceUsd: 2, quantity: usd / 2, takerSide: buy ? "buy" : "sell" };
    });
  });

function merge(trades: readonly Trade[]): TakerOrder[] {
  const merger = createOrderMerger();
  return [...trades.map(merger.push), merger.flush()].filter((order) => order !== null);
}

describe("createOrderMerger", () => {
  it("makes one order of the fills of one millisecond and one taker side, and ends it at the next of either", () => {
    const trade = (id: number, at: number, takerSide: "buy" | "sell", priceUsd: number): Trade => ({
      id,
      at,
      takerSide,
      priceUsd,
      quantity: 10,
    });
    const orders = merge([
      trade(1, 5, "buy", 1),
      trade(2, 5, "buy", 3),
      trade(3, 5, "sell", 3),
      trade(4, 5, "buy", 3),
      trade(5, 6, "buy", 4),
    ]);
    expect(orders.map(({ at, side, usd, trades }) => [at, side, usd, trades])).toEqual([
      [5, "buy", 40, 2],
      [5, "sell", 30, 1],
      [5, "buy", 30, 1],
      [6, "buy", 40, 1],
    ]);
    expect(orders[0]).toMatchObject({ priceUsd: 2, firstTradeId: 1, lastTradeId: 2 });
  });

  it("loses and invents nothing: sums, counts and ids of the orders are those of the trades", () => {
    fc.assert(
      fc.property(tradesArbitrary, (trades) => {
        const orders = merge(trades);
        const usd = trades.reduce((sum, { priceUsd, quantity }) => sum + priceUsd * quantity, 0);
        expect(orders.reduce((sum, order) => sum + order.usd, 0)).toBeCloseTo(usd, 6);
        expect(orders.flatMap(({ firstTradeId, lastTradeId }) => [firstTradeId, lastTradeId])).toEqual(
          orders.flatMap(({ firstTradeId, trades: count }) => [firstTradeId, firstTradeId + count - 1]),
        );
        expect(orders.reduce((sum, order) => sum + order.trades, 0)).toBe(trades.length);
      }),
    );
  });

  it("says of a prefix what it will always say of it: later trades change no closed order", () => {
    fc.assert(
      fc.property(tradesArbitrary, fc.nat(), (trades, cut) => {
        const merger = createOrderMerger();
        const closed = trades
          .slice(0, cut % (trades.length + 1))
          .map(merger.push)
          .filter((order) => order !== null);
        expect(merge(trades).slice(0, closed.length)).toEqual(closed);
      }),
    );
  });

  it("flushes an order only once it is old enough", () => {
    const merger = createOrderMerger();
    merger.push({ id: 1, at: 1_000, priceUsd: 1, quantity: 1, takerSide: "buy" });
    expect(merger.flush(1_000)).toBeNull();
    expect(merger.flush(1_001)).toMatchObject({ at: 1_000 });
    expect(merger.flush()).toBeNull();
  });
});
