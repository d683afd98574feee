/**
 * A published patch to the last of 1,000 local clients: the real sidecar against the naive way of stringifying for every
 * client. `node --import tsx bench/fan-out.ts [rounds] [frames]` from the repository's root.
 * Server, clients and publisher are processes of their own; both servers take part in every round.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { writeBoard } from "../lib/cache/momentum-board";
import { snapshotFixture, streamStateFixture } from "../lib/contracts/board.fixture";
import { publishPatch } from "../lib/stream/publish";
import { startPrivateRedis } from "./private-redis";

const rounds = Math.max(3, Number(process.argv[2] ?? 3));
const frames = Number(process.argv[3] ?? 100);
const CLIENTS = 1_000;
const EVERY_MS = 100;

const redis = await startPrivateRedis();
const publisher = new Redis(redis.url);
// Frames of the size that a fast refresh makes: fifty rows, about 10 KB.
const snapshot = snapshotFixture(2_500, 1);
const state = streamStateFixture(snapshot);
await writeBoard(publisher, snapshot, state, 0);
const changed = state.rows.slice(0, 50);
let sequence = 1;

interface Reading {
  cpuMicros: number;
}
interface Arrival {
  sequence: number;
  at: number;
}

async function answer<T>(child: ChildProcess, question: string): Promise<T> {
  child.send(question);
  const [message] = await once(child, "message");
  return message as T;
}

async function run(mode: "ours" | "naive"): Promise<{ lastMs: number[]; microsPerMessage: number }> {
  const tsx = { execArgv: ["--import", "tsx"] };
  const server = fork("bench/fan-out-server.ts", [mode, redis.url, `${sequence}`], tsx);
  const [port] = (await once(server, "message")) as [number];
  const clients = fork("bench/fan-out-clients.ts", [`${port}`, `${CLIENTS}`], tsx);
  await once(clients, "message");
  const publishedAt = new Map<number, number>();
  const publish = async () => {
    sequence += 1;
    publishedAt.set(sequence, Date.now());
    await publishPatch(publisher, { sequence, asOf: Date.now(), changed, removed: [] });
    await sleep(EVERY_MS);
  };
  for (let i = 0; i < 10; i += 1) await publish();
  const warm = sequence;
  const before = await answer<Reading>(server, "cpu");
  for (let i = 0; i < frames; i += 1) await publish();
  await sleep(500);
  const after = await answer<Reading>(server, "cpu");
  const arrivals = await answer<Arrival[]>(clients, "arrivals");
  const complete = arrivals.filter((arrival) => arrival.sequence > warm);
  if (complete.length !== frames) throw new Error(`${mode}: ${complete.length} of ${frames} frames reached everybody`);
  for (const child of [server, clients]) child.kill("SIGKILL");
  return {
    lastMs: complete.map((arrival) => arrival.at - (publishedAt.get(arrival.sequence) ?? 0)),
    microsPerMessage: (after.cpuMicros - before.cpuMicros) / (frames * CLIENTS),
  };
}

const results = { ours: [] as Awaited<ReturnType<typeof run>>[], naive: [] as Awaited<ReturnType<typeof run>>[] };
for (let round = 0; round < rounds; round += 1) {
  for (const mode of ["ours", "naive"] as const) {
    results[mode].push(await run(mode));
    // The next server finds the stored state where the last one left it.
    await publisher.set("ghostquant:momentum:sequence", sequence);
    await publisher.set("ghostquant:momentum:stream", JSON.stringify({ ...state, sequence }));
  }
}
const quantile = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
const cpu = (mode: "ours" | "naive") =>
  quantile(
    results[mode].map(({ microsPerMessage }) => microsPerMessage),
    0.5,
  );
console.log(
  `${CLIENTS} clients, ${rounds} rounds of ${frames} frames, one every ${EVERY_MS} ms, Node ${process.version}\n`,
);
console.log(
  "| server | publish to last client: p50 / p99 / max ms | server CPU µs per message, median |\n|---|---|---|",
);
for (const mode of ["ours", "naive"] as const) {
  const all = results[mode].flatMap(({ lastMs }) => lastMs);
  console.log(
    `| ${mode} | ${quantile(all, 0.5)} / ${quantile(all, 0.99)} / ${Math.max(...all)} | ${cpu(mode).toFixed(2)} |`,
  );
}
console.log(`\nCPU per message: ${(cpu("naive") / cpu("ours")).toFixed(1)}× less than naive`);
publisher.disconnect();
redis.stop();
process.exit(0);
