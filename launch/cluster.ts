import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { momentumConfigFrom, readEnv } from "@/lib/env";
import { migrate } from "@/lib/store/migrate";
import { ensureBuilt } from "./build";
import { reportFirstBoard } from "./first-board";
import { marketDatabaseName, openMarketDatabase } from "./market-database";
import { choosePort, freePort } from "./ports";
import { createProgress, type Progress } from "./progress";
import { proxyUnit } from "./proxy";
import { quickMarket } from "./quick-market";
import { childEnvironment, readSettings, type Settings } from "./settings";
import { takeInstanceLock } from "./single-instance";
import { stopOnSignals } from "./stop-on-signals";
import { createSupervisor } from "./supervisor";
import {
  answersAt,
  listensOn,
  logOf,
  type NodeUnit,
  nodeUnit,
  providePostgres,
  provideRedis,
  survives,
  type UnitContext,
} from "./units";

const run = promisify(execFile);
const LOOPBACK = "127.0.0.1";
const HTTPS_PORT = 8443;

/** The lanes of the workers: docker-compose.yml gives each its own process, two cores get three. */
const WORKER_LANES = ["market-data", "compute", "delivery,research"];

/** Where the cluster's processes listen. */
interface Ports {
  readonly http: number;
  readonly https: number;
  readonly market: number;
  readonly webs: readonly number[];
  readonly streams: readonly number[];
}

/**
 * The processes of docker-compose.yml by hand: nginx with TLS, two web, three workers, two streams, one Postgres, one Redis.
 * With `e2e` it runs the browser tests against them and ends with their exit code, otherwise it runs until Ctrl-C.
 */
export async function runCluster(root: string, given: readonly string[]): Promise<void> {
  const [mode, ...rest] = given;
  if (mode !== undefined && mode !== "e2e")
    throw new Error("npm run cluster takes nothing, or e2e and Playwright's own");
  const environment = { DATA_DIR: ".data/cluster", ...quickMarket, ...process.env, HOST: LOOPBACK, PUBLIC_URL: "" };
  const settings = readSettings(root, environment);
  if (settings.MARKET_SOURCE === "auto") throw new Error("A cluster does not guess: MARKET_SOURCE=live or simulated.");
  const lock = await takeInstanceLock(settings.DATA_DIR);
  process.once("exit", () => lock.release());
  const progress = createProgress((line) => console.log(line));
  const supervisor = createSupervisor({ say: (words) => console.log(words) });
  const state = { stopping: false };
  stopOnSignals(supervisor, state);
  const context: UnitContext = { root, settings, supervisor, say: progress.say, systemPostgres: true };
  try {
    const ports = await boot(context, environment, progress);
    const url = `https://${LOOPBACK}:${ports.https}`;
    lock.announce(url);
    console.log(
      `\nThe cluster is ready: ${url}/momentum (its certificate is its own; logs in ${settings.DATA_DIR}/logs)`,
    );
    if (mode !== "e2e") return;
    const code = await runJourneys(root, rest, {
      E2E_BASE_URL: url,
      E2E_MARKET_URL: `http://${LOOPBACK}:${ports.market}`,
    });
    state.stopping = true;
    await supervisor.stop();
    process.exit(code);
  } catch (error) {
    if (state.stopping) return;
    state.stopping = true;
    await supervisor.stop();
    throw error;
  }
}

async function boot(context: UnitContext, environment: NodeJS.ProcessEnv, progress: Progress): Promise<Ports> {
  const { root, settings } = context;
  const prepared = ["deploy/prepare.sh", "localhost", settings.DATA_DIR];
  await progress.step("Secrets", () => run("sh", prepared, { cwd: root }));
  const [postgresUrl, redisUrl] = await Promise.all([
    progress.step("Postgres", () => providePostgres(context)),
    progress.step("Redis", () => provideRedis(context)),
    progress.step("Pages", () => ensureBuilt(root, logOf(settings, "build"), context.say)),
  ]);
  const databaseUrl = await progress.step("Tables", () => openTables(settings, postgresUrl));
  const ports = await choosePorts(settings);
  const env = processEnvironment(settings, environment, { databaseUrl, redisUrl, ports });
  momentumConfigFrom(readEnv(env));
  await startProcesses(context, progress, env, ports);
  await reportFirstBoard(`http://${LOOPBACK}:${ports.webs[0]}`, progress);
  return ports;
}

async function openTables(settings: Settings, postgresUrl: string): Promise<string> {
  const source = settings.MARKET_SOURCE === "auto" ? "simulated" : settings.MARKET_SOURCE;
  const url =
    settings.DATABASE_URL ??
    (await openMarketDatabase(postgresUrl, marketDatabaseName(source, settings.SIMULATOR_SEED)));
  await migrate(url);
  return url;
}

async function choosePorts(settings: Settings): Promise<Ports> {
  const wished = settings.chosen.has("PORT") ? settings.PORT : HTTPS_PORT;
  const https = await choosePort({ variable: "PORT", wished, explicit: settings.chosen.has("PORT"), host: LOOPBACK });
  const [http = 0, market = 0, ...others] = await Promise.all(Array.from({ length: 6 }, () => freePort()));
  return { http, https, market, webs: others.slice(0, 2), streams: others.slice(2) };
}

interface Opened {
  databaseUrl: string;
  redisUrl: string;
  ports: Ports;
}

/** What every process is told; its own port comes on top. The key comes from a file, as in production. */
function processEnvironment(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  { databaseUrl, redisUrl, ports }: Opened,
): NodeJS.ProcessEnv {
  const { SECRETS_KEY: _inFile, ...env } = childEnvironment(environment, settings, {
    databaseUrl,
    redisUrl,
    marketSource: settings.MARKET_SOURCE === "auto" ? "simulated" : settings.MARKET_SOURCE,
    marketServerPort: ports.market,
    port: ports.webs[0] ?? 0,
    websocketPort: ports.streams[0] ?? 0,
    secretsKey: "",
    marketStartedAt: Date.now(),
  });
  return {
    ...env,
    SECRETS_KEY_FILE: join(settings.DATA_DIR, "secrets/secrets_key"),
    STREAM_HOSTS: ports.streams.map((port) => `${LOOPBACK}:${port}`).join(","),
  };
}

async function startProcesses(
  context: UnitContext,
  progress: Progress,
  env: NodeJS.ProcessEnv,
  ports: Ports,
): Promise<void> {
  const { root, settings, supervisor, say } = context;
  const start = (unit: NodeUnit, own: NodeJS.ProcessEnv = env) =>
    progress.step(unit.name, () => supervisor.keep(nodeUnit(context, own, unit)));
  if (env.MARKET_SOURCE !== "live") {
    const ready = answersAt(`http://${LOOPBACK}:${ports.market}/__health`);
    await start({ name: "market server", entry: "worker/simulator.ts", ready, drainMs: 5_000 });
  }
  const workers = WORKER_LANES.map((lanes, index) => {
    const [name, args] = [`worker ${index + 1}`, [`--lanes=${lanes}`]];
    return start({ name, entry: "worker/main.ts", args, ready: survives(500), drainMs: 20_000 });
  });
  const streams = ports.streams.map((port, index) => {
    const unit = { name: `stream ${index + 1}`, entry: "worker/stream.ts", ready: listensOn(port, LOOPBACK) };
    return start({ ...unit, drainMs: 8_000 }, { ...env, WEBSOCKET_PORT: `${port}` });
  });
  const webs = ports.webs.map((port, index) => {
    const ready = answersAt(`http://${LOOPBACK}:${port}/api/health`);
    return start({ name: `web ${index + 1}`, entry: "server.ts", ready, drainMs: 8_000 }, { ...env, PORT: `${port}` });
  });
  await Promise.all([...workers, ...streams, ...webs]);
  const secrets = join(settings.DATA_DIR, "secrets");
  const proxy = proxyUnit({
    root,
    directory: join(settings.DATA_DIR, "proxy"),
    logFile: logOf(settings, "proxy"),
    httpPort: ports.http,
    httpsPort: ports.https,
    webPorts: ports.webs,
    certificate: join(secrets, "tls_certificate.pem"),
    key: join(secrets, "tls_key.pem"),
    say,
  });
  await progress.step("proxy", () => supervisor.keep(proxy));
}

async function runJourneys(root: string, given: readonly string[], where: Record<string, string>): Promise<number> {
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  const child = spawn(process.execPath, [playwright, "test", ...given], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...where },
  });
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}
