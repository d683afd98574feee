import { sql } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "@/lib/connections";
import { DAY_MS } from "@/lib/market/units";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { migrate } from "./migrate";
import { instant, queryRows } from "./query";
import { retainHistory } from "./retain-history";
import { RETENTION_MS } from "./retention";
import { HYPERTABLES } from "./timescale-plan";

const NOW = Date.UTC(2026, 10, 22, 12);

/**
 * The extension cannot be installed where this is tested. Its place takes a stand-in with the signatures of its documentation that
 * notes how it was called: it holds that our statements are valid, and when they are said, not what TimescaleDB does with them.
 */
const STAND_IN = [
  `create schema timescaledb_information`,
  `create table timescaledb_information.hypertables
    (hypertable_schema name, hypertable_name name, compression_enabled boolean)`,
  `create schema stand_in`,
  `create table stand_in.calls (id serial, call text)`,
  `create function by_range(column_name name, partition_interval interval) returns text
    language sql as $$ select column_name || ' ' || partition_interval $$`,
  `create function create_hypertable(relation regclass, dimension text, create_default_indexes boolean default true,
      if_not_exists boolean default false, migrate_data boolean default false) returns void language sql as $$
    insert into timescaledb_information.hypertables values ('public', relation::text, false);
    insert into stand_in.calls (call) values ('create ' || relation || ' by ' || dimension) $$`,
  `create function drop_chunks(relation regclass, older_than timestamptz) returns setof text language sql as $$
    insert into stand_in.calls (call) values ('drop ' || relation); select ''::text where false $$`,
  `create view timescaledb_information.chunks as
    select 'public'::name as hypertable_schema, 'momentum_hourly'::name as hypertable_name, 'public'::name as chunk_schema,
      name as chunk_name, ended as range_end, compressed as is_compressed
    from (values ('momentum_hourly'::name, timestamptz '${new Date(NOW - 20 * DAY_MS).toISOString()}', false),
      ('momentum_daily', timestamptz '${new Date(NOW - 30 * DAY_MS).toISOString()}', true),
      ('momentum_slots', timestamptz '${new Date(NOW - 13 * DAY_MS).toISOString()}', false)) made (name, ended, compressed)`,
  `create function compress_chunk(uncompressed_chunk regclass, if_not_compressed boolean default true) returns regclass
    language sql as $$
    insert into stand_in.calls (call) values ('compress ' || uncompressed_chunk) returning uncompressed_chunk $$`,
  `insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    values (987654, 'timescaledb', 10, 'public'::regnamespace, false, '2.21.3')`,
];

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
afterAll(() => test.remove());

const run = <Row>(statement: ReturnType<typeof sql>) => queryRows<Row>(test.database, statement);
const calls = async () =>
  (await run<{ call: string }>(sql`delete from stand_in.calls returning call`)).map(({ call }) => call).sort();

async function keepHour(age: number): Promise<void> {
  await run(sql`
    insert into momentum_hourly (slot, coin, score, price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus)
    values (${instant(NOW - age)}, 1, 1, 1, 1, 1, 1, 1, 1)`);
}
/** On new connections: what is set for a database is read when one is opened. */
async function retainAnew(): Promise<void> {
  const database = createDatabase(test.url, pino({ level: "silent" }));
  await retainHistory(database, NOW).finally(() => database.close());
}
const setLicense = (license: string) =>
  run(sql.raw(`alter database ${new URL(test.url).pathname.slice(1)} set timescaledb.license = '${license}'`));
const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
const hours = async () => (await run<{ n: number }>(sql`select count(*)::int as n from momentum_hourly`))[0]?.n;

describe("plain Postgres", () => {
  it("migrates again and again, asked for hypertables or not, and has nothing to say", async () => {
    expect(await migrate(test.url)).toEqual([]);
    expect(await migrate(test.url, { hypertables: true })).toEqual([]);
  });

  it("removes old rows one by one", async () => {
    await keepHour(RETENTION_MS.hourly + DAY_MS);
    await keepHour(RETENTION_MS.hourly - DAY_MS);
    await retainHistory(test.database, NOW);
    expect(await hours()).toBe(1);
  });
});

describe("a database that says it has TimescaleDB", () => {
  beforeAll(async () => {
    await run(sql`truncate momentum_hourly`);
    // The edition without compression: the setting of another name space would be refused by a Postgres without the extension.
    await setLicense("apache");
    for (const statement of STAND_IN) await run(sql.raw(statement));
  });

  it("gets hypertables with the first migration and nothing with the next", async () => {
    expect(await migrate(test.url)).toEqual([]);
    expect(await calls()).toEqual(
      HYPERTABLES.map(({ table, column, chunkDays }) => `create ${table} by ${column} ${days(chunkDays)}`).sort(),
    );
    expect(await migrate(test.url)).toEqual([]);
    expect(await calls()).toEqual([]);
  });

  it("leaves a large table to the operator, who can ask for it", async () => {
    await run(sql`delete from timescaledb_information.hypertables where hypertable_name = 'whale_orders'`);
    await run(sql`
      insert into whale_orders (coin, at, first_trade, usd, price, trades, side)
      select 1, ${instant(NOW)}, n, 1, 1, 1, 1 from generate_series(1, 100001) n`);
    expect(await migrate(test.url)).toEqual([expect.stringContaining("whale_orders has more than 100,000 rows")]);
    expect(await calls()).toEqual([]);
    expect(await migrate(test.url, { hypertables: true })).toEqual([]);
    expect(await calls()).toEqual(["create whale_orders by at 1 day"]);
    await run(sql`truncate whale_orders`);
  });

  it("drops chunks with every retention, and what is left of old rows in a chunk that is half old", async () => {
    await keepHour(RETENTION_MS.hourly + DAY_MS);
    await retainAnew();
    expect(await calls()).toEqual(HYPERTABLES.map(({ table }) => `drop ${table}`).sort());
    expect(await hours()).toBe(0);
  });

  it("compresses old chunks where it may, and then takes no single row out of them", async () => {
    await run(sql`update timescaledb_information.hypertables set compression_enabled = true
      where hypertable_name = 'momentum_hourly'`);
    await setLicense("timescale");
    await keepHour(RETENTION_MS.hourly + DAY_MS);
    await retainAnew();
    expect(await calls()).toEqual(
      [...HYPERTABLES.map(({ table }) => `drop ${table}`), "compress momentum_hourly"].sort(),
    );
    expect(await hours()).toBe(1);
  });
});
