import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Which coins a provider puts into a category, such as "stablecoins"; replaced as a whole. */
export const coinCategories = pgTable("coin_categories", {
  category: text().primaryKey(),
  savedAt: timestamp("saved_at", { withTimezone: true }).notNull(),
  coinIds: text("coin_ids").array().notNull(),
});
