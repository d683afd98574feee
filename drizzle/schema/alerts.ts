import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** What the owner wants to be told: `ruleSchema` in `body`, what is searched for beside it. */
export const alertRules = pgTable("alert_rules", {
  createdAt: at("created_at").notNull().defaultNow(),
  updatedAt: at("updated_at").notNull().defaultNow(),
  deletedAt: at("deleted_at"),
  version: integer().notNull().default(1),
  id: text().primaryKey(),
  state: text().notNull(),
  body: jsonb().notNull(),
});

/** One row per rule and coin that fired or waits to: `ruleStateSchema`. */
export const alertStates = pgTable(
  "alert_states",
  {
    lastFiredAt: at("last_fired_at"),
    deferredSince: at("deferred_since"),
    episodes: integer().notNull(),
    armed: boolean().notNull(),
    ruleId: text("rule_id").notNull(),
    coinId: text("coin_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.ruleId, table.coinId] })],
);

/** The board that was judged last, with the last known readings: exactly one evaluation per sequence, in whichever worker. */
export const alertProgress = pgTable("alert_progress", {
  sequence: bigint({ mode: "number" }).notNull(),
  boardAt: at("board_at").notNull(),
  only: smallint().primaryKey().default(1),
  /** Compressed JSON of the readings that event conditions compare with. */
  readings: bytea().notNull(),
});

/** Every firing there ever was. */
export const alertFirings = pgTable(
  "alert_firings",
  {
    at: at("at").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    readAt: at("read_at"),
    value: doublePrecision(),
    sequence: bigint({ mode: "number" }),
    episode: integer().notNull(),
    ruleVersion: integer("rule_version").notNull(),
    alreadyTrue: boolean("already_true").notNull(),
    late: boolean().notNull(),
    deferredSince: at("deferred_since"),
    key: text().primaryKey(),
    ruleId: text("rule_id").notNull(),
    coinId: text("coin_id").notNull(),
    symbol: text().notNull(),
    reason: text().notNull(),
  },
  (table) => [
    unique().on(table.ruleId, table.coinId, table.episode),
    index().on(table.at),
    index().on(table.ruleId, table.at),
    // The count in the shell is asked for on every page; what was read is almost everything.
    index("alert_firings_unread_index").on(table.at).where(sql`${table.readAt} is null`),
  ],
);

/** How the owner can be reached. */
export const channels = pgTable("channels", {
  createdAt: at("created_at").notNull().defaultNow(),
  disabledAt: at("disabled_at"),
  deletedAt: at("deleted_at"),
  /** The other side asked for patience: nothing is tried there before. */
  waitUntil: at("wait_until"),
  id: text().primaryKey(),
  kind: text().notNull(),
  label: text().notNull(),
  /** Encrypted `channelConfigSchema`. */
  config: text().notNull(),
  disabledReason: text("disabled_reason"),
});

/** One message on its way to one channel; a storm's many firings share one. */
export const deliveries = pgTable(
  "deliveries",
  {
    createdAt: at("created_at").notNull().defaultNow(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    enqueuedAt: at("enqueued_at"),
    nextAttemptAt: at("next_attempt_at"),
    deliveredAt: at("delivered_at"),
    latencyMs: doublePrecision("latency_ms"),
    attempts: integer().notNull().default(0),
    test: boolean().notNull().default(false),
    id: text().primaryKey(),
    channelId: text("channel_id").notNull(),
    state: text().notNull(),
    message: jsonb().notNull(),
    providerId: text("provider_id"),
    error: text(),
  },
  (table) => [
    index().on(table.state, table.updatedAt),
    // A channel's traffic is read while every other judgement waits.
    index().on(table.channelId, table.createdAt),
  ],
);

/** Which firings a delivery carries: the ledger has a row per firing and channel, whatever was grouped. */
export const deliveryFirings = pgTable(
  "delivery_firings",
  {
    deliveryId: text("delivery_id").notNull(),
    firingKey: text("firing_key").notNull(),
    channelId: text("channel_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.firingKey, table.channelId] }), index().on(table.deliveryId)],
);

/** What a channel answered, attempt by attempt, in its own words. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    at: at("at").notNull(),
    tookMs: doublePrecision("took_ms").notNull(),
    attempt: integer().notNull(),
    deliveryId: text("delivery_id").notNull(),
    outcome: text().notNull(),
    answer: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.attempt] })],
);
