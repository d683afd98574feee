import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** A named list of coins in its owner's order. */
export const watchlists = pgTable("watchlists", {
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  position: integer().notNull(),
  id: text().primaryKey(),
  name: text().notNull(),
  coinIds: text("coin_ids").array().notNull(),
});
