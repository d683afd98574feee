import { sql } from "drizzle-orm";
import { bigint, check, customType, pgTable, smallint, timestamp } from "drizzle-orm/pg-core";

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** The latest board, replaced in place, from which a wiped Redis is rebuilt. One row. */
export const momentumBoard = pgTable(
  "momentum_board",
  {
    only: smallint().primaryKey().default(1),
    sequence: bigint({ mode: "number" }).notNull(),
    savedAt: timestamp("saved_at", { withTimezone: true }).notNull().defaultNow(),
    /** JSON, gzip. */
    board: bytes().notNull(),
    /** `encodeCloses`. */
    closes: bytes().notNull(),
    /** JSON, gzip. */
    stream: bytes().notNull(),
  },
  (table) => [check("momentum_board_has_one_row", sql`${table.only} = 1`)],
);
