import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "@/lib/connections";
import { upsertCoins } from "./coins";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { migrate } from "./migrate";
import { pingDatabase } from "./ping";
import { inTransaction, queryRows } from "./query";

const log = pino({ level: "silent" });
const unavailable = { code: "dependency_unavailable", retryable: true };
const base = process.env.TEST_DATABASE_URL;
const KICK_OUT = "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$database'";

let test: TestDatabase;
beforeEach(async () => {
  test = await createTestDatabase(base, false);
});
afterEach(() => test.remove());

describe("migrations", () => {
  it("run once although three processes start at once, and again change nothing", async () => {
    await Promise.all([migrate(test.url), migrate(test.url), migrate(test.url)]);
    await migrate(test.url);
    expect((await upsertCoins(test.database, [{ id: "a", symbol: "A", name: "A" }])).size).toBe(1);
  });

  it("say that Postgres is away instead of what a socket said", async () => {
    await expect(migrate("postgresql://nobody@127.0.0.1:1/none")).rejects.toMatchObject(unavailable);
  });
});

describe("Postgres away", () => {
  it("fails what was under way and serves the next call, even when idle connections were killed", async () => {
    await pingDatabase(test.database);
    const slow = queryRows(test.database, sql`select pg_sleep(20)`);
    const outcome = expect(slow).rejects.toMatchObject(unavailable);
    await wait(200);
    await test.administer(KICK_OUT);
    await outcome;
    await wait(100);
    expect((await pingDatabase(test.database)).ms).toBeGreaterThan(0);
  });

  it("takes back a transaction whose connection died half-way", async () => {
    await migrate(test.url);
    const broken = inTransaction(test.database, async (tx) => {
      await tx.execute(sql`insert into coins (id, symbol, name) values ('half', 'H', 'Half')`);
      await test.administer(KICK_OUT);
      await tx.execute(sql`select 1`);
    });
    await expect(broken).rejects.toMatchObject(unavailable);
    expect(await queryRows(test.database, sql`select 1 from coins where id = 'half'`)).toEqual([]);
  });

  it("is refused quickly when nobody listens", async () => {
    const nowhere = createDatabase("postgresql://nobody@127.0.0.1:1/none", log);
    const asked = performance.now();
    await expect(pingDatabase(nowhere)).rejects.toMatchObject(unavailable);
    expect(performance.now() - asked).toBeLessThan(4_000);
    await nowhere.close();
  });

  it("keeps a mistake of ours apart, without the statement's parameters in its message", async () => {
    const secret = "x".repeat(10_000);
    const mistake = await queryRows(test.database, sql`select ${secret} from no_such_table`).catch((error) => error);
    expect(mistake).toMatchObject({ code: "42P01" });
    expect(String(mistake)).not.toContain("xxx");
  });
});
