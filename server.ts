import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { tellInstance } from "@/app/api/status/tell-instance";
import { webServices } from "@/app/api/web-services";
import { beatProcess } from "@/lib/cache/beat-process";
import { CLOCK_READING } from "@/lib/contracts/find-troubles";
import { methodsOf } from "@/lib/contracts/http/openapi";
import { withinReaderZone } from "@/lib/http/reader-zone";
import { createWebServer } from "@/lib/http/web-server";
import { countFacts } from "@/lib/metrics/count-facts";
import { watchProcess } from "@/lib/metrics/process-metrics";
import { createMetrics } from "@/lib/metrics/registry";
import { startTelemetry } from "@/lib/telemetry/start-telemetry";

/** How long open requests may take to finish after the order to stop. */
const DRAIN_MS = 5_000;

const services = webServices();
const { env, log } = services;
const development = env.NODE_ENV === "development";
const telemetry = await startTelemetry(env, "web", log);

const app = next({
  dev: development,
  dir: import.meta.dirname,
  hostname: env.HOST,
  port: env.PORT,
  // Next attaches an upgrade listener of its own to the server it is given, which would answer our sockets a second time.
  httpServer: new EventEmitter() as unknown as Server,
});
await app.prepare();
const handle = app.getRequestHandler();
const upgrade = app.getUpgradeHandler();

/** The sidecar beside us, unless it is said where its copies are. */
function sidecarsOf({ HOST, STREAM_HOSTS, USE_WEBSOCKETS, WEBSOCKET_PORT }: typeof env) {
  if (!USE_WEBSOCKETS) return [];
  const everywhere = HOST === "0.0.0.0" || HOST === "::";
  if (STREAM_HOSTS === undefined) return [{ host: everywhere ? "127.0.0.1" : HOST, port: WEBSOCKET_PORT }];
  return STREAM_HOSTS.split(",").map((place) => {
    const [host = "", port] = place.split(":");
    return { host, port: Number(port) };
  });
}

const metrics = createMetrics("web");
countFacts(metrics);
watchProcess(metrics);
metrics.beforeReading(() => tellInstance(metrics, services, Date.now()));

const server = createWebServer({
  hotLists: services.hotLists,
  limit: services.limit,
  limitPages: services.limitPages,
  guard: services.access.guard,
  methodsOf,
  handle: (request, response) => withinReaderZone(request, () => handle(request, response)),
  upgrade: development ? (request, socket, head) => upgrade(request, socket, head) : null,
  sidecars: sidecarsOf(env),
  metrics: { token: env.METRICS_TOKEN ?? null, read: metrics.read },
  development,
  log,
});

type Open = Set<{ destroy(): void }>;
const connections: Open = new Set();
const upgraded: Open = new Set();
const track = (open: Open, socket: Duplex): void => {
  open.add(socket);
  socket.once("close", () => open.delete(socket));
};
metrics.beforeReading(() => {
  metrics.set("ghostquant_http_connections", {}, connections.size);
  metrics.set("ghostquant_http_cached_bytes", {}, services.hotLists.size());
});
server.on("connection", (socket) => track(connections, socket));
server.on("upgrade", (_request, socket) => track(upgraded, socket));

server.listen(env.PORT, env.HOST, () => log.info({ host: env.HOST, port: env.PORT }, "The web process serves"));
const stopBeating = beatProcess(
  services.redis,
  "web",
  () => ({
    connections: connections.size,
    cachedBytes: services.hotLists.size(),
    [CLOCK_READING]: services.clockAheadMs(),
  }),
  log,
);
// The first request should not be the one that waits for the board.
void services.boards.read();

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "The web process stops");
  stopBeating();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  // Sockets that were handed to the sidecar never become idle; their clients connect again when we are back.
  for (const socket of upgraded) socket.destroy();
  const force = setTimeout(() => {
    for (const socket of connections) socket.destroy();
  }, DRAIN_MS);
  await closed;
  clearTimeout(force);
  await app.close();
  await services.close();
  await telemetry.stop();
  process.exit(0);
}
process.once("SIGTERM", (signal) => void stop(signal));
process.once("SIGINT", (signal) => void stop(signal));
server.once("error", (error) => {
  log.fatal({ err: error }, "The web process cannot listen");
  void telemetry.stop().finally(() => process.exit(1));
});
