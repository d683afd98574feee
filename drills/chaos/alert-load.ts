import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import pino from "pino";
import { hangsUp, type Receiver, reply, startReceiver } from "@/lib/adapters/receiver.fixture";
import { ruleFixture } from "@/lib/alerts/alerts.fixture";
import { createDatabase, type Database } from "@/lib/connections";
import type { Random } from "@/lib/statistics/seeded-random";
import { createRule } from "@/lib/store/alert-rules";
import { createChannel } from "@/lib/store/channels";
import { queryRows } from "@/lib/store/query";
import { createSecretBox } from "@/lib/store/secret-box";

const HOOKS = 40;
/** Every coin costs more. */
const ANY_PRICE = 1e-12;

export interface AlertStanding {
  readonly rules: number;
  readonly fired: number;
  readonly firedTwice: number;
  /** Firings that no message carries. */
  readonly uncarried: number;
  readonly open: number;
  /** Messages that should have been sent, or whose worker should have said something, this long ago. */
  readonly overdueSeconds: number;
  readonly delivered: number;
  readonly failed: number;
}

export interface AlertLoad {
  readonly database: Database;
  /** Tries until it is kept: Postgres may be away. */
  makeRule(coinId: string): Promise<void>;
  rules(): number;
  standing(): Promise<AlertStanding>;
  /** Messages that are called delivered and never arrived, and such that arrived more often than they were tried. */
  compareWithReceiver(): Promise<{ lost: string[]; unaccounted: string[]; received: number; again: number }>;
  stop(): Promise<void>;
}

/** Rules that fire once each with the next board, and the other side of their webhooks, which has bad moments of its own. */
export async function startAlertLoad(databaseUrl: string, secretsKey: string, random: Random): Promise<AlertLoad> {
  const database = createDatabase(databaseUrl, pino({ level: "silent" }));
  const box = createSecretBox(secretsKey);
  const receiver = await startReceiver();
  receiver.script = [moody(random)];
  for (let hook = 0; hook < HOOKS; hook += 1) {
    const config = { kind: "webhook" as const, url: `${receiver.base}/hook-${hook}`, secret: "whsec_AAAA" };
    await createChannel(database, box, { id: `hook-${hook}`, label: `hook-${hook}`, config });
  }
  let made = 0;
  return {
    database,
    rules: () => made,
    async makeRule(coinId) {
      const channelIds = [`hook-${made % HOOKS}`];
      made += 1;
      const when = { type: "price_above", threshold: ANY_PRICE } as const;
      const rule = ruleFixture(when, { id: randomUUID(), scope: { kind: "coin", coinId }, channelIds });
      for (;;) {
        const kept = await createRule(database, box, rule).then(
          () => true,
          // Postgres went away after it was kept and before it said so.
          (error: unknown) => String((error as Error).cause ?? error).includes("duplicate key"),
        );
        if (kept) return;
        await sleep(250);
      }
    },
    standing: () => readStanding(database, made),
    compareWithReceiver: () => compare(database, receiver),
    async stop() {
      await database.close();
      await receiver.close();
    },
  };
}

function moody(random: Random): Receiver["script"][number] {
  return (response, received) => {
    const luck = random();
    if (luck < 0.02) reply(429, "slow down", { "retry-after": "1" })(response, received);
    else if (luck < 0.04) reply(500)(response, received);
    else if (luck < 0.05) hangsUp(response, received);
    else reply(204)(response, received);
  };
}

async function readStanding(database: Database, rules: number): Promise<AlertStanding> {
  const [row] = await queryRows<Omit<AlertStanding, "rules">>(
    database,
    sql`select
      (select count(distinct rule_id)::int from alert_firings) as fired,
      (select count(*)::int from (select 1 from alert_firings group by rule_id having count(*) > 1) twice) as "firedTwice",
      (select count(*)::int from alert_firings f where not exists
        (select 1 from delivery_firings c where c.firing_key = f.key)) as uncarried,
      (select count(*)::int from deliveries where state in ('queued', 'sent')) as open,
      (select coalesce(extract(epoch from now() - min(next_attempt_at)), 0)::float8 from deliveries
        where state in ('queued', 'sent')) as "overdueSeconds",
      (select count(*)::int from deliveries where state = 'delivered') as delivered,
      (select count(*)::int from deliveries where state = 'failed') as failed`,
  );
  if (row === undefined) throw new Error("Postgres answered nothing");
  return { rules, ...row };
}

async function compare(database: Database, { received }: Receiver) {
  const rows = await queryRows<{ key: string; state: string; attempts: number }>(
    database,
    sql`select channel_id || ' ' || (message->>'key') as key, state, attempts from deliveries where channel_id <> 'inbox'`,
  );
  const got = new Map<string, number>();
  for (const { path, headers } of received) {
    const key = `${path.slice(1)} ${String(headers["webhook-id"])}`;
    got.set(key, (got.get(key) ?? 0) + 1);
  }
  const attempts = new Map(rows.map((row) => [row.key, row.attempts]));
  const delivered = rows.filter(({ state }) => state === "delivered");
  return {
    lost: delivered.filter(({ key }) => !got.has(key)).map(({ key }) => key),
    unaccounted: [...got].filter(([key, times]) => times > (attempts.get(key) ?? 0)).map(([key]) => key),
    received: received.length,
    again: delivered.reduce((sum, { key }) => sum + (got.get(key) ?? 1) - 1, 0),
  };
}
