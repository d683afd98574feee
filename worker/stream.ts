import { beatProcess } from "@/lib/cache/beat-process";
import { createRedis } from "@/lib/connections";
import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";
import { countFacts } from "@/lib/metrics/count-facts";
import { watchProcess } from "@/lib/metrics/process-metrics";
import { createMetrics } from "@/lib/metrics/registry";
import { secretsOf } from "@/lib/secrets-of";
import { startTelemetry } from "@/lib/telemetry/start-telemetry";
import { socketLimits } from "./sockets/limits";
import { readOpenFiles, roomForClients } from "./sockets/open-files";
import { createStreamServer } from "./sockets/stream-server";
import { type RedisWatch, watchRedis } from "./sockets/watch-redis";

const env = readEnv();
const log = createLogger("stream", env.LOG_LEVEL, { secrets: secretsOf(env) });
const telemetry = await startTelemetry(env, "stream", log);
const client = createRedis(env.REDIS_URL, "client", log);
const subscriber = createRedis(env.REDIS_URL, "subscriber", log);

const metrics = createMetrics("stream");
countFacts(metrics);
watchProcess(metrics);
metrics.beforeReading(() => {
  const { clients, framesSent, framesDropped, slowConsumers } = server.hub.readings();
  metrics.set("ghostquant_stream_clients", {}, clients);
  metrics.total("ghostquant_stream_frames_total", {}, framesSent);
  metrics.total("ghostquant_stream_frames_dropped_total", {}, framesDropped);
  metrics.total("ghostquant_stream_slow_consumers_total", {}, slowConsumers);
  metrics.total("ghostquant_stream_gaps_repaired_total", {}, watch?.follower.gapsRepaired() ?? 0);
  metrics.set("ghostquant_stream_sequence", {}, watch?.follower.sequence() ?? null);
});

const room = roomForClients(socketLimits.clients, readOpenFiles());
if (room.warning !== null) log.warn(room.warning);

let watch: RedisWatch | null = null;
const server = createStreamServer({
  heartbeatMs: env.WEBSOCKET_HEARTBEAT_SECONDS * 1_000,
  limits: { clients: room.clients },
  access: { readsOpen: env.READS === "open", secret: env.SECRETS_KEY ?? null },
  metrics: { token: env.METRICS_TOKEN ?? null, read: metrics.read },
  sequence: () => watch?.follower.sequence() ?? null,
  log,
});

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "The stream stops");
  stopBeating();
  await server.close();
  await watch?.stop();
  subscriber.disconnect();
  client.disconnect();
  await telemetry.stop();
  process.exit(0);
}
process.once("SIGTERM", (signal) => void stop(signal));
process.once("SIGINT", (signal) => void stop(signal));

const stopBeating = beatProcess(
  client,
  "stream",
  () => ({ ...server.hub.readings(), gapsRepaired: watch?.follower.gapsRepaired() ?? 0 }),
  log,
);
const port = await server.listen(env.WEBSOCKET_PORT, env.HOST);
log.info({ host: env.HOST, port }, "The stream serves");
watch = await watchRedis(client, subscriber, server.hub, log, { rankChanges: env.ENABLE_RANK_CHANGE_FEED });
