/** What `bench/fan-out.ts` and `bench/fan-out-scale.ts` share: servers, clients and a publisher, each a process of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { writeBoard } from "../lib/cache/momentum-board";
import { snapshotFixture, streamStateFixture } from "../lib/contracts/board.fixture";
import type { StreamState } from "../lib/contracts/stream";
import { seededRandom } from "../lib/statistics/seeded-random";
import { publishPatch } from "../lib/stream/publish";
import { readOpenFiles } from "../worker/sockets/open-files";
import type { ClientsReading } from "./fan-out-clients";
import type { ServerReading } from "./fan-out-server";
import { startPrivateRedis } from "./private-redis";

export interface FanOutWish {
  mode: "ours" | "naive";
  encoding: "plain" | "deflated";
  clients: number;
  /** Processes that share the clients out among them. */
  servers: number;
  seconds: number;
  /** Frames published at once, once a second. */
  framesAtOnce: number;
}

export interface FanOutResult extends FanOutWish {
  frames: number;
  received: number;
  /** What a client had to get and did not. */
  missing: number;
  p50: number;
  p99: number;
  slowest: number;
  /** Of all servers, by message and client. */
  microsPerMessage: number;
  /** Of the busiest server, by frame published. */
  busiestMillisPerFrame: number;
  bytesPerMessage: number;
  rssBytes: number;
  slowConsumers: number;
  load: number;
}

/** Clients of one process: it must keep up with all of them, or it would be measured instead of the server. */
const CLIENTS_PER_PROCESS = 2_500;
const WARM_UP_SECONDS = 3;
/** As many as the channel `top50` carries. */
const ROWS = 50;

export function refuseWithoutFiles(clients: number): void {
  const files = readOpenFiles();
  const needed = clients + 256;
  if (files === null || files >= needed) return;
  console.error(
    `${clients} clients on one process need ${needed} open files; this shell allows ${files}: ulimit -n ${needed}`,
  );
  process.exit(2);
}

export async function startFanOut() {
  const redis = await startPrivateRedis();
  const publisher = new Redis(redis.url);
  const snapshot = snapshotFixture(2_500, 1);
  const state = streamStateFixture(snapshot);
  await writeBoard(publisher, snapshot, state, 0);
  const patches = variations(state);
  let sequence = 1;

  async function publish(): Promise<void> {
    sequence += 1;
    const changed = patches[sequence % patches.length] ?? [];
    await publishPatch(publisher, { sequence, asOf: Date.now(), changed, removed: [] });
  }

  async function publishFor(seconds: number, framesAtOnce: number): Promise<number> {
    const begins = performance.now();
    for (let second = 0; second < seconds; second += 1) {
      await sleep(Math.max(0, begins + second * 1_000 - performance.now()));
      await Promise.all(Array.from({ length: framesAtOnce }, publish));
    }
    // The last frames need their time too.
    await sleep(2_500);
    return seconds * framesAtOnce;
  }

  async function run(wish: FanOutWish): Promise<FanOutResult> {
    refuseWithoutFiles(Math.ceil(wish.clients / wish.servers));
    const servers = Array.from({ length: wish.servers }, () =>
      start("bench/fan-out-server.ts", [wish.mode, redis.url]),
    );
    const ports = await Promise.all(servers.map(async (server) => (await once(server, "message"))[0] as number));
    const clients = await connectClients(wish, ports);
    await publishFor(WARM_UP_SECONDS, wish.framesAtOnce);
    await Promise.all(clients.map((child) => answer(child, { warmUpTo: sequence })));
    const before = await Promise.all(servers.map((server) => answer<ServerReading>(server, "read")));
    const frames = await publishFor(wish.seconds, wish.framesAtOnce);
    const after = await Promise.all(servers.map((server) => answer<ServerReading>(server, "read")));
    const readings = await Promise.all(clients.map((child) => answer<ClientsReading>(child, "read")));
    for (const child of [...servers, ...clients]) child.kill("SIGKILL");
    // The next server finds the stored state where this one left it.
    await publisher.set("ghostquant:momentum:sequence", sequence);
    await publisher.set("ghostquant:momentum:stream", JSON.stringify({ ...state, sequence }));
    const cpuMicros = after.map((reading, i) => reading.cpuMicros - (before[i]?.cpuMicros ?? 0));
    return summarise(wish, frames, cpuMicros, after, readings);
  }

  return {
    run,
    stop() {
      publisher.disconnect();
      redis.stop();
    },
  };
}

/** Frames as a refresh makes them, no two alike: rows with scores of many digits, about 10 KB together. */
function variations(state: StreamState) {
  const random = seededRandom(42);
  return Array.from({ length: 20 }, () =>
    state.rows.slice(0, ROWS).map((row) => ({
      ...row,
      momentum_score: 100 * random(),
      delta: random() - 0.5,
      whale_confidence: random() < 0.3 ? random() : null,
      pretrend_prob: random(),
    })),
  );
}

async function connectClients({ clients, encoding }: FanOutWish, ports: number[]): Promise<ChildProcess[]> {
  const processes = Math.max(ports.length, Math.ceil(clients / CLIENTS_PER_PROCESS));
  const each = Math.ceil(clients / processes);
  const children = Array.from({ length: processes }, (_, i) =>
    start("bench/fan-out-clients.ts", [
      `${ports[i % ports.length]}`,
      `${Math.min(each, clients - i * each)}`,
      encoding,
    ]),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  return children;
}

function start(entry: string, args: string[]): ChildProcess {
  const child = fork(entry, args, { execArgv: ["--import", "tsx"] });
  child.once("exit", (code) => {
    if (code !== null && code !== 0) throw new Error(`${entry} ended with ${code}`);
  });
  return child;
}

async function answer<T>(child: ChildProcess, question: "read" | { warmUpTo: number }): Promise<T> {
  child.send(question);
  const [message] = await once(child, "message");
  return message as T;
}

function summarise(
  wish: FanOutWish,
  frames: number,
  cpuMicros: number[],
  servers: ServerReading[],
  clients: ClientsReading[],
): FanOutResult {
  const histogram = (clients[0]?.histogram ?? []).map((_, ms) => sum(clients.map((one) => one.histogram[ms] ?? 0)));
  const received = sum(clients.map((one) => one.received));
  return {
    ...wish,
    frames,
    received,
    missing: frames * wish.clients - received,
    p50: quantile(histogram, received, 0.5),
    p99: quantile(histogram, received, 0.99),
    slowest: histogram.findLastIndex((count) => count > 0),
    microsPerMessage: sum(cpuMicros) / (frames * wish.clients),
    busiestMillisPerFrame: Math.max(...cpuMicros) / frames / 1_000,
    bytesPerMessage: sum(clients.map((one) => one.bytes)) / received,
    rssBytes: sum(servers.map((one) => one.rssBytes)),
    slowConsumers: sum(servers.map((one) => one.slowConsumers)),
    load: loadavg()[0] ?? 0,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function quantile(histogram: readonly number[], count: number, q: number): number {
  let soFar = 0;
  return histogram.findIndex((here) => {
    soFar += here;
    return soFar >= q * count;
  });
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The machine that figures were made on. */
export function machine(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 16)}Z`;
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
