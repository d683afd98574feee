import { boolean, doublePrecision, integer, pgTable, primaryKey, timestamp } from "drizzle-orm/pg-core";

/** Rolling 24 h volume of each coin, one row an hour, kept for eight days: the baseline of formulas A.3. */
export const volumeSnapshots = pgTable(
  "volume_snapshots",
  {
    tsHour: timestamp("ts_hour", { withTimezone: true }).notNull(),
    totalVolume: doublePrecision("total_volume").notNull(),
    coin: integer().notNull(),
    /** Bought from `/market_chart` instead of observed by ourselves; an own observation replaces it. */
    charted: boolean().notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.tsHour, table.coin] })],
);
