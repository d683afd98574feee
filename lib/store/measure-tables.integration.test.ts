import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY_MS } from "@/lib/market/units";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { measureTables, readTableTraffic } from "./measure-tables";
import { dropPartitionsBefore, ensurePartition } from "./momentum-partitions";
import { instant, queryRows } from "./query";
import { BOUNDS } from "./retention";
import { tallyFirings } from "./tally-firings";

const NOON = Date.UTC(2026, 10, 21, 12);
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
afterAll(() => test.remove());

const run = (statement: ReturnType<typeof sql>) => queryRows(test.database, statement);
const snapshotsOf = async () =>
  (await measureTables(test.database)).find(({ table }) => table === "momentum_snapshots");

it("counts partitions into the table that they are parts of, and finds every table", async () => {
  for (const at of [NOON, NOON + DAY_MS]) {
    await ensurePartition(test.database, at);
    await run(sql`
      insert into momentum_snapshots
        (slot, coin, score, price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus)
      select ${instant(at)}, n, 1, 1, 1, 1, 1, 1, 1 from generate_series(1, 1000) n`);
  }
  expect((await measureTables(test.database)).map(({ table }) => table).sort()).toEqual(Object.keys(BOUNDS).sort());
  expect(await snapshotsOf()).toMatchObject({ rows: 2_000 });
  const bytes = (await snapshotsOf())?.bytes ?? 0;
  await dropPartitionsBefore(test.database, NOON + DAY_MS);
  expect(await snapshotsOf()).toMatchObject({ rows: 1_000 });
  expect((await snapshotsOf())?.bytes).toBeLessThan(0.6 * bytes);
});

it("tells the traffic of each partition", async () => {
  const parts = (await readTableTraffic(test.database)).filter(({ table }) => table === "momentum_snapshots");
  expect(parts.map(({ part }) => part)).toEqual(["momentum_snapshots", "momentum_snapshots_20261122"]);
});

it("finds the firing that nobody was told of", async () => {
  for (const key of ["told", "untold"]) {
    await run(sql`
      insert into alert_firings (at, episode, rule_version, already_true, late, key, rule_id, coin_id, symbol, reason)
      values (${instant(NOON)}, 1, 1, false, false, ${key}, ${key}, 'bitcoin', 'BTC', 'because')`);
  }
  await run(sql`
    insert into deliveries (id, channel_id, state, message)
    values ('1', 'inbox', 'delivered', '{}'), ('2', 'hook', 'delivered', '{}'), ('3', 'hook', 'queued', '{}'),
      ('4', 'hook', 'failed', '{}')`);
  await run(sql`insert into delivery_firings (delivery_id, firing_key, channel_id) values ('1', 'told', 'inbox')`);
  expect(await tallyFirings(test.database)).toEqual({
    firings: 2,
    untold: 1,
    delivered: 2,
    failed: 1,
    open: 1,
    sent: 1,
  });
});
