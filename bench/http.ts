/**
 * The first page of `/api/market/momentum` from `server.ts`, against Fastify that stringifies the same object for every
 * request, against a plain dynamic Next handler that does the same, and against our own route handler under `next start`. `node --import tsx bench/http.ts [rounds] [seconds]`
 * from the repository's root, after a build (`npm start` once, or `npx next build`).
 * All serve the same uncompressed body; windows are interleaved, medians over the rounds are compared.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { Redis } from "ioredis";
import { writeBoard } from "../lib/cache/momentum-board";
import { snapshotFixture, streamStateFixture } from "../lib/contracts/board.fixture";
import { freePort, startPrivateRedis } from "./private-redis";

const rounds = Math.max(3, Number(process.argv[2] ?? 3));
const seconds = Number(process.argv[3] ?? 4);
const CONNECTIONS = 20;
const COINS = 2_500;

interface Contestant {
  name: string;
  url: string;
  requestsPerSecond: number[];
  p99Ms: number[];
  cpuMsPerRequest: number[];
  pid: number;
}

if (!existsSync(".next/BUILD_ID")) throw new Error("There is no build: run `npx next build` first.");
const redis = await startPrivateRedis();
const connection = new Redis(redis.url);
const snapshot = snapshotFixture(COINS, 1);
if (snapshot.board.full !== null) Object.assign(snapshot.board.full, { refreshedAt: Date.now(), everySeconds: 86_400 });
await writeBoard(connection, snapshot, streamStateFixture(snapshot), 0);
connection.disconnect();

const children: ChildProcess[] = [];
const env = {
  ...process.env,
  NODE_ENV: "production" as const,
  NEXT_TELEMETRY_DISABLED: "1",
  REDIS_URL: redis.url,
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  LOG_LEVEL: "warn",
};

async function start(name: string, args: string[], extra: Record<string, string>, path: string): Promise<Contestant> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    args.map((arg) => arg.replace("$PORT", `${port}`)),
    {
      env: { ...env, ...extra, PORT: `${port}`, WEBSOCKET_PORT: `${await freePort()}` },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  children.push(child);
  const url = `http://127.0.0.1:${port}${path}`;
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(url).catch(() => null);
    if (response?.status === 200) break;
    if (tries > 300) throw new Error(`${name} does not answer`);
    await sleep(100);
  }
  return { name, url, pid: child.pid ?? 0, requestsPerSecond: [], p99Ms: [], cpuMsPerRequest: [] };
}

const path = "/api/market/momentum";
const ours = await start("server.ts, bytes built once", ["--import", "tsx", "server.ts"], {}, path);
const fastify = await start(
  "Fastify, JSON.stringify per request",
  ["--import", "tsx", "bench/http-fastify.ts"],
  { BODY_FROM: ours.url },
  "/",
);
const next = "node_modules/next/dist/bin/next";
const serve = ["-H", "127.0.0.1", "-p", "$PORT"];
execFileSync(process.execPath, [next, "build", "bench/next-plain"], { env, stdio: "ignore" });
const plainArgs = [next, "start", "bench/next-plain", ...serve];
const plain = await start("Next handler, dynamic, Response.json", plainArgs, { BODY_FROM: ours.url }, "/momentum");
const behind = await start("our route handler without server.ts", [next, "start", ...serve], {}, path);
const contestants = [ours, fastify, plain, behind];

const bodies = await Promise.all(contestants.map(async ({ url }) => (await fetch(url)).text()));
if (new Set(bodies).size !== 1) throw new Error(`The bodies differ: ${bodies.map((body) => body.length)}`);

async function measure(contestant: Contestant, duration: number) {
  return autocannon({ url: contestant.url, connections: CONNECTIONS, duration });
}
/** User and system time of a process so far, from Linux; a tick is 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
for (const contestant of contestants) await measure(contestant, 1);
for (let round = 0; round < rounds; round += 1) {
  for (const contestant of contestants) {
    const before = cpuMs(contestant.pid);
    const result = await measure(contestant, seconds);
    contestant.cpuMsPerRequest.push((cpuMs(contestant.pid) - before) / result.requests.total);
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${contestant.name}: ${result.non2xx} refused, ${result.errors} errors`);
    contestant.requestsPerSecond.push(result.requests.total / result.duration);
    contestant.p99Ms.push(result.latency.p99);
  }
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const best = median(ours.requestsPerSecond);
console.log(
  `body ${bodies[0]?.length} bytes, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s, Node ${process.version}\n`,
);
console.log("| server | requests/s | p99 ms | server CPU ms per request | ours: requests/s | ours: CPU |");
console.log("|---|---|---|---|---|---|");
const leastCpu = median(ours.cpuMsPerRequest);
for (const { name, requestsPerSecond, p99Ms, cpuMsPerRequest } of contestants) {
  const speed = median(requestsPerSecond);
  const cpu = median(cpuMsPerRequest);
  const ratios = `${(best / speed).toFixed(1)}× | ${(cpu / leastCpu).toFixed(1)}× less`;
  console.log(`| ${name} | ${Math.round(speed)} | ${median(p99Ms)} | ${cpu.toFixed(3)} | ${ratios} |`);
}
for (const child of children) child.kill("SIGKILL");
redis.stop();
process.exit(0);
