import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "@/launch/build";
import { reportFirstBoard } from "@/launch/first-board";
import { marketDatabaseName, openMarketDatabase } from "@/launch/market-database";
import { freePort } from "@/launch/ports";
import { createProgress } from "@/launch/progress";
import { keepSecretsKey } from "@/launch/secrets-key";
import { childEnvironment, readSettings } from "@/launch/settings";
import { takeInstanceLock } from "@/launch/single-instance";
import { createSupervisor, type Supervisor } from "@/launch/supervisor";
import {
  answersAt,
  listensOn,
  type NodeUnit,
  nodeUnit,
  providePostgres,
  provideRedis,
  survives,
  type UnitContext,
} from "@/launch/units";
import { migrate } from "@/lib/store/migrate";
import type { SoakOptions } from "./options";

const LOOPBACK = "127.0.0.1";

/** The processes that a soak watches, and where they are. */
export interface Instance {
  readonly url: string;
  readonly workerMetricsUrl: string;
  readonly streamPort: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secretsKey: string;
  readonly supervisor: Supervisor;
}

/** Boots the product's own processes on a fresh data folder: market server, worker, stream, web, Postgres, Redis. */
export async function startInstance(root: string, options: SoakOptions): Promise<Instance> {
  const environment = environmentOf(options);
  const settings = readSettings(root, environment);
  refuseUsedFolder(settings.DATA_DIR);
  const lock = await takeInstanceLock(settings.DATA_DIR);
  process.once("exit", () => lock.release());
  const progress = createProgress((line) => console.log(line));
  const supervisor = createSupervisor({ say: (words) => console.log(words) });
  const context: UnitContext = { root, settings, supervisor, say: progress.say };
  try {
    const [postgresUrl, redisUrl] = await Promise.all([
      progress.step("Postgres", () => providePostgres(context)),
      progress.step("Redis", () => provideRedis(context)),
      progress.step("Pages", () => ensureBuilt(root, join(settings.DATA_DIR, "logs", "build.log"), progress.say)),
    ]);
    const source = options.tape === null ? "simulated" : "replay";
    const databaseUrl = await openMarketDatabase(postgresUrl, marketDatabaseName(source, settings.SIMULATOR_SEED));
    await migrate(databaseUrl);
    const [port, websocketPort, marketServerPort, metricsPort] = await fourPorts();
    const secretsKey = keepSecretsKey(settings.DATA_DIR);
    const decisions = { databaseUrl, redisUrl, secretsKey, port, websocketPort, marketServerPort };
    const marketStartedAt = Date.now();
    const env = childEnvironment(environment, settings, { ...decisions, marketSource: source, marketStartedAt });
    const url = `http://${LOOPBACK}:${port}`;
    const units = unitsOf({ url, marketServerPort, websocketPort });
    for (const unit of units) {
      const own = unit.name === "worker" ? { ...env, METRICS_PORT: `${metricsPort}` } : env;
      await progress.step(unit.name, () => supervisor.keep(nodeUnit(context, own, unit)));
    }
    lock.announce(url);
    await reportFirstBoard(url, progress);
    const workerMetricsUrl = `http://${LOOPBACK}:${metricsPort}/metrics`;
    return { url, workerMetricsUrl, streamPort: websocketPort, databaseUrl, redisUrl, secretsKey, supervisor };
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

/** What the operator has set, with what makes a soak on top; nothing of it may lead to a server that others use. */
function environmentOf(options: SoakOptions): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _database,
    REDIS_URL: _redis,
    PUBLIC_URL: _address,
    METRICS_TOKEN: _token,
    ...rest
  } = process.env;
  const speed = options.speed ?? 1;
  return {
    ...rest,
    HOST: LOOPBACK,
    DATA_DIR: options.dataDir,
    MARKET_SOURCE: options.tape === null ? "simulated" : "replay",
    SIMULATOR_COINS: `${options.coins}`,
    ...(options.tape === null
      ? { SIMULATOR_SPEED: `${speed}` }
      : { REPLAY_DIR: options.tape, REPLAY_SPEED: `${speed}` }),
    // A venue that trades a hundred times as fast as any would be measured, not we.
    ...(options.tape === null && speed > 1 && { ENABLE_WHALE_WATCH: "false" }),
    // Our own receiver of webhooks is on this machine.
    ALLOW_PRIVATE_TARGETS: "true",
    READS: "open",
  };
}

function refuseUsedFolder(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new Error(`${folder} holds the data of a run before; remove it, or name another folder with --data.`);
}

async function fourPorts(): Promise<[number, number, number, number]> {
  return [await freePort(), await freePort(), await freePort(), await freePort()];
}

function unitsOf(at: { url: string; marketServerPort: number; websocketPort: number }): NodeUnit[] {
  const market = answersAt(`http://${LOOPBACK}:${at.marketServerPort}/__health`);
  return [
    { name: "market server", entry: "worker/simulator.ts", ready: market, drainMs: 5_000 },
    { name: "worker", entry: "worker/main.ts", ready: survives(500), drainMs: 20_000 },
    { name: "stream", entry: "worker/stream.ts", ready: listensOn(at.websocketPort, LOOPBACK), drainMs: 8_000 },
    { name: "web", entry: "server.ts", ready: answersAt(`${at.url}/api/health`), drainMs: 8_000 },
  ];
}
