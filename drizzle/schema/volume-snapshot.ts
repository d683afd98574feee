import { boolean, doublePrecision, integer, pgTable, primaryKey, smallint, timestamp } from "drizzle-orm/pg-core";

/** Rolling 24 h volume of each coin, one row an hour, kept for eight days: the baseline of formulas A.3. */
export const volumeSnapshots = pgTable(
  "volume_snapshots",
  {
    tsHour: timestamp("ts_hour", { withTimezone: true }).notNull(),
    totalVolume: doublePrecision("total_volume").notNull(),
    coin: integer().notNull(),
    /** Bought from `/market_chart` instead of observed by ourselves; an own observation replaces it. */
    charted: boolean().notNull().default(false),
    /** How long after `ts_hour` it really was observed, from −1800 to 1800. Two bytes that alignment leaves free. */
    secondsOff: smallint("seconds_off").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.tsHour, table.coin] })],
);
