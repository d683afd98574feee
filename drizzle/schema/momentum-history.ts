import { boolean, doublePrecision, integer, pgTable, primaryKey, real, smallint, timestamp } from "drizzle-orm/pg-core";

/**
 * Every stored moment and where its rows are: `fine` in momentum_snapshots, `hourly` and `daily` in the tables of that name.
 * `slot` is the five-minute window that finds the rows, `written_at` the true moment inside it, at every resolution.
 */
export const momentumSlots = pgTable("momentum_slots", {
  slot: timestamp({ withTimezone: true }).primaryKey(),
  writtenAt: timestamp("written_at", { withTimezone: true }).notNull(),
  universeSize: integer("universe_size").notNull(),
  scoreVersion: smallint("score_version").notNull(),
  fine: boolean().notNull().default(true),
  hourly: boolean().notNull().default(false),
  daily: boolean().notNull().default(false),
});

/** Widest columns first, so that no byte is lost to alignment. */
const snapshotColumns = () => ({
  slot: timestamp({ withTimezone: true }).notNull(),
  price: doublePrecision(),
  coin: integer().notNull(),
  rank: integer(),
  score: real().notNull(),
  priceMomentum: real("price_momentum").notNull(),
  volumeSpike: real("volume_spike").notNull(),
  rsiSignal: real("rsi_signal").notNull(),
  maCross: real("ma_cross").notNull(),
  pretrendBonus: real("pretrend_bonus").notNull(),
  whaleBonus: real("whale_bonus").notNull(),
});

/** Every five minutes, 48 hours. Partitioned by day of `slot` (written by hand in the migration: drizzle has no word for it). */
export const momentumSnapshots = pgTable("momentum_snapshots", snapshotColumns(), (table) => [
  primaryKey({ columns: [table.slot, table.coin] }),
]);

/** The first slot of every hour, 90 days. */
export const momentumHourly = pgTable("momentum_hourly", snapshotColumns(), (table) => [
  primaryKey({ columns: [table.slot, table.coin] }),
]);

/** The first slot of every UTC day, two years. */
export const momentumDaily = pgTable("momentum_daily", snapshotColumns(), (table) => [
  primaryKey({ columns: [table.slot, table.coin] }),
]);
