/** One side of `bench/fan-out.ts`: the sidecar as it runs, or a `ws` server that stringifies and sends for every client. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { createRedis } from "../lib/connections";
import { subscribePatches } from "../lib/stream/subscribe";
import { createStreamServer } from "../worker/sockets/stream-server";
import { watchRedis } from "../worker/sockets/watch-redis";

export interface ServerReading {
  cpuMicros: number;
  rssBytes: number;
  framesDropped: number;
  slowConsumers: number;
}

const [mode, url = ""] = process.argv.slice(2);
const log = pino({ level: "silent" });
const client = createRedis(url, "client", log);
const subscriber = createRedis(url, "subscriber", log);
let readings = () => ({ framesDropped: 0, slowConsumers: 0 });

async function startOurs(): Promise<number> {
  const server = createStreamServer({ heartbeatMs: 30_000, sequence: () => null, log });
  readings = server.hub.readings;
  // The bench publishes without writing, so the watch must not look for what is stored.
  await watchRedis(client, subscriber, server.hub, log, { compareMs: 3_600_000 });
  return server.listen(0, "127.0.0.1");
}

async function startNaive(): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const clients = new Set<WebSocket>();
  sockets.on("connection", (socket) => {
    clients.add(socket);
    socket.on("message", () => socket.send('{"type":"snapshot","channel":"top50","sequence":0}'));
  });
  await subscribePatches(subscriber, ({ sequence, asOf, changed, removed }) => {
    for (const socket of clients) {
      const frame = {
        type: "top_update",
        channel: "top50",
        sequence,
        timestamp: new Date().toISOString(),
        as_of: new Date(asOf).toISOString(),
        data: changed,
        removed,
      };
      socket.send(JSON.stringify(frame));
    }
  });
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

// Whoever started us is gone.
process.once("disconnect", () => process.exit(0));
const port = await (mode === "ours" ? startOurs() : startNaive());
process.send?.(port);
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const { framesDropped, slowConsumers } = readings();
  const reading: ServerReading = {
    cpuMicros: user + system,
    rssBytes: process.memoryUsage.rss(),
    framesDropped,
    slowConsumers,
  };
  process.send?.(reading);
});
