import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Trade } from "@/lib/market/trade";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { createPairLedger, type LedgerCursor, type PairLedger } from "./pair-ledger";
import type { WhaleHour, WhaleOrder } from "./whale-report";

const START = Date.UTC(2026, 10, 21);
const MIN_USD = 100_000;

/** Trades with ids from 1,000, several to a millisecond now and then, over a few hours. */
const tradesArbitrary = fc
  .array(
    fc.record({
      wait: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20 * MINUTE_MS })),
      usd: fc.integer({ min: 10, max: 150_000 }),
      buy: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let at = START + MINUTE_MS;
    return rows.map(({ wait, usd, buy }, index): Trade => {
      at += wait;
      return { id: 1_000 + index, at, priceUsd: 1, quantity: usd, takerSide: buy ? "buy" : "sell" };
    });
  });

interface Book {
  ledger: PairLedger;
  orders: WhaleOrder[];
}

interface Stored {
  hours: Map<number, WhaleHour>;
  orders: Map<number, WhaleOrder>;
  cursor: LedgerCursor | null;
}

const nothingStored = (): Stored => ({ hours: new Map(), orders: new Map(), cursor: null });

function openBook(stored: Stored = nothingStored()): Book {
  const orders = [...stored.orders.values()];
  const { cursor } = stored;
  const ledger = createPairLedger({
    minUsd: MIN_USD,
    onOrder: (order) => orders.push(order),
    onForgotten: ({ firstTradeId }) => {
      orders.splice(
        orders.findIndex((order) => order.firstTradeId === firstTradeId),
        1,
      );
    },
    hours: [...stored.hours.values()],
    cursor,
    begin: cursor === null ? { lastTrade: null, at: START } : { lastTrade: cursor.lastTrade, at: cursor.lastAt },
  });
  return { ledger, orders };
}

/** What the store does with a save. */
function save(stored: Stored, { ledger }: Book): void {
  const known = ledger.toSave();
  if (known === null) return;
  for (const hour of known.hours) stored.hours.set(hour.hour, { ...hour });
  for (const order of known.orders) stored.orders.set(order.firstTradeId, order);
  stored.cursor = known.cursor;
  ledger.saved(known.cursor);
}

/** Asks for what is missing until nothing is, as REST would answer: a page of at most `limit`. */
function fill({ ledger }: Book, all: readonly Trade[], limit: number): void {
  for (;;) {
    const last = ledger.last();
    const [hole = { fromId: last.id === null ? null : last.id + 1, toId: Number.POSITIVE_INFINITY }] = ledger.holes();
    const { fromId } = hole;
    const page = all.filter((trade) => fromId === null || trade.id >= fromId).slice(0, limit);
    const [first] = page;
    if (first === undefined) return;
    if (fromId === null) ledger.anchor(first.id);
    for (const trade of page) if (trade.id <= hole.toId) ledger.accept(trade);
  }
}

const reading = ({ ledger, orders }: Book) => ({
  hours: ledger
    .hours(null)
    .filter((hour) => hour.totalUsd > 0)
    .map(({ watchedSeconds: _, ...hour }) => hour)
    .sort((a, b) => a.hour - b.hour),
  orders: [...orders, ...ledger.openOrders()].sort((a, b) => a.firstTradeId - b.firstTradeId),
  watched: Math.round(ledger.hours(null).reduce((sum, hour) => sum + hour.watchedSeconds, 0) * 1e3) / 1e3,
});

function undisturbed(all: readonly Trade[]) {
  const book = openBook();
  book.ledger.anchor(all[0]?.id ?? 0);
  for (const trade of all) book.ledger.accept(trade);
  return reading(book);
}

function happen(event: number | string, book: Book, stored: Stored, all: readonly Trade[]): void {
  if (event === "save") save(stored, book);
  if (event === "settle") book.ledger.forget(START + 12 * HOUR_MS);
  const trade = typeof event === "number" ? all[event] : undefined;
  if (trade !== undefined) book.ledger.accept(trade);
}

describe("the book of a pair", () => {
  it("loses nothing of the past that was read when the stream is torn into very many pieces", () => {
    const all = Array.from({ length: 300 }, (_, index): Trade => {
      const usd = index % 7 === 0 ? 150_000 : 500;
      return { id: 1_000 + index, at: START + (index + 1) * MINUTE_MS, priceUsd: 1, quantity: usd, takerSide: "buy" };
    });
    const book = openBook();
    book.ledger.anchor(1_000);
    for (const trade of all.slice(0, 100)) book.ledger.accept(trade);
    const before = reading(book).watched;
    for (const [index, trade] of all.entries()) if (index >= 150 && index % 2 === 0) book.ledger.accept(trade);
    expect(book.ledger.holes().length).toBeLessThanOrEqual(32);
    expect(book.ledger.holes()[0]).toMatchObject({ fromId: 1_100 });
    expect(reading(book).watched).toBeGreaterThanOrEqual(before);
    fill(book, all, 20);
    expect(reading(book)).toEqual(undisturbed(all));
  });

  it("adds up to the undisturbed run whatever was lost, repeated or late, once the holes are filled", () => {
    fc.assert(
      fc.property(
        tradesArbitrary,
        fc.array(fc.nat({ max: 59 }), { maxLength: 120 }),
        fc.integer({ min: 1, max: 20 }),
        (all, delivery, limit) => {
          const book = openBook();
          for (const index of delivery) {
            const trade = all[index];
            if (trade !== undefined) expect(book.ledger.accept(trade)).not.toBe("stranger");
          }
          fill(book, all, limit);
          expect(book.ledger.holes()).toEqual([]);
          expect(reading(book)).toEqual(undisturbed(all));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("survives being killed at any moment: a restart from what was saved ends at the same sums", () => {
    fc.assert(
      fc.property(
        tradesArbitrary,
        fc.array(fc.oneof(fc.nat({ max: 59 }), fc.constantFrom("save", "kill", "settle")), { maxLength: 80 }),
        (all, events) => {
          const stored = nothingStored();
          let book = openBook(stored);
          for (const event of events) {
            if (event === "kill") book = openBook(stored);
            else happen(event, book, stored, all);
          }
          fill(book, all, 7);
          expect(reading(book)).toEqual(undisturbed(all));
          save(stored, book);
          book = openBook(stored);
          fill(book, all, 7);
          expect(reading(book)).toEqual(undisturbed(all));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("never counts more than was traded, nor more time than it saw, while holes are open", () => {
    fc.assert(
      fc.property(tradesArbitrary, fc.array(fc.nat({ max: 59 }), { maxLength: 60 }), (all, delivery) => {
        const whole = undisturbed(all);
        const book = openBook();
        for (const index of delivery) if (all[index] !== undefined) book.ledger.accept(all[index]);
        const partial = reading(book);
        const totals = new Map(whole.hours.map((hour) => [hour.hour, hour.totalUsd]));
        for (const hour of partial.hours) expect(hour.totalUsd).toBeLessThanOrEqual(totals.get(hour.hour) ?? 0);
        expect(partial.watched).toBeLessThanOrEqual(whole.watched + 1e-9);
      }),
    );
  });

  it("leaves a hole unwatched when it is given up, and goes on behind it", () => {
    const trade = (id: number, minutes: number): Trade => ({
      id,
      at: START + minutes * MINUTE_MS,
      priceUsd: 1,
      quantity: 200_000,
      takerSide: "buy",
    });
    const stored = nothingStored();
    const book = openBook(stored);
    book.ledger.anchor(1);
    for (const one of [trade(1, 10), trade(2, 20), trade(9, 50), trade(10, 55), trade(11, 59)]) book.ledger.accept(one);
    expect(book.ledger.holes()).toMatchObject([{ fromId: 3, toId: 8 }]);
    expect(book.ledger.giveUpBefore(START + HOUR_MS)).toBe(1);
    const { hours, watched } = reading(book);
    expect(watched).toBeCloseTo((10 + 9) * 60, 1);
    // Trade 2 and trade 9 may be parts of larger orders, so neither counts.
    expect(hours[0]).toMatchObject({ totalUsd: 600_000, orders: 3 });
    save(stored, book);
    expect(stored.cursor?.lastTrade).toBe(10);
    expect([...stored.orders.keys()]).toEqual([1, 10]);
  });

  it("counts silence as watched only while the caller vouches for it", () => {
    const book = openBook();
    book.ledger.anchor(1);
    book.ledger.accept({ id: 1, at: START + MINUTE_MS, priceUsd: 1, quantity: 5, takerSide: "buy" });
    const seconds = (until: number | null) =>
      book.ledger.hours(until).reduce((sum, hour) => sum + hour.watchedSeconds, 0);
    expect(seconds(null)).toBe(60);
    expect(seconds(START + 2 * HOUR_MS)).toBe(7_200);
    expect(seconds(null)).toBe(60);
    book.ledger.reach(START + HOUR_MS);
    expect(seconds(null)).toBe(3_600);
  });

  it("knows a venue that began to count anew from a repetition", () => {
    const book = openBook();
    book.ledger.anchor(500);
    const trade = (id: number, at: number): Trade => ({ id, at, priceUsd: 1, quantity: 5, takerSide: "buy" });
    for (const id of [500, 501, 502]) book.ledger.accept(trade(id, START + id));
    expect(book.ledger.accept(trade(501, START + 501))).toBe("duplicate");
    expect(book.ledger.accept(trade(3, START + DAY_MS))).toBe("stranger");
  });

  it("stays bounded when it is torn into many pieces", () => {
    const book = openBook();
    for (let id = 0; id < 10_000; id += 2) {
      book.ledger.accept({ id, at: START + id * 1_000, priceUsd: 1, quantity: 5, takerSide: "buy" });
    }
    expect(book.ledger.holes().length).toBeLessThan(40);
  });
});
