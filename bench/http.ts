/**
 * The first page of `/api/market/momentum` from `server.ts`, against Fastify that stringifies the same object for every
 * request, against a plain dynamic Next handler that does the same, and against our own route handler under `next start`; then every
 * list of the market by encoding. `npm run bench:http -- [--rounds 3] [--seconds 4] [--save]` after a build (`npm start` once, or
 * `npx next build`) and `cd bench && npm i`; `--save` writes docs/figures/http.md.
 * All serve the same uncompressed body; windows are interleaved, medians over the rounds are compared.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { hotPaths } from "../lib/http/hot-paths";
import { type Load, load, loadGenerator } from "./http-load";
import { writeMarket } from "./http-market";
import { freePort, startPrivateRedis } from "./private-redis";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    save: { type: "boolean", default: false },
  },
});
const rounds = Math.max(1, Number(values.rounds));
const seconds = Math.max(1, Number(values.seconds));
const CONNECTIONS = 20;
const COINS = 2_500;
const FIGURES = "docs/figures/http.md";

interface Contestant {
  name: string;
  url: string;
  pid: number;
  loads: (Load & { cpuMs: number })[];
}

if (!existsSync(".next/BUILD_ID")) throw new Error("There is no build: run `npx next build` first.");
const redis = await startPrivateRedis();
await writeMarket(redis.url, COINS);

const children: ChildProcess[] = [];
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  redis.stop();
});
const env = {
  ...process.env,
  NODE_ENV: "production" as const,
  NEXT_TELEMETRY_DISABLED: "1",
  REDIS_URL: redis.url,
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  MARKET_SOURCE: "live",
  LOG_LEVEL: "error",
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
    if (tries > 600) throw new Error(`${name} does not answer`);
    await sleep(100);
  }
  return { name, url, pid: child.pid ?? 0, loads: [] };
}

/** User and system time of a process so far, from Linux; a tick is 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

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

/** The same body from everybody, in windows that take turns, so that a busy moment of the machine meets all of them. */
async function race(): Promise<string[]> {
  const bodies = await Promise.all(contestants.map(async ({ url }) => (await fetch(url)).text()));
  if (new Set(bodies).size !== 1) throw new Error(`The bodies differ: ${bodies.map((body) => body.length)}`);
  for (const { url } of contestants) await load(url, { connections: CONNECTIONS, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const { url, pid, loads } of contestants) {
      const before = cpuMs(pid);
      const one = await load(url, { connections: CONNECTIONS, seconds });
      loads.push({ ...one, cpuMs: (cpuMs(pid) - before) / one.requests });
    }
  }
  const of = (contestant: Contestant, figure: keyof Load | "cpuMs") =>
    median(contestant.loads.map((one) => one[figure]));
  const rows = contestants.map((contestant) => {
    const speed = of(contestant, "requestsPerSecond");
    const cpu = of(contestant, "cpuMs");
    const ratios = `${(of(ours, "requestsPerSecond") / speed).toFixed(1)}× | ${(cpu / of(ours, "cpuMs")).toFixed(1)}×`;
    const times = `${of(contestant, "p50Ms").toFixed(2)} | ${of(contestant, "p99Ms").toFixed(2)}`;
    return `| ${contestant.name} | ${Math.round(speed)} | ${times} | ${cpu.toFixed(3)} | ${ratios} |`;
  });
  return [
    `The first page of \`${path}\` (50 of ${COINS} coins, ${bodies[0]?.length} characters uncompressed):`,
    "",
    "| server | requests/s | p50 ms | p99 ms | server CPU ms per request | ours: requests/s | ours: less CPU |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ];
}

const asked = {
  identity: {},
  br: { "accept-encoding": "br" },
};

/** Every list as it is, compressed, and for a client that has it already. */
async function everyList(): Promise<string[]> {
  const { origin } = new URL(ours.url);
  const rows: string[] = [];
  for (const list of [...hotPaths.keys()].filter((each) => each.startsWith("/api/"))) {
    const url = origin + list;
    const response = await fetch(url, { headers: asked.br });
    const etag = response.headers.get("etag") ?? "";
    const small = Number(response.headers.get("content-length"));
    const large = (await response.arrayBuffer()).byteLength;
    const cells = [`\`${list}\``, `${large}`, `${small}`];
    for (const headers of [asked.identity, asked.br, { ...asked.br, "if-none-match": etag }]) {
      const { requestsPerSecond, p99Ms } = await load(url, { connections: CONNECTIONS, seconds, headers });
      cells.push(`${Math.round(requestsPerSecond)}, ${p99Ms.toFixed(2)}`);
    }
    rows.push(`| ${cells.join(" | ")} |`);
  }
  return [
    "Every list, from `server.ts`; requests/s, p99 ms:",
    "",
    "| list | bytes | bytes by brotli | as it is | by brotli | 304 |",
    "|---|---|---|---|---|---|",
    ...rows,
  ];
}

const loadBefore = loadavg()[0]?.toFixed(1);
const parts = [...(await race()), "", ...(await everyList())];
const circumstances = [
  `${CONNECTIONS} connections from ${loadGenerator}, on the same ${cpus().length} cores (${cpus()[0]?.model.trim()}),`,
  `${rounds} rounds of ${seconds} s, medians; Node ${process.version}, ${new Date().toISOString().slice(0, 16)}Z,`,
  `load of the machine before it began ${loadBefore}.`,
].join(" ");
const text = `${circumstances}\n\n${parts.join("\n")}\n`;
console.log(text);
if (values.save) {
  mkdirSync("docs/figures", { recursive: true });
  const head =
    "# Hot reads\n\nWritten by `npm run bench:http -- --save` (`bench/http.ts`); aims: 8× Fastify, 30× Next, p99 5 ms.\n\n";
  writeFileSync(FIGURES, head + text);
}
process.exit(0);
