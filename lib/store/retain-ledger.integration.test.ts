import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY_MS } from "@/lib/market/units";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { instant, queryRows } from "./query";
import { retainLedger } from "./retain-ledger";
import { LEDGER_RETENTION_MS } from "./retention";

const NOW = Date.UTC(2026, 10, 21);
const OLD = NOW - LEDGER_RETENTION_MS.firings - DAY_MS;
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
afterAll(() => test.remove());

const run = (statement: ReturnType<typeof sql>) => queryRows<Record<string, string>>(test.database, statement);

/** A firing of this rule with one message about it, in this state, both as old as said. */
async function keep(name: string, ruleId: string, state: string, at: number): Promise<void> {
  await run(sql`
    insert into alert_firings (at, created_at, episode, rule_version, already_true, late, key, rule_id, coin_id, symbol, reason)
    values (${instant(at)}, ${instant(at)}, 1, 1, false, false, ${name}, ${ruleId}, ${name}, 'BTC', 'because')`);
  await run(sql`
    insert into deliveries (id, channel_id, state, message, created_at, updated_at)
    values (${name}, 'hook', ${state}, '{}', ${instant(at)}, ${instant(at)})`);
  await run(sql`insert into delivery_firings (delivery_id, firing_key, channel_id) values (${name}, ${name}, 'hook')`);
  await run(sql`
    insert into delivery_attempts (delivery_id, attempt, at, took_ms, outcome, answer)
    values (${name}, 1, ${instant(at)}, 1, 'retry', 'busy')`);
}

it("keeps what still waits and what is young, and leaves nothing else behind", async () => {
  for (const [id, deletedAt] of [
    ["alive", null],
    ["removed", OLD],
    ["remembered", OLD],
  ] as const) {
    const deleted = deletedAt === null ? sql`null` : instant(deletedAt);
    await run(sql`insert into alert_rules (id, state, body, deleted_at) values (${id}, 'active', '{}', ${deleted})`);
    await run(sql`insert into alert_states (rule_id, coin_id, episodes, armed) values (${id}, 'bitcoin', 1, true)`);
  }
  await keep("old delivered", "removed", "delivered", OLD);
  await keep("old failed", "alive", "failed", OLD);
  await keep("old waiting", "remembered", "queued", OLD);
  await keep("young", "alive", "delivered", NOW - DAY_MS);
  await run(sql`insert into audit_log (at, actor, action) values
    (${instant(NOW - LEDGER_RETENTION_MS.audit - DAY_MS)}, 'owner', 'old'), (${instant(OLD)}, 'owner', 'young')`);
  expect(await retainLedger(test.database, NOW)).toBe(2 * 4 + 2 + 1 + 1);
  const left = async (statement: ReturnType<typeof sql>) => (await run(statement)).map(({ name }) => name);
  const both = ["old waiting", "young"];
  expect(await left(sql`select key as name from alert_firings order by 1`)).toEqual(both);
  expect(await left(sql`select id as name from deliveries order by 1`)).toEqual(both);
  expect(await left(sql`select delivery_id as name from delivery_firings order by 1`)).toEqual(both);
  expect(await left(sql`select delivery_id as name from delivery_attempts order by 1`)).toEqual(both);
  expect(await left(sql`select rule_id as name from alert_states order by 1`)).toEqual(["alive"]);
  expect(await left(sql`select id as name from alert_rules order by 1`)).toEqual(["alive", "remembered"]);
  expect(await left(sql`select action as name from audit_log`)).toEqual(["young"]);
  expect(await retainLedger(test.database, NOW)).toBe(0);
});
