import { doublePrecision, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Closed hourly candles of a coin on a venue; longer timeframes are made from them. */
export const candles = pgTable(
  "candles",
  {
    openAt: timestamp("open_at", { withTimezone: true }).notNull(),
    open: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    low: doublePrecision().notNull(),
    close: doublePrecision().notNull(),
    volume: doublePrecision().notNull(),
    volumeUsd: doublePrecision("volume_usd").notNull(),
    coin: integer().notNull(),
    venue: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.coin, table.venue, table.openAt] })],
);
