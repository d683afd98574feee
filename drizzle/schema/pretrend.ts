import {
  boolean,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
} from "drizzle-orm/pg-core";

/** A probability that was published, and what became of it. One row per coin every four hours, kept for sixty days. */
export const pretrendPredictions = pgTable(
  "pretrend_predictions",
  {
    at: timestamp({ withTimezone: true }).notNull(),
    price: doublePrecision().notNull(),
    coin: integer().notNull(),
    /** What the model said, whether or not the gate let it be served; null when no model was loaded. */
    modelProbability: real("model_probability"),
    servedProbability: real("served_probability").notNull(),
    baseRate: real("base_rate").notNull(),
    /** The barrier, as a log return. */
    sigma24: real().notNull(),
    /** 1 the upper barrier came first, 0 it did not; null while the 24 h are not over. */
    outcome: smallint(),
    /** Prices were missing, so nothing can be said of it. */
    unknowable: boolean().notNull().default(false),
    modelHash: text("model_hash"),
  },
  (table) => [primaryKey({ columns: [table.at, table.coin] })],
);
