import { bigint, doublePrecision, integer, pgTable, primaryKey, smallint, text, timestamp } from "drizzle-orm/pg-core";

/** Taker orders of at least `WHALE_MIN_USD`, kept for eight days. */
export const whaleOrders = pgTable(
  "whale_orders",
  {
    at: timestamp({ withTimezone: true }).notNull(),
    firstTrade: bigint("first_trade", { mode: "number" }).notNull(),
    usd: doublePrecision().notNull(),
    price: doublePrecision().notNull(),
    coin: integer().notNull(),
    trades: integer().notNull(),
    /** 1 the taker bought, −1 the taker sold. */
    side: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.coin, table.at, table.firstTrade] })],
);

/** What was traded in each hour, by whales and by all, kept for thirty days: the whale baseline comes from here. */
export const whaleHours = pgTable(
  "whale_hours",
  {
    hour: timestamp({ withTimezone: true }).notNull(),
    buyUsd: doublePrecision("buy_usd").notNull(),
    sellUsd: doublePrecision("sell_usd").notNull(),
    totalUsd: doublePrecision("total_usd").notNull(),
    coin: integer().notNull(),
    orders: integer().notNull(),
    watchedSeconds: smallint("watched_seconds").notNull(),
    /** From which amount an order counted as a whale's; null in rows older than this column. */
    minUsd: doublePrecision("min_usd"),
  },
  (table) => [primaryKey({ columns: [table.hour, table.coin] })],
);

/** The last trade of each pair that is in the two tables above: where a restart goes on. */
export const whaleCursors = pgTable("whale_cursors", {
  lastTrade: bigint("last_trade", { mode: "number" }).notNull(),
  lastAt: timestamp("last_at", { withTimezone: true }).notNull(),
  pair: text().primaryKey(),
  /** As in the hours: with another amount the last day is read anew. */
  minUsd: doublePrecision("min_usd"),
});

/** Transfers that an on-chain source reported, kept for eight days. */
export const onChainTransfers = pgTable("on_chain_transfers", {
  at: timestamp({ withTimezone: true }).notNull(),
  usd: doublePrecision().notNull(),
  amount: doublePrecision().notNull(),
  coin: integer().notNull(),
  id: text().primaryKey(),
  blockchain: text().notNull(),
  direction: text().notNull(),
  sender: text(),
  receiver: text(),
  hash: text().notNull(),
});
