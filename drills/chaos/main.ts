// `npm run drill:chaos -- --faults 200 --seed 7`: the real processes, broken at random, and what may never happen watched.

import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pino from "pino";
import { type Instance, startInstance } from "@/drills/instance/start-instance";
import { createTruePrices } from "@/drills/instance/true-prices";
import { createRedis } from "@/lib/connections";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { type AlertLoad, startAlertLoad } from "./alert-load";
import { awaitRecovery, type Watches } from "./await-recovery";
import { drawFaults, type Fault } from "./faults";
import { createLedger, type Ledger, tableOf } from "./ledger";
import { settleAlerts } from "./settle-alerts";
import { watchLists } from "./watch-lists";
import { watchPatches } from "./watch-patches";
import { watchStream } from "./watch-stream";
import { writeReport } from "./write-report";

const root = resolve(import.meta.dirname, "../..");
const say = (words: string) => console.log(words);
const SECRETS_KEY = "a secret of this drill and of no other one";
const COINS = 150;
const FAST_SECONDS = 2;
const FULL_SECONDS = 6;
const RULES_EACH = 4;
const PATIENCE_MS = 90_000;

const { values } = parseArgs({
  options: {
    faults: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const wanted = Number(values.faults);
const seed = Number(values.seed);
const endsAt = values.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + 60_000 * Number(values.minutes);
const random = seededRandom(seed);

async function oneFault(number: number, fault: Fault, watches: Watches, coins: readonly string[]): Promise<void> {
  const { ledger, alerts } = watches;
  ledger.begin(number, fault.group);
  const startedAt = Date.now();
  const rules = (async () => {
    for (let rule = 0; rule < RULES_EACH; rule += 1) {
      await alerts.makeRule(coins[alerts.rules() % coins.length] ?? "");
      await sleep(Math.min(1_000, fault.holdMs / RULES_EACH));
    }
  })();
  await fault.begin();
  await sleep(fault.holdMs);
  await fault.end();
  await rules;
  const recoveryMs = await awaitRecovery(watches, PATIENCE_MS);
  ledger.end({ number, group: fault.group, words: fault.words, recoveryMs });
  const again = recoveryMs === null ? "NOT AGAIN" : `${(recoveryMs / 1_000).toFixed(1)} s`;
  say(
    `${String(number).padStart(4)}  ${fault.words} → works again: ${again} (${Math.round((Date.now() - startedAt) / 1_000)} s)`,
  );
}

async function watchEverything(instance: Instance, alerts: AlertLoad, ledger: Ledger): Promise<Watches> {
  const prices = createTruePrices(seed, COINS);
  const of = (role: string) => instance.members.filter((member) => member.role === role && member.port !== null);
  const quiet = pino({ level: "silent" });
  const redis = createRedis(instance.redisUrl, "client", quiet);
  return {
    ...{ redis, alerts, ledger, queues: connectQueues(redis, quiet) },
    patches: await watchPatches(instance.redisUrl, ledger),
    lists: of("web").map(({ name, port }) => {
      const limits = { freshMs: 2 * FAST_SECONDS * 1_000, priceMs: 2 * FULL_SECONDS * 1_000 + 4_000 };
      return [name, watchLists({ name, port: port ?? 0, prices, ledger, ...limits })] as const;
    }),
    streams: of("stream").map(({ name, port }) => [name, watchStream(name, port ?? 0, ledger)] as const),
  };
}

async function run(): Promise<void> {
  const startedAt = Date.now();
  const instance = await startInstance({
    ...{ root, seed, say, coins: COINS, workers: 2, streams: 2, webs: 1, secretsKey: SECRETS_KEY },
    ...{ fastSeconds: FAST_SECONDS, fullSeconds: FULL_SECONDS },
  });
  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
  });
  if (instance.folder.unfillable !== null) say(`The disk is not filled in this run: ${instance.folder.unfillable}.`);
  const ledger = createLedger(say);
  const alerts = await startAlertLoad(instance.databaseUrl, SECRETS_KEY, seededRandom(seed + 1));
  const watches = await watchEverything(instance, alerts, ledger);
  const coins = createTruePrices(seed, COINS).list(Date.now()).slice(0, 80);
  say(`Everything runs (data and logs in ${instance.folder.path}); first it has to work without a fault …`);
  if ((await awaitRecovery(watches, 120_000)) === null) throw new Error("The instance never worked");
  say(`It works. ${wanted} faults follow, seed ${seed}:`);
  let number = 0;
  for (const fault of drawFaults(instance, random)) {
    if (number >= wanted || Date.now() > endsAt || interrupted) break;
    if (values.only !== undefined && !fault.group.includes(values.only)) continue;
    number += 1;
    await oneFault(number, fault, watches, coins);
  }
  ledger.begin(number + 1, "the end");
  const told = await settleAlerts(alerts, ledger, say);
  const table = tableOf(ledger);
  say(`\n${table}\n`);
  for (const { fault, group, what } of ledger.violations) say(`✗ fault ${fault} (${group}): ${what}`);
  const facts = {
    ...{ seed, seconds: Math.round((Date.now() - startedAt) / 1_000), boards: watches.patches.published() },
    told,
  };
  const summary = writeReport(root, { ledger, facts, write: values.write, unfillable: instance.folder.unfillable });
  say(summary);
  for (const [, list] of watches.lists) await list.stop();
  for (const [, stream] of watches.streams) stream.stop();
  watches.patches.stop();
  await closeQueues(watches.queues);
  watches.redis.disconnect();
  await alerts.stop();
  if (values.keep && ledger.violations.length > 0) {
    say(`Kept for a look: ${instance.folder.path}`);
    await sleep(600_000);
  }
  await instance.stop();
  process.exitCode = ledger.violations.length === 0 ? 0 : 1;
}

await run();
process.exit();
