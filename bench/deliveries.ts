/**
 * 10,000 messages through the real delivery lane: kept in the ledger, queued, sent by a worker process of its own to an SMTP
 * server and a webhook receiver on this machine, over a Redis and a Postgres of this run alone. Nothing may be lost.
 *   node --import tsx bench/deliveries.ts [messages] [workers]
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import pino from "pino";
import { startPostgres } from "@/launch/postgres";
import { endProcess, spawnProcess } from "@/launch/process.fixture";
import { startRedis } from "@/launch/redis";
import { startMailServer } from "@/lib/adapters/smtp/mail-server.fixture";
import { createDatabase, createRedis } from "@/lib/connections";
import { messageFixture } from "@/lib/contracts/message.fixture";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { queueDeliveries } from "@/lib/queue/deliveries";
import { createChannel } from "@/lib/store/channels";
import { insertDeliveries, markEnqueued } from "@/lib/store/deliveries";
import { migrate } from "@/lib/store/migrate";
import { inTransaction, queryRows } from "@/lib/store/query";
import { createSecretBox } from "@/lib/store/secret-box";

const messages = Number(process.argv[2] ?? 10_000);
const copies = Number(process.argv[3] ?? 1);
const KINDS = ["mail", "hook"] as const;
const SECRETS_KEY = "a secret of this benchmark and of no other";
const log = pino({ level: "silent" });
const say = (): void => undefined;
const folder = mkdtempSync(join(tmpdir(), "ghostquant-deliveries-"));
const at = (name: string) => ({ directory: join(folder, name), logFile: join(folder, `${name}.log`), say });
const [redisServer, postgres] = await Promise.all([startRedis(at("redis")), startPostgres(at("postgres"))]);
await migrate(postgres.url);
const database = createDatabase(postgres.url, log);
const redis = createRedis(redisServer.url, "worker", log);
const queues = connectQueues(redis, log);

const hooked = new Map<string, number>();
const hook = createServer((request, response) => {
  const key = String(request.headers["webhook-id"]);
  hooked.set(key, (hooked.get(key) ?? 0) + 1);
  request.resume().on("end", () => response.writeHead(204).end());
}).listen(0, "127.0.0.1");
await once(hook, "listening");
const mailServer = await startMailServer();

const box = createSecretBox(SECRETS_KEY);
const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
await createChannel(database, box, { id: "mail", label: "", config: { kind: "email", address: "bench@example.org" } });
await createChannel(database, box, { id: "hook", label: "", config: { kind: "webhook", url, secret: "whsec_AAAA" } });

const workers = Array.from({ length: copies }, () =>
  spawnProcess(
    "worker/main.ts",
    {
      REDIS_URL: redisServer.url,
      DATABASE_URL: postgres.url,
      MARKET_SOURCE: "live",
      // Nobody is there: this worker only delivers.
      COINGECKO_API_BASE: "http://127.0.0.1:9",
      SECRETS_KEY,
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(mailServer.port),
      ALERT_EMAIL_FROM: "GhostQuant <alerts@example.org>",
      ALLOW_PRIVATE_TARGETS: "true",
    },
    ["--lanes=delivery"],
  ),
);

interface Standing {
  done: number;
  failed: number;
  repeated: number;
}
const readStanding = async (): Promise<Standing> =>
  (
    await queryRows<Standing>(
      database,
      sql`select count(*) filter (where state in ('delivered', 'failed'))::int as done,
        count(*) filter (where state = 'failed')::int as failed, count(*) filter (where attempts > 1)::int as repeated
        from deliveries where id not like 'warm%'`,
    )
  )[0] ?? { done: 0, failed: 0, repeated: 0 };

async function keepAndQueue(names: readonly string[]): Promise<void> {
  const now = Date.now();
  const planned = names.map((name, index) => ({
    id: name,
    channelId: KINDS[index % KINDS.length] ?? "hook",
    message: messageFixture({ key: name }),
    firingKeys: [name],
    notBefore: now,
  }));
  await inTransaction(database, (tx) => insertDeliveries(tx, planned, new Map(), now));
  await queueDeliveries(
    queues,
    planned.map(({ id }) => ({ id, dueAt: now })),
    now,
  );
  await markEnqueued(database, names, now);
}

// The first ones wait for the worker to start.
await keepAndQueue(["warm-0", "warm-1"]);
while (hooked.size === 0 || mailServer.mails.length === 0) await sleep(50);
const began = performance.now();
for (let first = 0; first < messages; first += 1_000) {
  const length = Math.min(1_000, messages - first);
  await keepAndQueue(Array.from({ length }, (_, index) => `alert-${first + index}`));
}
const keptMs = performance.now() - began;
let standing = await readStanding();
for (; standing.done < messages; standing = await readStanding()) await sleep(100);
const seconds = (performance.now() - began) / 1_000;

const received = hooked.size + mailServer.mails.length - 2;
const latency = await queryRows<Record<string, number>>(
  database,
  sql`select percentile_cont(0.5) within group (order by latency_ms)::int as p50, max(latency_ms)::int as max
    from deliveries where id not like 'warm%'`,
);
console.log(
  JSON.stringify({
    messages,
    workers: copies,
    received,
    lost: messages - received,
    ...standing,
    keptAndQueuedMs: Math.round(keptMs),
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(messages / seconds),
    latencyMs: latency[0],
    load: loadavg()[0]?.toFixed(1),
  }),
);
await Promise.all(workers.map((worker) => endProcess(worker, "SIGTERM")));
await closeQueues(queues);
redis.disconnect();
await database.close();
hook.close();
await mailServer.close();
await Promise.all([redisServer.stop(), postgres.stop()]);
rmSync(folder, { recursive: true, force: true });
process.exit(received === messages && standing.failed === 0 ? 0 : 1);
