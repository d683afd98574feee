import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { stopOnSignals } from "@/launch/stop-on-signals";
import type { Rule } from "@/lib/alerts/rule";
import { measureKeys } from "@/lib/cache/measure-keys";
import { createDatabase, createRedis, type Database } from "@/lib/connections";
import { createLogger } from "@/lib/log";
import { createRule, deleteRule } from "@/lib/store/alert-rules";
import { insertChannel } from "@/lib/store/channels";
import { createSecretBox } from "@/lib/store/secret-box";
import { tallyFirings } from "@/lib/store/tally-firings";
import { gaugeSpeed } from "./gauge";
import { type Instance, startInstance } from "./instance";
import { readOptions, type SoakOptions, USAGE } from "./options";
import { startReaders } from "./readers";
import { startReceiver } from "./receiver";
import { type Findings, judge, renderReport } from "./report";
import { makeRules, type SoakCoin } from "./rules";
import { marketTimeOf, readStatus, untilDrained, watchInstance } from "./watch-instance";

const WEBHOOK_ID = "soak-webhook";
const root = resolve(import.meta.dirname, "../..");

/** `npm run drill:soak`: days of a market in an hour, and whether anything grew, queued up or got lost. */
async function main(): Promise<number> {
  if (process.argv.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  const asked = readOptions(process.argv.slice(2), process.env);
  const options = { ...asked, speed: asked.speed ?? (await gaugeSpeed(root, asked)) };
  const instance = await startInstance(root, options);
  stopOnSignals(instance.supervisor, { stopping: false });
  let well = false;
  try {
    const findings = await soak(instance, options);
    const page = renderReport(findings);
    console.log(`\n${page}`);
    if (options.figures !== null) {
      mkdirSync(dirname(join(root, options.figures)), { recursive: true });
      writeFileSync(join(root, options.figures), page);
      console.log(`Written to ${options.figures}`);
    }
    well = judge(findings).claims.every(({ held }) => held);
  } finally {
    await instance.supervisor.stop();
  }
  if (well && !options.keep) rmSync(resolve(root, options.dataDir), { recursive: true, force: true });
  else console.log(`Data and logs stay in ${options.dataDir}`);
  return well ? 0 : 1;
}

async function soak(instance: Instance, options: SoakOptions): Promise<Findings> {
  const log = createLogger("soak", "warn");
  const database = createDatabase(instance.databaseUrl, log);
  const redis = createRedis(instance.redisUrl, "client", log);
  const receiver = await startReceiver();
  const loadBefore = loadavg()[0] ?? 0;
  const rules = await saveRules(instance, options, { database, webhookUrl: receiver.url });
  const readers = startReaders(instance.url, instance.streamPort, options.sockets);
  try {
    const watched = await watchInstance(instance, database, options.days);
    // Without rules nothing fires any more, and what has fired must come out.
    for (const { id } of rules) await deleteRule(database, id);
    const drained = await untilDrained(instance.url);
    const firings = await tallyFirings(database);
    const keys = await measureKeys(redis);
    const model = cpus()[0]?.model.trim() ?? "unknown processor";
    const load = `load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} at the end`;
    return {
      options,
      watched,
      drained,
      firings,
      keys,
      received: receiver.received(),
      repeated: receiver.repeated(),
      frames: readers.frames(),
      reads: readers.reads(),
      failures: readers.failures(),
      machine: `${availableParallelism()} × ${model}, Node ${process.versions.node}, ${load}.`,
    };
  } finally {
    await readers.close();
    await receiver.close();
    redis.disconnect();
    await database.close();
  }
}

async function saveRules(
  { url, secretsKey }: Instance,
  { rules: count, days, speed }: SoakOptions,
  { database, webhookUrl }: { database: Database; webhookUrl: string },
): Promise<Rule[]> {
  const box = createSecretBox(secretsKey);
  const config = {
    kind: "webhook" as const,
    url: webhookUrl,
    secret: `whsec_${Buffer.alloc(24, 7).toString("base64")}`,
  };
  await insertChannel(database.db, box, { id: WEBHOOK_ID, label: "Soak", config });
  const coins = await readCoins(url);
  // On the market's clock, as every moment of a rule is.
  const createdAt = marketTimeOf(await readStatus(url));
  const rules = makeRules(count, coins, WEBHOOK_ID, createdAt);
  for (const rule of rules) await createRule(database, box, rule);
  console.log(`✓ ${count} rules about ${coins.length} coins; ${days} days at ${speed} times their speed begin`);
  return rules;
}

const pageSchema = z.object({
  total_pages: z.number(),
  results: z.array(z.object({ id: z.string(), current_price: z.number().nullable() })),
});

async function readCoins(url: string): Promise<SoakCoin[]> {
  const coins: SoakCoin[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const response = await fetch(`${url}/api/market/momentum?per_page=100&page=${page}`);
    const answer = pageSchema.parse(await response.json());
    pages = answer.total_pages;
    coins.push(...answer.results.flatMap(({ id, current_price: price }) => (price === null ? [] : [{ id, price }])));
  }
  return coins;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
