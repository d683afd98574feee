import { jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Every cluster run: its summary for ninety days, who was in which cluster for two. */
export const clusterRuns = pgTable(
  "cluster_runs",
  {
    at: timestamp({ withTimezone: true }).notNull(),
    method: text().notNull(),
    /** `clusterRunSchema` without its members. */
    summary: jsonb().notNull(),
    members: jsonb(),
  },
  (table) => [primaryKey({ columns: [table.method, table.at] })],
);
