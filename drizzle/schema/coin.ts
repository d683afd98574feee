import { integer, pgTable, text } from "drizzle-orm/pg-core";

/** Four bytes in place of a long id in millions of history rows. Rows are never deleted, so history needs no foreign keys. */
export const coins = pgTable("coins", {
  key: integer().primaryKey().generatedAlwaysAsIdentity(),
  id: text().notNull().unique(),
  symbol: text().notNull(),
  name: text().notNull(),
});
