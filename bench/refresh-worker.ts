/**
 * The process that is measured: the worker's own services and its own `refreshMomentum`, full and fast in turn.
 * Times come from the refresh itself (before the first request until the board was published); CPU is this process's.
 */

import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";
import type { MarketClock } from "@/lib/market/clock";
import { SECOND_MS } from "@/lib/market/units";
import { closeQueues } from "@/lib/queue/connect-queues";
import { refreshMomentum } from "@/worker/refresh/refresh-momentum";
import { connectServices } from "@/worker/runtime/connect-services";
import { toPace } from "@/worker/runtime/pace";
import type { JobContext } from "@/worker/runtime/services";

const rounds = Number(process.argv[2]);
const env = readEnv();
const log = createLogger("bench", env.LOG_LEVEL);
const connected = connectServices(env, log);
const clock: MarketClock = { source: "simulated", seed: 42, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null };
const context: JobContext = {
  ...connected,
  clock: () => clock,
  cadence: () => ({ pages: null, fast: toPace(30, clock), full: toPace(300, clock) }),
  draining: new AbortController().signal,
  now: connected.wallNow,
  signal: new AbortController().signal,
};

async function measure(kind: "fast" | "full") {
  await fetch(new URL("/turn", env.MARKET_SERVER_URL), { method: "POST" });
  const cpu = process.cpuUsage();
  const started = performance.now();
  const outcome = await refreshMomentum(context, kind);
  const { user, system } = process.cpuUsage(cpu);
  if (outcome.skipped) throw new Error(`The ${kind} refresh was skipped`);
  const { coins, rankedCount } = outcome.board.snapshot.board;
  const withHistoryMs = performance.now() - started;
  return {
    kind,
    visibleMs: outcome.visibleMs,
    withHistoryMs,
    cpuMs: (user + system) / 1e3,
    coins: coins.length,
    rankedCount,
  };
}

const measured: Awaited<ReturnType<typeof measure>>[] = [];
// Round 0 meets an empty Redis and an empty Postgres: it is told apart.
for (let round = 0; round <= rounds; round += 1) {
  measured.push(await measure("full"));
  for (let fast = 0; fast < 3; fast += 1) measured.push(await measure("fast"));
}
console.log(JSON.stringify({ measured, peakRssMb: process.resourceUsage().maxRSS / 1_024 }));

await Promise.race([closeQueues(connected.queues), new Promise((resolve) => setTimeout(resolve, SECOND_MS))]);
connected.redis.disconnect();
await connected.database.close();
process.exit(0);
