import { customType, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * One backtest that somebody asked for. Its state is the truth, whatever the queue says: a running one whose `beatAt` is old
 * was left behind by a dead worker.
 */
export const backtests = pgTable(
  "backtests",
  {
    createdAt: at("created_at").notNull().defaultNow(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    /** Wall-clock time of the last sign of life of whoever runs it. */
    beatAt: at("beat_at"),
    attempts: integer().notNull().default(0),
    id: text().primaryKey(),
    status: text().notNull(),
    /** Hash of the request as understood, the versions and the market: equal requests are equal runs. */
    fingerprint: text().notNull(),
    title: text().notNull(),
    /** `backtestBodySchema`, and the same with symbols resolved. */
    request: jsonb().notNull(),
    plan: jsonb().notNull(),
    progress: jsonb(),
    error: text(),
    /** The job whose result this one shall be compared with. */
    verifies: text(),
    resultSha256: text("result_sha256"),
    /** Summary for lists: verdict kind and the contract's metrics. */
    summary: jsonb(),
    /** Deflated canonical JSON of `backtestResultSchema`. */
    result: bytea(),
  },
  (table) => [index("backtests_fingerprint").on(table.fingerprint), index("backtests_created").on(table.createdAt)],
);

/** What one part of a sweep or walk-forward found; written once, joined in order of `part`. */
export const backtestParts = pgTable(
  "backtest_parts",
  {
    finishedAt: at("finished_at").notNull().defaultNow(),
    part: integer().notNull(),
    backtestId: text("backtest_id").notNull(),
    rows: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.backtestId, table.part] })],
);

/**
 * Stretches of hours that a venue was asked for: an hour inside without a candle is one in which the venue stood still.
 * Stretches of a coin and venue neither overlap nor touch.
 */
export const candleSpans = pgTable(
  "candle_spans",
  {
    fromAt: at("from_at").notNull(),
    /** Exclusive. */
    toAt: at("to_at").notNull(),
    askedAt: at("asked_at").notNull().defaultNow(),
    /** Market time of the last backtest that rested on it; null: only charts did. */
    backtestedAt: at("backtested_at"),
    /** Hours that the venue had, of those between. */
    found: integer().notNull(),
    coin: integer().notNull(),
    venue: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.coin, table.venue, table.fromAt] })],
);
