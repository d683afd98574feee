import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OnChainTransfer } from "@/lib/contracts/whales";
import type { Candle } from "@/lib/market/candle";
import { DAY_MS, HOUR_MS, SECOND_MS } from "@/lib/market/units";
import type { WhaleHour, WhaleOrder } from "@/lib/whales/whale-report";
import { listCandles, upsertCandles } from "./candles";
import { findCoinKeys, upsertCoins } from "./coins";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { insertOnChainTransfers, listOnChainTransfers } from "./on-chain-transfers";
import { queryRows } from "./query";
import { retainHistory } from "./retain-history";
import { RETENTION_MS } from "./retention";
import { listWhaleCursors, saveWhaleProgress, type WhaleProgress } from "./whale-cursors";
import { listWhaleHours } from "./whale-hours";
import { listWhaleOrders } from "./whale-orders";

const MIN_USD = 100_000;
const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
let test: TestDatabase;
let keys: Map<string, number>;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
  keys = await upsertCoins(
    test.database,
    ["btc", "eth"].map((id) => ({ id, symbol: id, name: id })),
  );
});
beforeEach(async () => {
  await queryRows(test.database, sql`truncate whale_orders, whale_hours, whale_cursors, on_chain_transfers, candles`);
});
afterAll(() => test.remove());

const orderAt = (at: number, firstTradeId: number): WhaleOrder => ({
  at,
  side: firstTradeId % 2 ? "buy" : "sell",
  usd: 123_456.789,
  priceUsd: 0.1 + 0.2,
  trades: 3,
  firstTradeId,
});
const hourAt = (hour: number, totalUsd: number): WhaleHour => ({
  hour,
  buyUsd: 1.1,
  sellUsd: 2.2,
  totalUsd,
  orders: 2,
  watchedSeconds: 1_800,
});
const progress = (lastTrade: number, expected: number | null, more: Partial<WhaleProgress> = {}): WhaleProgress => ({
  minUsd: MIN_USD,
  orders: [],
  hours: [],
  cursors: [{ pair: "BTCUSDT", cursor: { lastTrade, lastAt: NOW + lastTrade }, expected }],
  ...more,
});

describe("whale progress", () => {
  it("comes back exactly as it was saved, orders once however often they are saved, hours as they were last", async () => {
    const orders = [orderAt(NOW - HOUR_MS, 7), orderAt(NOW - HOUR_MS, 8), orderAt(NOW, 9_007_199_254_740_991)];
    const rows = orders.map((order) => ({ coinId: "btc", order }));
    const hours = (total: number) => [{ coinId: "btc", hour: hourAt(NOW - HOUR_MS, total) }];
    expect(await saveWhaleProgress(test.database, progress(1, null, { orders: rows, hours: hours(5) }), keys)).toBe(
      true,
    );
    expect(await saveWhaleProgress(test.database, progress(2, 1, { orders: rows, hours: hours(1 / 3) }), keys)).toBe(
      true,
    );
    expect(await listWhaleOrders(test.database, NOW - DAY_MS)).toEqual(new Map([["btc", orders]]));
    expect(await listWhaleOrders(test.database, NOW)).toEqual(new Map([["btc", orders.slice(2)]]));
    expect(await listWhaleHours(test.database, 0, MIN_USD)).toEqual(new Map([["btc", [hourAt(NOW - HOUR_MS, 1 / 3)]]]));
    expect(await listWhaleCursors(test.database)).toEqual(
      new Map([["BTCUSDT", { lastTrade: 2, lastAt: NOW + 2, minUsd: MIN_USD }]]),
    );
  });

  it("is no baseline for whales that begin at another amount", async () => {
    const hours = [{ coinId: "btc", hour: hourAt(NOW, 1) }];
    await saveWhaleProgress(test.database, progress(1, null, { hours }), keys);
    expect(await listWhaleHours(test.database, 0, 2 * MIN_USD)).toEqual(new Map());
    await saveWhaleProgress(test.database, progress(2, 1, { hours, minUsd: 2 * MIN_USD }), keys);
    expect(await listWhaleHours(test.database, 0, MIN_USD)).toEqual(new Map());
    expect((await listWhaleHours(test.database, 0, 2 * MIN_USD)).get("btc")).toHaveLength(1);
    expect((await listWhaleCursors(test.database)).get("BTCUSDT")?.minUsd).toBe(2 * MIN_USD);
  });

  it("is refused whole when another copy moved a cursor since", async () => {
    await saveWhaleProgress(test.database, progress(10, null), keys);
    const late = {
      hours: [{ coinId: "btc", hour: hourAt(NOW, 1) }],
      orders: [{ coinId: "btc", order: orderAt(NOW, 1) }],
    };
    for (const expected of [null, 9, 11]) {
      expect(await saveWhaleProgress(test.database, progress(12, expected, late), keys)).toBe(false);
    }
    expect(await listWhaleHours(test.database, 0, MIN_USD)).toEqual(new Map());
    expect(await listWhaleOrders(test.database, 0)).toEqual(new Map());
    expect((await listWhaleCursors(test.database)).get("BTCUSDT")?.lastTrade).toBe(10);
  });

  it("lets one of two copies that save at once go on", async () => {
    const both = await Promise.all([1, 2].map((last) => saveWhaleProgress(test.database, progress(last, null), keys)));
    expect(both.toSorted()).toEqual([false, true]);
  });

  it("skips a coin without a key and takes nothing at all", async () => {
    const stranger = { hours: [{ coinId: "unknown", hour: hourAt(NOW, 1) }] };
    expect(
      await saveWhaleProgress(test.database, { minUsd: MIN_USD, orders: [], cursors: [], ...stranger }, keys),
    ).toBe(true);
    expect(await listWhaleHours(test.database, 0, MIN_USD)).toEqual(new Map());
    expect(await findCoinKeys(test.database, ["btc", "unknown", "i\0d"])).toEqual(new Map([["btc", keys.get("btc")]]));
  });
});

describe("transfers on chain", () => {
  it("are kept once and come back newest first", async () => {
    const transfer = (id: string, at: number): OnChainTransfer => ({
      id,
      at,
      usd: 2_000_000.5,
      amount: 20,
      blockchain: "bitcoin",
      direction: "in",
      from: null,
      to: "binance",
      hash: `h${id}`,
    });
    const rows = [transfer("a", NOW - SECOND_MS), transfer("b", NOW)].map((one) => ({ coinId: "btc", transfer: one }));
    await insertOnChainTransfers(test.database, rows, keys);
    await insertOnChainTransfers(test.database, rows, keys);
    await insertOnChainTransfers(test.database, [{ coinId: "unknown", transfer: transfer("c", NOW) }], keys);
    expect(await listOnChainTransfers(test.database, 0)).toEqual(
      new Map([["btc", [transfer("b", NOW), transfer("a", NOW - SECOND_MS)]]]),
    );
  });
});

describe("candles", () => {
  const candle = (openAt: number, close: number): Candle => ({
    openAt,
    open: 1,
    high: 2,
    low: 0.5,
    close,
    volume: 1e9,
    volumeUsd: 1e-9,
  });

  it("come back oldest first, the venue's latest word over an earlier one", async () => {
    const first = [candle(NOW, 1), candle(NOW - HOUR_MS, 1)];
    expect(await upsertCandles(test.database, "btc", "binance", first)).toBe(2);
    expect(await upsertCandles(test.database, "btc", "binance", [candle(NOW, 7)])).toBe(1);
    expect(await listCandles(test.database, "btc", "binance", 0)).toEqual([candle(NOW - HOUR_MS, 1), candle(NOW, 7)]);
    expect(await listCandles(test.database, "btc", "binance", NOW)).toEqual([candle(NOW, 7)]);
    expect(await listCandles(test.database, "eth", "binance", 0)).toEqual([]);
  });

  it("of a coin that was never stored are none", async () => {
    expect(await upsertCandles(test.database, "unknown", "binance", [candle(NOW, 1)])).toBe(0);
    expect(await upsertCandles(test.database, "i\0d", "binance", [candle(NOW, 1)])).toBe(0);
    expect(await listCandles(test.database, "i\0d", "binance", 0)).toEqual([]);
  });
});

describe("retention", () => {
  it("removes evidence when it is too old and not a moment before", async () => {
    const tables = [
      [
        "whale_orders",
        RETENTION_MS.whaleOrders,
        "(coin, at, first_trade, usd, price, trades, side) select 1, x, 1, 1, 1, 1, 1",
      ],
      [
        "whale_hours",
        RETENTION_MS.whaleHours,
        "(coin, hour, buy_usd, sell_usd, total_usd, orders, watched_seconds) select 1, x, 1, 1, 1, 1, 1",
      ],
      [
        "on_chain_transfers",
        RETENTION_MS.onChainTransfers,
        "(id, at, usd, amount, coin, blockchain, direction, hash) select x::text, x, 1, 1, 1, 'b', 'in', 'h'",
      ],
      [
        "candles",
        RETENTION_MS.candles,
        "(coin, venue, open_at, open, high, low, close, volume, volume_usd) select 1, 'binance', x, 1, 1, 1, 1, 1, 1",
      ],
      [
        "pretrend_predictions",
        RETENTION_MS.predictions,
        "(at, price, coin, served_probability, base_rate, sigma24) select x, 1, 1, 0.1, 0.1, 0.1",
      ],
      ["scorecards", RETENTION_MS.scorecards, "(at, subject, report) select x, 'score', '{}'"],
      ["cluster_runs", RETENTION_MS.clusterRuns, "(at, method, summary, members) select x, 'kmeans', '{}', '{}'"],
    ] as const;
    for (const [table, ageMs, columns] of tables) {
      for (const age of [ageMs - SECOND_MS, ageMs + SECOND_MS]) {
        const at = new Date(NOW - age).toISOString();
        await queryRows(
          test.database,
          sql.raw(`insert into ${table} ${columns} from (select '${at}'::timestamptz as x) i`),
        );
      }
    }
    const young = new Date(NOW - RETENTION_MS.clusterMembers + SECOND_MS).toISOString();
    await queryRows(test.database, sql.raw(`insert into cluster_runs values ('${young}', 'hdbscan', '{}', '{}')`));
    expect((await retainHistory(test.database, NOW)).deletedRows).toBe(tables.length);
    const left = async (table: string) =>
      (await queryRows<{ n: number }>(test.database, sql`select count(*)::int as n from ${sql.identifier(table)}`))[0]
        ?.n;
    for (const [table] of tables) expect([table, await left(table)]).toEqual([table, table === "cluster_runs" ? 2 : 1]);
    const runs = await queryRows<{ method: string; kept: boolean }>(
      test.database,
      sql`select method, members is not null as kept from cluster_runs order by method`,
    );
    expect(runs).toEqual([
      { method: "hdbscan", kept: true },
      { method: "kmeans", kept: false },
    ]);
  });
});
