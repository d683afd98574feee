import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { ensurePartition } from "./momentum-partitions";
import { queryRows } from "./query";
import { retainBacktests } from "./retain-backtests";
import { retainHistory } from "./retain-history";
import { retainLedger } from "./retain-ledger";
import { BACKTESTS_KEPT, BOUNDS } from "./retention";

const NOW = Date.UTC(2026, 10, 22, 12);
/** What makes a row of these tables one that may go. */
const FINISHED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  deliveries: { state: "delivered" },
  alert_rules: { state: "active" },
  backtests: { status: "completed", verifies: "another" },
};
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
afterAll(() => test.remove());

interface Column {
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
}

const tables = async () =>
  (
    await queryRows<{ name: string }>(
      test.database,
      sql`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
    )
  ).map(({ name }) => name);

const columnsOf = (table: string) =>
  queryRows<Column>(
    test.database,
    sql`select column_name as name, data_type as type,
      is_nullable = 'NO' and column_default is null and is_identity = 'NO' as needed
    from information_schema.columns where table_schema = 'public' and table_name = ${table}`,
  );

const VALUES: Readonly<Record<string, string>> = {
  text: "'row'",
  boolean: "false",
  jsonb: "'{}'",
  bytea: "''",
  ARRAY: "'{}'",
};

/** A row of this table that is of this moment in every column of a time. */
async function insertRow(table: string, column: string, at: UnixMs, mark: number): Promise<void> {
  const moment = `timestamptz '${new Date(at).toISOString()}'`;
  const chosen = FINISHED[table] ?? {};
  const values = (await columnsOf(table)).flatMap(({ name, type, needed }): [string, string][] => {
    if (name in chosen) return [[name, `'${chosen[name]}'`]];
    if (name === column || (needed && type.startsWith("timestamp"))) return [[name, moment]];
    if (!needed) return [];
    if (type === "text") return [[name, `'${table} ${mark}'`]];
    return [[name, VALUES[type] ?? `${mark}`]];
  });
  const names = values.map(([name]) => `"${name}"`).join(", ");
  await queryRows(
    test.database,
    sql.raw(`insert into ${table} (${names}) values (${values.map(([, value]) => value).join(", ")})`),
  );
}

const marksOf = async (table: string, column: string) =>
  (
    await queryRows<{ at: number }>(
      test.database,
      sql`select (extract(epoch from ${sql.identifier(column)}) * 1000)::float8 as at from ${sql.identifier(table)} order by 1`,
    )
  ).map(({ at }) => at);

it("knows of every table why it does not grow for ever", async () => {
  expect(Object.keys(BOUNDS).sort()).toEqual(await tables());
});

it("follows only tables that are bounded themselves", () => {
  for (const [table, bound] of Object.entries(BOUNDS)) {
    if (bound.kind === "follows") expect(BOUNDS[bound.table]?.kind, table).toBe("age");
  }
});

const aged = Object.entries(BOUNDS).flatMap(([table, bound]) => (bound.kind === "age" ? [{ table, ...bound }] : []));

it("removes what is older than is said of its table, and nothing younger", async () => {
  // A verification has no place among the newest that stay however old they are.
  const keptOf = ({ table, keptMs }: (typeof aged)[number]) =>
    table === "backtests" ? BACKTESTS_KEPT.verificationMs : keptMs;
  for (const bound of aged) {
    const [old, young] = [NOW - keptOf(bound) - DAY_MS, NOW - keptOf(bound) + DAY_MS];
    for (const [index, at] of [old, young].entries()) {
      if (bound.table === "momentum_snapshots") await ensurePartition(test.database, at);
      await insertRow(bound.table, bound.column, at, index + 1);
    }
  }
  // Slots are forgotten when no resolution has rows of them any more.
  await queryRows(test.database, sql`update momentum_slots set fine = false, hourly = false, daily = true`);
  await retainHistory(test.database, NOW);
  await retainLedger(test.database, NOW);
  await retainBacktests(test.database, NOW);
  for (const bound of aged) {
    expect(await marksOf(bound.table, bound.column), bound.table).toEqual([NOW - keptOf(bound) + DAY_MS]);
  }
});
