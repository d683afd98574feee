/** The web process's part: what one new board costs it, from the stored values to parsed coins and closes. */
import { readBoard } from "@/lib/cache/momentum-board";
import { createRedis } from "@/lib/connections";
import { defaultListOptions, listMomentum } from "@/lib/contracts/http/list-momentum";
import { momentumQuerySchema } from "@/lib/contracts/http/momentum-query";
import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";

const rounds = Number(process.argv[2]);
const env = readEnv();
const log = createLogger("bench", env.LOG_LEVEL);
const redis = createRedis(env.REDIS_URL, "client", log);
const query = momentumQuerySchema.parse({});
const reads: { ms: number; cpuMs: number; listMs: number }[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const snapshot = await readBoard(redis, log);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  if (snapshot === null) throw new Error("There is no board");
  const asked = performance.now();
  JSON.stringify(listMomentum(snapshot, query, Date.now(), defaultListOptions));
  if (round > 0) reads.push({ ms, cpuMs: (user + system) / 1e3, listMs: performance.now() - asked });
}
console.log(JSON.stringify({ reads, peakRssMb: process.resourceUsage().maxRSS / 1_024 }));
redis.disconnect();
