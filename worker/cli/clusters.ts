import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type ClusterMethod, clusterMethodSchema } from "@/lib/clustering/cluster-run";
import { createRedis } from "@/lib/connections";
import { createLogger } from "@/lib/log";
import { ask } from "@/lib/queue/ask";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { clustersOutcomeSchema } from "@/worker/clusters/outcome";
import { clustersInWords } from "./clusters-in-words";

/**
 * `npm run clusters [-- --method hdbscan]`: asks the running worker to group the coins now, by both methods or by one, and
 * says what it found. Finds the Redis of `npm start` under DATA_DIR unless REDIS_URL names another.
 */
const PATIENCE_MS = 120_000;

const { values } = parseArgs({ options: { method: { type: "string" } } });
const method: ClusterMethod | null = values.method === undefined ? null : clusterMethodSchema.parse(values.method);
const environment = z
  .object({ REDIS_URL: z.url().optional(), DATA_DIR: z.string().default(".data") })
  .parse(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")));

const log = createLogger("clusters", "warn");
const redis = createRedis(environment.REDIS_URL ?? (await ownRedis(environment.DATA_DIR)), "worker", log);
const queues = connectQueues(redis, log);
try {
  const answer = await ask({ queues, redis }, "clusters.compute", { method }, PATIENCE_MS);
  for (const line of clustersInWords(clustersOutcomeSchema.parse(answer))) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await closeQueues(queues);
  redis.disconnect();
}

async function ownRedis(directory: string): Promise<string> {
  const place = await readFile(join(directory, "redis", "server.json"), "utf8").catch(() => {
    console.error(`There is no Redis under ${directory}. Is GhostQuant running? Otherwise set REDIS_URL or DATA_DIR.`);
    process.exit(1);
  });
  const { port } = z.object({ port: z.number().int() }).parse(JSON.parse(place));
  return `redis://127.0.0.1:${port}`;
}
