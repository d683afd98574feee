import { jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** What was measured of our own claims: "score" or "pretrend". */
export const scorecards = pgTable(
  "scorecards",
  {
    at: timestamp({ withTimezone: true }).notNull(),
    subject: text().notNull(),
    report: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.at] })],
);
