import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuilt } from "@/launch/build";
import { signalQuietly } from "@/launch/native-server";
import { startNodeProcess } from "@/launch/node-process";
import { canConnect, freePort } from "@/launch/ports";
import { startPostgres } from "@/launch/postgres";
import { startRedis } from "@/launch/redis";
import { createSupervisor, type Life, type Supervisor } from "@/launch/supervisor";
import { answersAt, lifeOf, listensOn, survives } from "@/launch/units";
import { migrate } from "@/lib/store/migrate";
import { type DataFolder, openDataFolder } from "./data-folder";
import { type Gate, openGate } from "./gate";

const LOOPBACK = "127.0.0.1";
const SKEWED_CLOCK = resolve(import.meta.dirname, "skewed-clock.mjs");

export type Role = "market" | "worker" | "stream" | "web";

/** One process of the instance, with everything that can be done to it. */
export interface Member {
  readonly name: string;
  readonly role: Role;
  /** Null for those that listen nowhere. */
  readonly port: number | null;
  /** Its own doors to Redis and Postgres; the market server needs neither. */
  readonly redis: Gate | null;
  readonly postgres: Gate | null;
  pid(): number | null;
  signal(signal: NodeJS.Signals): void;
  /** Makes its wall clock wrong by so much. */
  skew(ms: number): void;
  /** Ends it as a rolling restart does, and resolves when its successor serves. */
  restart(): Promise<void>;
}

/** A database server of the instance. */
export interface Server {
  readonly port: number;
  pid(): number | null;
}

export interface InstanceOptions {
  readonly root: string;
  readonly workers: number;
  readonly streams: number;
  readonly webs: number;
  readonly coins: number;
  readonly seed: number;
  readonly fastSeconds: number;
  readonly fullSeconds: number;
  readonly secretsKey: string;
  readonly say: (words: string) => void;
}

export interface Instance {
  readonly folder: DataFolder;
  readonly members: readonly Member[];
  readonly redis: Server;
  readonly postgres: Server;
  /** Addresses for whoever watches: past every gate. */
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly marketUrl: string;
  stop(): Promise<void>;
}

const DISK_MEGABYTES = 900;

/** The real processes on a Redis and a Postgres of their own, each behind its own gates, kept alive by the real supervisor. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { root, say } = options;
  const folder = await openDataFolder(DISK_MEGABYTES);
  const supervisor = createSupervisor({ say, firstBackoffMs: 300, longestBackoffMs: 3_000, healthyAfterMs: 5_000 });
  const gates: Gate[] = [];
  const stop = async () => {
    await supervisor.stop();
    await Promise.all(gates.map((gate) => gate.close()));
    await folder.remove();
  };
  try {
    const [redis, postgres] = await Promise.all([
      keepServer(supervisor, "Redis", (port) => startRedis({ ...placeOf(folder, "redis"), ...port, say })),
      keepServer(supervisor, "Postgres", (port) =>
        startPostgres({ ...placeOf(folder, "postgres"), ...port, settings: ["max_wal_size=128MB"], say }),
      ),
      ensureBuilt(root, join(root, ".data/logs/build.log"), say),
    ]);
    await migrate(postgres.url);
    const marketPort = await freePort();
    const marketUrl = `http://${LOOPBACK}:${marketPort}`;
    const context = { options, supervisor, folder, gates, redis, postgres, marketPort, marketUrl };
    const members = await startMembers(context);
    return {
      folder,
      members,
      redis,
      postgres,
      redisUrl: redis.url,
      databaseUrl: postgres.url,
      marketUrl,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const placeOf = (folder: DataFolder, name: string) => ({
  directory: join(folder.path, name),
  logFile: join(folder.path, `${name}.log`),
});

interface KeptServer extends Server {
  readonly url: string;
}

/** Comes back on the port that its clients know, however it ended. */
async function keepServer(
  supervisor: Supervisor,
  name: string,
  start: (port: { port?: number }) => Promise<Parameters<typeof lifeOf>[0] & { url: string; port: number }>,
): Promise<KeptServer> {
  const known: { port?: number } = {};
  let url = "";
  let life: Life | null = null;
  await supervisor.keep({
    name,
    start: async () => {
      const server = await start(known);
      known.port = server.port;
      url = server.url;
      life = lifeOf(server, name);
      return life;
    },
  });
  return { port: known.port ?? 0, url, pid: () => life?.pid ?? null };
}

interface Context {
  readonly options: InstanceOptions;
  readonly supervisor: Supervisor;
  readonly folder: DataFolder;
  readonly gates: Gate[];
  readonly redis: KeptServer;
  readonly postgres: KeptServer;
  readonly marketPort: number;
  readonly marketUrl: string;
}

async function startMembers(context: Context): Promise<Member[]> {
  const { options, marketPort, marketUrl } = context;
  const ready = answersAt(`${marketUrl}/__health`);
  const entry = "worker/simulator.ts";
  const market = await startMember(context, {
    name: "market",
    role: "market",
    entry,
    port: marketPort,
    ready,
    own: {},
  });
  const streamPorts = await Promise.all(Array.from({ length: options.streams }, () => freePort()));
  const webPorts = await Promise.all(Array.from({ length: options.webs }, () => freePort()));
  const STREAM_HOSTS = streamPorts.map((port) => `${LOOPBACK}:${port}`).join(",");
  const wished: Promise<Member>[] = [];
  for (let index = 1; index <= options.workers; index += 1) {
    const worker = { name: `worker ${index}`, role: "worker", entry: "worker/main.ts", port: null } as const;
    wished.push(startMember(context, { ...worker, ready: survives(500), own: {} }));
  }
  for (const [index, port] of streamPorts.entries()) {
    const stream = { name: `stream ${index + 1}`, role: "stream", entry: "worker/stream.ts", port } as const;
    wished.push(
      startMember(context, { ...stream, ready: listensOn(port, LOOPBACK), own: { WEBSOCKET_PORT: `${port}` } }),
    );
  }
  for (const [index, port] of webPorts.entries()) {
    const web = { name: `web ${index + 1}`, role: "web", entry: "server.ts", port } as const;
    const healthy = answersAt(`http://${LOOPBACK}:${port}/api/health`);
    wished.push(startMember(context, { ...web, ready: healthy, own: { PORT: `${port}`, STREAM_HOSTS } }));
  }
  return [market, ...(await Promise.all(wished))];
}

interface Wished {
  readonly name: string;
  readonly role: Role;
  readonly entry: string;
  readonly port: number | null;
  readonly ready: () => () => Promise<void>;
  readonly own: Readonly<Record<string, string>>;
}

async function startMember(context: Context, { name, role, entry, port, ready, own }: Wished): Promise<Member> {
  const { options, supervisor, folder, gates } = context;
  const stores = role === "market" ? null : await openGates(context);
  if (stores !== null) gates.push(stores.redis, stores.postgres);
  const skewFile = join(folder.path, `${name.replace(" ", "-")}.skew`);
  const env = { ...baseEnvironment(context), ...stores?.env, ...own, SKEW_FILE: skewFile };
  let life: Life | null = null;
  let lives = 0;
  await supervisor.keep({
    name,
    start: async (signal) => {
      life = await startNodeProcess({
        ...{ name, entry, root: options.root, env, signal, drainMs: 20_000, readyWithinMs: 60_000 },
        logFile: join(folder.path, "logs", `${name.replace(" ", "-")}.log`),
        probe: ready(),
      });
      lives += 1;
      return life;
    },
  });
  const pid = () => life?.pid ?? null;
  return {
    ...{ name, role, port, redis: stores?.redis ?? null, postgres: stores?.postgres ?? null, pid },
    signal(signal) {
      const current = pid();
      // Its whole group: a backtest's thread lives in it, and whatever else it may have started.
      if (current !== null) signalQuietly(-current, signal);
    },
    skew: (ms) => writeFileSync(skewFile, String(ms)),
    async restart() {
      const before = lives;
      await life?.stop();
      while (lives === before) await sleep(50);
      if (port !== null) while (!(await canConnect(port, LOOPBACK))) await sleep(50);
    },
  };
}

async function openGates({ redis, postgres }: Context) {
  const gates = { redis: await openGate(redis.port), postgres: await openGate(postgres.port) };
  const through = (url: string, gate: Gate) => {
    const address = new URL(url);
    address.port = String(gate.port);
    return address.href;
  };
  const env = { REDIS_URL: through(redis.url, gates.redis), DATABASE_URL: through(postgres.url, gates.postgres) };
  return { ...gates, env };
}

function baseEnvironment({ options, folder, marketPort, marketUrl }: Context): NodeJS.ProcessEnv {
  return {
    NODE_ENV: "production",
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_OPTIONS: `--import=${SKEWED_CLOCK}`,
    DATA_DIR: folder.path,
    HOST: LOOPBACK,
    LOG_LEVEL: "info",
    MARKET_SOURCE: "simulated",
    MARKET_SERVER_PORT: String(marketPort),
    MARKET_SERVER_URL: marketUrl,
    SIMULATOR_COINS: String(options.coins),
    SIMULATOR_SEED: String(options.seed),
    MOMENTUM_FAST_REFRESH_SECONDS: String(options.fastSeconds),
    MOMENTUM_FULL_REFRESH_SECONDS: String(options.fullSeconds),
    COINGECKO_RETRY_MAX_ATTEMPTS: "1",
    COINGECKO_RETRY_BACKOFF_SECONDS: "0.2",
    ENABLE_WHALE_WATCH: "false",
    SECRETS_KEY: options.secretsKey,
    OWNER_PASSWORD: "a password of this drill only",
    ALLOW_PRIVATE_TARGETS: "true",
    WEBSOCKET_HEARTBEAT_SECONDS: "5",
  };
}
