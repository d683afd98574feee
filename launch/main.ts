import { join } from "node:path";
import { momentumConfigFrom, readEnv } from "@/lib/env";
import { migrate } from "@/lib/store/migrate";
import { ensureBuilt } from "./build";
import { reportFirstBoard } from "./first-board";
import { marketDatabaseName, openMarketDatabase } from "./market-database";
import { chooseMarketSource, type MarketChoice } from "./market-source";
import { choosePort, reachableHost } from "./ports";
import { createProgress, type Progress } from "./progress";
import { keepSecretsKey } from "./secrets-key";
import { childEnvironment, type Decisions, loadEnvFile, readSettings, type Settings } from "./settings";
import { type InstanceLock, takeInstanceLock } from "./single-instance";
import { stopOnSignals } from "./stop-on-signals";
import { createSupervisor } from "./supervisor";
import {
  answersAt,
  listensOn,
  type NodeUnit,
  nodeUnit,
  providePostgres,
  provideRedis,
  survives,
  type UnitContext,
} from "./units";

/** Boots everything on one machine, prints the address, and keeps it running until Ctrl-C. */
export async function main(root: string): Promise<void> {
  loadEnvFile(root);
  const settings = readSettings(root);
  const lock = await takeInstanceLock(settings.DATA_DIR);
  process.once("exit", () => lock.release());
  const progress = createProgress((line) => console.log(line));
  const supervisor = createSupervisor({ say: (words) => console.log(words) });
  const run = { stopping: false };
  stopOnSignals(supervisor, run);
  console.log("GhostQuant starts …");
  try {
    await boot({ root, settings, supervisor, say: progress.say }, progress, lock);
  } catch (error) {
    // A start that was told to stop fails in many ways, none of them worth a word.
    if (run.stopping) return;
    run.stopping = true;
    await supervisor.stop();
    throw error;
  }
}

async function boot(context: UnitContext, progress: Progress, lock: InstanceLock): Promise<void> {
  const { root, settings } = context;
  const started = performance.now();
  const choosing = progress.step(
    "Market",
    () => chooseMarketSource(settings),
    ({ reason }) => reason,
  );
  const [stores, choice] = await Promise.all([
    openStores(context, progress, choosing),
    choosing,
    progress.step(
      "Pages",
      () => ensureBuilt(root, join(settings.DATA_DIR, "logs", "build.log"), progress.say),
      (built) => (built ? "built" : "unchanged since the last build"),
    ),
  ]);
  const ports = await choosePorts(settings, progress.say);
  const secretsKey = settings.SECRETS_KEY ?? keepSecretsKey(settings.DATA_DIR);
  const marketStartedAt = Date.now();
  const decisions: Decisions = { ...stores, ...ports, secretsKey, marketSource: choice.source, marketStartedAt };
  const env = childEnvironment(process.env, settings, decisions);
  // Every mistake is told here, once, instead of by four crashing processes.
  momentumConfigFrom(readEnv(env));

  await startProcesses(context, progress, decisions, env);
  const url = `http://${reachableHost(settings.HOST)}:${decisions.port}`;
  lock.announce(url);
  await reportFirstBoard(url, progress);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `\nGhostQuant is ready after ${seconds} s: ${url}/momentum\n(logs in ${settings.DATA_DIR}/logs; Ctrl-C stops everything)`,
  );
}

async function openStores(context: UnitContext, progress: Progress, choosing: Promise<MarketChoice>) {
  const { settings } = context;
  const place = (url: string) => `on ${new URL(url).host}`;
  const [postgresUrl, redisUrl] = await Promise.all([
    progress.step("Postgres", () => providePostgres(context), place),
    progress.step("Redis", () => provideRedis(context), place),
  ]);
  const { source } = await choosing;
  const databaseUrl = await progress.step(
    "Tables",
    async () => {
      const name = marketDatabaseName(source, settings.SIMULATOR_SEED);
      // The operator's own database is taken as it is.
      const url = settings.DATABASE_URL ?? (await openMarketDatabase(postgresUrl, name));
      for (const words of await migrate(url)) progress.say(words);
      return url;
    },
    () => "up to date",
  );
  return { databaseUrl, redisUrl };
}

async function choosePorts(settings: Settings, say: (words: string) => void) {
  const taken = new Set<number>();
  const choose = async (variable: "PORT" | "WEBSOCKET_PORT" | "MARKET_SERVER_PORT", host: string) => {
    const wished = settings[variable];
    const port = await choosePort({ variable, wished, explicit: settings.chosen.has(variable), host, taken });
    if (port !== wished) say(`${variable} ${wished} is in use; using ${port}.`);
    taken.add(port);
    return port;
  };
  const port = await choose("PORT", settings.HOST);
  const websocketPort = await choose("WEBSOCKET_PORT", settings.HOST);
  const marketServerPort = await choose("MARKET_SERVER_PORT", "127.0.0.1");
  return { port, websocketPort, marketServerPort };
}

async function startProcesses(
  context: UnitContext,
  progress: Progress,
  decisions: Decisions,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { supervisor, settings } = context;
  const host = reachableHost(settings.HOST);
  const start = (words: string, unit: NodeUnit) =>
    progress.step(words, () => supervisor.keep(nodeUnit(context, env, unit)));
  if (decisions.marketSource !== "live") {
    const ready = answersAt(`http://127.0.0.1:${decisions.marketServerPort}/__health`);
    await start("Market server", { name: "market server", entry: "worker/simulator.ts", ready, drainMs: 5_000 });
  }
  // Added in this order so that they stop in the opposite one: web, stream, worker.
  const worker = start("Worker", { name: "worker", entry: "worker/main.ts", ready: survives(500), drainMs: 20_000 });
  const stream = settings.USE_WEBSOCKETS
    ? start("Stream", {
        name: "stream",
        entry: "worker/stream.ts",
        ready: listensOn(decisions.websocketPort, host),
        drainMs: 8_000,
      })
    : Promise.resolve();
  const health = answersAt(`http://${host}:${decisions.port}/api/health`);
  const web = start("Web", { name: "web", entry: "server.ts", ready: health, drainMs: 8_000 });
  await Promise.all([worker, stream, web]);
}
