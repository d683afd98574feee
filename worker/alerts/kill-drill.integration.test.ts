import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Redis } from "ioredis";
import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningServer } from "@/launch/native-server";
import { freePort } from "@/launch/ports";
import { startPostgres } from "@/launch/postgres";
import { endProcess, spawnProcess } from "@/launch/process.fixture";
import { startRedis } from "@/launch/redis";
import { hangsUp, type Receiver, reply, startReceiver } from "@/lib/adapters/receiver.fixture";
import { type MailServer, readMail, smtpError, startMailServer } from "@/lib/adapters/smtp/mail-server.fixture";
import { ruleFixture } from "@/lib/alerts/alerts.fixture";
import { readBoard } from "@/lib/cache/momentum-board";
import { createDatabase, createRedis, type Database } from "@/lib/connections";
import { closeQueues, connectQueues, type Queues } from "@/lib/queue/connect-queues";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { createRule } from "@/lib/store/alert-rules";
import { createChannel } from "@/lib/store/channels";
import { migrate } from "@/lib/store/migrate";
import { queryRows } from "@/lib/store/query";
import { createSecretBox } from "@/lib/store/secret-box";

/** `DRILL_SECONDS=120` is a long one; every day it only has to meet every outage once. */
const SECONDS = Number(process.env.DRILL_SECONDS ?? 15);
const HOOKS = 20;
const MAILBOXES = 10;
const SECRETS_KEY = "a secret of this drill and of no other one";
const SAY = () => undefined;
const log = pino({ level: "silent" });
const random = seededRandom(4);
const box = createSecretBox(SECRETS_KEY);
const folder = mkdtempSync(join(tmpdir(), "ghostquant-drill-"));

let redisServer: RunningServer;
let postgres: RunningServer;
let redis: Redis;
let queues: Queues;
let database: Database;
let market: ChildProcess;
let marketPort = 0;
let hooks: Receiver;
let mails: MailServer;
const workers: ChildProcess[] = [];
const outages = { workersKilled: 0, redisKilled: 0, postgresRestarted: 0 };
/** Whatever was claimed before this moment was claimed by a process that is dead by now. */
let lastKillAt = 0;

const bootRedis = (port?: number) =>
  startRedis({
    directory: join(folder, "redis"),
    logFile: join(folder, "redis.log"),
    say: SAY,
    ...(port !== undefined && { port }),
  });
const bootPostgres = (port?: number) =>
  startPostgres({
    directory: join(folder, "postgres"),
    logFile: join(folder, "postgres.log"),
    say: SAY,
    ...(port !== undefined && { port }),
  });

function startWorker(): void {
  workers.push(
    spawnProcess("worker/main.ts", {
      REDIS_URL: redisServer.url,
      DATABASE_URL: postgres.url,
      MARKET_SOURCE: "simulated",
      MARKET_SERVER_URL: `http://127.0.0.1:${marketPort}`,
      MOMENTUM_FAST_REFRESH_SECONDS: "1",
      MOMENTUM_FULL_REFRESH_SECONDS: "3",
      ENABLE_WHALE_WATCH: "false",
      SECRETS_KEY,
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(mails.port),
      ALERT_EMAIL_FROM: "GhostQuant <alerts@example.org>",
      ALLOW_PRIVATE_TARGETS: "true",
    }),
  );
}

async function killOldestWorker(): Promise<void> {
  const oldest = workers.shift();
  if (oldest === undefined) return;
  await endProcess(oldest, "SIGKILL");
  outages.workersKilled += 1;
  lastKillAt = Date.now();
  startWorker();
}

async function killRedis(): Promise<void> {
  const { port, pid, exited } = redisServer;
  process.kill(pid, "SIGKILL");
  await exited;
  outages.redisKilled += 1;
  await sleep(1_000);
  redisServer = await bootRedis(port);
}

async function restartPostgres(): Promise<void> {
  const { port } = postgres;
  await postgres.stop();
  outages.postgresRestarted += 1;
  await sleep(1_000);
  postgres = await bootPostgres(port);
}

/** Tries until it works: in a drill nobody can say when that is. */
async function until<T>(what: string, ask: () => Promise<T | null | false>, patienceMs = 60_000): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(100)) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer !== false) return answer;
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** What a real receiver does on a bad day; what it got counts although it did not say so. */
function faults(): (typeof hooks)["script"] {
  return [
    (response, received) => {
      const luck = random();
      if (luck < 0.08) reply(429, "slow down", { "retry-after": "1" })(response, received);
      else if (luck < 0.16) reply(500)(response, received);
      else if (luck < 0.2) hangsUp(response, received);
      else if (luck < 0.21) reply(400, "not like this")(response, received);
      else reply(204)(response, received);
    },
  ];
}

beforeAll(async () => {
  // Postgres runs as `nobody` when we are root.
  chmodSync(folder, 0o755);
  [redisServer, postgres, marketPort] = await Promise.all([bootRedis(), bootPostgres(), freePort()]);
  await migrate(postgres.url);
  redis = createRedis(redisServer.url, "client", log);
  queues = connectQueues(redis, log);
  database = createDatabase(postgres.url, log);
  hooks = await startReceiver();
  hooks.script = faults();
  mails = await startMailServer({
    onRcptTo: (_address, _session, callback) =>
      random() < 0.1 ? callback(smtpError(451, "4.7.1 greylisted")) : callback(),
  });
  market = spawnProcess("worker/simulator.ts", {
    MARKET_SOURCE: "simulated",
    MARKET_SERVER_PORT: String(marketPort),
    SIMULATOR_COINS: "120",
  });
  await until("the market server", async () => (await fetch(`http://127.0.0.1:${marketPort}/__clock`)).ok);
});

afterAll(async () => {
  await Promise.all([...workers, market].map((child) => endProcess(child, "SIGKILL")));
  await closeQueues(queues);
  redis.disconnect();
  await database.close();
  await Promise.all([redisServer.stop(), postgres.stop(), hooks.close(), mails.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function makeChannels(): Promise<string[]> {
  const made = [
    ...Array.from({ length: HOOKS }, (_, index) => ({
      id: `hook-${index}`,
      config: { kind: "webhook" as const, url: `${hooks.base}/hook-${index}`, secret: "whsec_AAAA" },
    })),
    ...Array.from({ length: MAILBOXES }, (_, index) => ({
      id: `mail-${index}`,
      config: { kind: "email" as const, address: `mail-${index}@example.org` },
    })),
  ];
  for (const channel of made) await createChannel(database, box, { ...channel, label: channel.id });
  return made.map(({ id }) => id);
}

/** A rule on a price that every coin has: one alert each, on two channels, with the first board that sees it. */
async function makeRule(index: number, coinId: string): Promise<void> {
  const rule = ruleFixture(
    { type: "price_above", threshold: 1e-12 },
    {
      id: randomUUID(),
      scope: { kind: "coin", coinId },
      channelIds: [`hook-${index % HOOKS}`, `mail-${index % MAILBOXES}`],
    },
  );
  await until("a rule to be kept", async () => {
    await createRule(database, box, rule).catch((error: unknown) => {
      // Postgres went away after it was kept and before it said so.
      if (!String((error as Error).cause ?? error).includes("duplicate key")) throw error;
    });
    return true;
  });
}

interface Row {
  readonly key: string;
  readonly state: string;
  readonly error: string | null;
  readonly attempts: number;
}
const listDeliveries = () =>
  queryRows<Row>(
    database,
    sql`select channel_id || ' ' || (message->>'key') as key, state, error, attempts from deliveries`,
  );

/** Waits that would take minutes are over at once, as are the leases of processes that are dead; the sweep finds them. */
async function hurry(): Promise<void> {
  await queryRows(
    database,
    sql`
    update deliveries set next_attempt_at = now(), enqueued_at = null
    where (state = 'queued' and next_attempt_at > now())
      or (state = 'sent' and updated_at < to_timestamp(${lastKillAt / 1_000}::float8))`,
  );
  // Not by `enqueue`: the sweep that a killed worker began would count as under way.
  await queues.delivery.add("delivery.sweep", {});
}

it("keeps every alert through killed workers, a killed Redis and a restarted Postgres", async () => {
  await makeChannels();
  startWorker();
  startWorker();
  const board = await until("a board", async () => (await readBoard(redis))?.board ?? null);
  const coins = board.coins.filter(({ asset }) => asset.priceUsd !== null).map(({ asset }) => asset.id);
  const began = Date.now();
  let rules = 0;
  const isOver = () => Date.now() - began >= SECONDS * 1_000;
  const making = (async () => {
    for (; !isOver(); rules += 1) {
      await makeRule(rules, coins[rules % coins.length] ?? "");
      await sleep(60);
    }
  })();
  for (let turn = 0; !isOver(); turn += 1) {
    await sleep(2_000);
    await killOldestWorker();
    if (turn % 3 === 0) await killRedis();
    if (turn % 3 === 1) await restartPostgres();
  }
  await making;
  const rows = await until(
    "everything to be over",
    async () => {
      const found = await listDeliveries();
      const [fired] = await queryRows<{ n: number }>(database, sql`select count(*)::int as n from alert_firings`);
      if (fired?.n === rules && found.every(({ state }) => state === "delivered" || state === "failed")) return found;
      await hurry();
      await sleep(1_000);
      return null;
    },
    200_000,
  );
  check(rows, rules, Math.round((Date.now() - began) / 1_000));

  const [counts] = await queryRows<Record<string, number>>(
    database,
    sql`select (select count(distinct rule_id)::int from alert_firings) as fired,
      (select count(*)::int from delivery_firings) as carried`,
  );
  expect(counts).toEqual({ fired: rules, carried: 2 * rules });
}, 400_000);

function check(rows: readonly Row[], rules: number, seconds: number): void {
  const got = new Map<string, number>();
  const take = (key: string) => got.set(key, (got.get(key) ?? 0) + 1);
  for (const { path, headers } of hooks.received) take(`${path.slice(1)} ${String(headers["webhook-id"])}`);
  for (const { to, raw } of mails.mails) {
    const key = readMail(raw).headers.get("x-ghostquant-key") ?? "";
    take(`${to.split("@")[0]} ${decodeURIComponent(key)}`);
  }
  const delivered = rows.filter(({ state }) => state === "delivered");
  const failed = rows.filter(({ state }) => state === "failed");
  const attempts = new Map(rows.map((row) => [row.key, row.attempts]));
  const said = { seconds, ...outages, alerts: 2 * rules, messages: rows.length, failed: failed.length };
  const again = delivered.reduce((sum, { key }) => sum + (got.get(key) ?? 0) - 1, 0);
  process.stdout.write(`${JSON.stringify({ ...said, receivedAgain: again })}\n`);
  expect(rules).toBeGreaterThan(SECONDS);
  expect(Math.min(...Object.values(outages))).toBeGreaterThan(0);
  expect(failed.filter(({ error }) => (error ?? "") === "")).toEqual([]);
  expect(delivered.filter(({ key }) => !got.has(key))).toEqual([]);
  // Whatever arrived stands in the ledger under its own key, and came no more often than it was tried.
  expect([...got].filter(([key, times]) => times > (attempts.get(key) ?? 0))).toEqual([]);
}
