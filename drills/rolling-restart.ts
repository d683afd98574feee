// `npm run drill:rolling`: every process is replaced, one by one, while alerts are made, lists read and sockets open.

import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pino from "pino";
import { createRedis } from "@/lib/connections";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { allLanes } from "@/lib/queue/lanes";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { type AlertLoad, startAlertLoad } from "./chaos/alert-load";
import { awaitRecovery, type Watches } from "./chaos/await-recovery";
import { createLedger, type Ledger } from "./chaos/ledger";
import { settleAlerts } from "./chaos/settle-alerts";
import { watchLists } from "./chaos/watch-lists";
import { watchPatches } from "./chaos/watch-patches";
import { watchStream } from "./chaos/watch-stream";
import { type Instance, type Member, startInstance } from "./instance/start-instance";
import { createTruePrices } from "./instance/true-prices";

const root = resolve(import.meta.dirname, "..");
const say = (words: string) => console.log(words);
const SECRETS_KEY = "a secret of this drill and of no other one";
const SEED = 5;
const COINS = 150;
const RULE_EVERY_MS = 250;
const PATIENCE_MS = 60_000;
/** Clients of each stream copy. */
const CLIENTS = 25;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "2" }, write: { type: "boolean", default: false } },
});

interface Replaced {
  readonly name: string;
  readonly tookMs: number;
  /** From the order to stop until everything worked as before. */
  readonly wholeMs: number;
  readonly reads: number;
  readonly refused: number;
}

/** A reader who goes to the next copy when one does not answer, as a proxy in front of them does. */
function readThroughProxy(ports: readonly number[]) {
  const counts = { reads: 0, refused: 0 };
  let stopped = false;
  const reading = (async () => {
    for (let turn = 0; !stopped; turn += 1) {
      const inOrder = ports.map((_, index) => ports[(turn + index) % ports.length]);
      let answered = false;
      for (const port of inOrder) {
        const url = `http://127.0.0.1:${port}/api/market/momentum?per_page=10`;
        const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
        await response?.arrayBuffer().catch(() => null);
        answered = response?.ok === true;
        if (answered) break;
      }
      counts.reads += 1;
      if (!answered) counts.refused += 1;
      await sleep(50);
    }
  })();
  return {
    counts,
    async stop() {
      stopped = true;
      await reading;
    },
  };
}

async function watchAll(instance: Instance, alerts: AlertLoad, ledger: Ledger): Promise<Watches> {
  const prices = createTruePrices(SEED, COINS);
  const of = (role: string) => instance.members.filter((member) => member.role === role && member.port !== null);
  const quiet = pino({ level: "silent" });
  const redis = createRedis(instance.redisUrl, "client", quiet);
  return {
    ...{ redis, alerts, ledger, queues: connectQueues(redis, quiet) },
    patches: await watchPatches(instance.redisUrl, ledger),
    lists: of("web").map(({ name, port }) => {
      const limits = { freshMs: 4_000, priceMs: 16_000 };
      return [name, watchLists({ name, port: port ?? 0, prices, ledger, ...limits })] as const;
    }),
    streams: of("stream").flatMap(({ name, port }) =>
      Array.from({ length: CLIENTS }, () => [name, watchStream(name, port ?? 0, ledger)] as const),
    ),
  };
}

/** Jobs that ended in failure: a restart may cost a repetition, never a job. */
async function failedJobs({ queues }: Watches): Promise<string[]> {
  const failed = await Promise.all(allLanes.map((lane) => queues[lane].getFailed()));
  return failed.flat().map((job) => `${job.name}: ${job.failedReason}`);
}

async function replace(
  member: Member,
  watches: Watches,
  counts: { reads: number; refused: number },
): Promise<Replaced> {
  const before = { ...counts };
  const began = Date.now();
  await member.restart();
  const tookMs = Date.now() - began;
  const recovered = await awaitRecovery(watches, PATIENCE_MS);
  const wholeMs = Date.now() - began;
  say(
    `  ${member.name}: a successor serves after ${(tookMs / 1_000).toFixed(1)} s, all as before after ${(wholeMs / 1_000).toFixed(1)} s${recovered === null ? " NOT" : ""}`,
  );
  const { reads, refused } = counts;
  return { name: member.name, tookMs, wholeMs, reads: reads - before.reads, refused: refused - before.refused };
}

function tableOf(replaced: readonly Replaced[]): string {
  const rows = [...new Set(replaced.map(({ name }) => name))].map((name) => {
    const ours = replaced.filter((one) => one.name === name);
    const worst = (pick: (one: Replaced) => number) => Math.max(...ours.map(pick));
    const sum = (pick: (one: Replaced) => number) => ours.reduce((total, one) => total + pick(one), 0);
    const seconds = (ms: number) => (ms / 1_000).toFixed(1);
    return `| ${name} | ${ours.length} | ${seconds(worst((one) => one.tookMs))} | ${seconds(worst((one) => one.wholeMs))} | ${sum((one) => one.reads)} | ${sum((one) => one.refused)} |`;
  });
  return [
    "| Process | Replaced | Successor serves after (worst, s) | All as before after (worst, s) | Reads meanwhile | Refused |",
    "|---|---:|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

async function run(): Promise<void> {
  const instance = await startInstance({
    ...{ root, seed: SEED, say: (words) => words.startsWith("!") || say(words), coins: COINS },
    ...{ workers: 2, streams: 2, webs: 2, secretsKey: SECRETS_KEY, fastSeconds: 2, fullSeconds: 6 },
  });
  const ledger = createLedger(say);
  const alerts = await startAlertLoad(instance.databaseUrl, SECRETS_KEY, seededRandom(SEED));
  const watches = await watchAll(instance, alerts, ledger);
  if ((await awaitRecovery(watches, 120_000)) === null) throw new Error("The instance never worked");
  const webPorts = instance.members.flatMap(({ role, port }) => (role === "web" && port !== null ? [port] : []));
  const reader = readThroughProxy(webPorts);
  const coins = createTruePrices(SEED, COINS).list(Date.now()).slice(0, 80);
  let loading = true;
  const load = (async () => {
    for (; loading; await sleep(RULE_EVERY_MS)) await alerts.makeRule(coins[alerts.rules() % coins.length] ?? "");
  })();
  const replaced: Replaced[] = [];
  const members = instance.members.filter(({ role }) => role !== "market");
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    say(`Round ${round}:`);
    for (const member of members) {
      ledger.begin(replaced.length + 1, member.name);
      replaced.push(await replace(member, watches, reader.counts));
    }
  }
  loading = false;
  await load;
  const told = await settleAlerts(alerts, ledger, say);
  for (const failed of await failedJobs(watches)) ledger.complain("jobs", `failed: ${failed}`);
  const refused = replaced.reduce((total, one) => total + one.refused, 0);
  if (refused > 0) ledger.complain("recovery", `${refused} reads found no copy that answered`);
  const resumed = watches.streams.reduce((total, [, stream]) => total + stream.connections() - 1, 0);
  const clients = `${watches.streams.length} socket clients came back ${resumed} times and end at the newest board.`;
  const summary = `${told.rules} rules, ${told.fired} fired, ${told.delivered} messages delivered, ${told.failed} failed, ${told.again} received again; ${clients} ${ledger.violations.length} violations.`;
  say(`\n${tableOf(replaced)}\n\n${summary}`);
  if (values.write) writeFigures(replaced, summary, ledger);
  for (const [, list] of watches.lists) await list.stop();
  for (const [, stream] of watches.streams) stream.stop();
  await reader.stop();
  watches.patches.stop();
  await closeQueues(watches.queues);
  watches.redis.disconnect();
  await alerts.stop();
  await instance.stop();
  process.exitCode = ledger.violations.length === 0 ? 0 : 1;
}

function writeFigures(replaced: readonly Replaced[], summary: string, ledger: Ledger): void {
  const text = [
    "# Rolling restart",
    "",
    `Written by \`npm run drill:rolling -- --rounds ${values.rounds} --write\` on ${new Date().toISOString().slice(0, 10)}.`,
    "Two workers, two streams and two web copies are replaced one by one (SIGTERM, then a new process), while a rule is made every",
    `quarter of a second, a reader asks the web copies in turn as a proxy does, and ${CLIENTS} sockets are open at each stream.`,
    "",
    tableOf(replaced),
    "",
    summary,
    ...ledger.violations.map(({ group, what }) => `* ${group}: ${what}`),
    "",
  ].join("\n");
  writeFileSync(join(root, "docs/figures/rolling-restart.md"), text);
}

await run();
process.exit();
