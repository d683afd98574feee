import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { tell } from "@/lib/facts";
import { answerMetrics, METRICS_PATH, type MetricsDoor } from "@/lib/http/metrics-door";
import { refuseUpgrade } from "@/lib/http/pipe-upgrade";
import type { Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";
import { admit, type SocketAccess } from "./admit";
import { createHub, type Hub } from "./hub";
import { type SocketLimits, socketLimits } from "./limits";
import { DEFLATE_WINDOW_BITS } from "./wire";

const TEND_MS = 1_000;
/** A burst of clients after a restart must not be refused by the kernel. */
const BACKLOG = 4_096;
const CLOSE_PATIENCE_MS = 2_500;
/** Clients send a hundred bytes; the library would hold sixteen thousand ready for each. */
const INFLATE_CHUNK_BYTES = 1_024;
const ASKED_WINDOW = /server_max_window_bits\s*=\s*"?(\d+)/g;

export interface StreamServerOptions {
  heartbeatMs: number;
  limits?: Partial<SocketLimits>;
  /** What `GET /health` says beside the number of clients. */
  sequence(): number | null;
  wallNow?: () => UnixMs;
  /** Left out, reads are open and nobody is known. */
  access?: SocketAccess;
  /** Left out, there is nothing at `/metrics`. */
  metrics?: MetricsDoor;
  log: Logger;
}

export interface StreamServer {
  readonly hub: Hub;
  /** Resolves with the port that is listened on. */
  listen(port: number, host: string): Promise<number>;
  /** Says goodbye to every client (1001) and stops listening. */
  close(): Promise<void>;
}

export function createStreamServer(options: StreamServerOptions): StreamServer {
  const { heartbeatMs, log, wallNow = Date.now, access = { readsOpen: true, secret: null } } = options;
  const limits = { ...socketLimits, ...options.limits };
  const hub = createHub({ limits, heartbeatMs, wallNow, steadyNow: () => performance.now(), log });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    // No message may need the one before: what is sent is deflated once for all, and who sends us little keeps no state here.
    perMessageDeflate: {
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      serverMaxWindowBits: DEFLATE_WINDOW_BITS,
      zlibInflateOptions: { chunkSize: INFLATE_CHUNK_BYTES },
    },
  });
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) =>
    answerPlain(request, response, { ...options, hub }),
  );
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const admission = admit(request, {
      limits,
      clients: hub.readings().clients,
      countFrom: hub.countFrom,
      access,
      wallNow,
    });
    if (!admission.ok) {
      tell("socket.refused", { status: admission.status });
      refuseUpgrade(socket, admission.status, admission.reason);
      return;
    }
    // A window narrower than ours would need frames of its own; such a client is served without compression.
    if (wantsNarrowWindow(request)) delete request.headers["sec-websocket-extensions"];
    sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const { address, scopes } = admission;
      hub.connect(client, socket, { address, hearsAlerts: scopes.includes("alerts") || scopes.includes("admin") });
    });
  });
  const timers = [setInterval(() => hub.heartbeat(), heartbeatMs), setInterval(() => hub.tend(), TEND_MS)];

  return {
    hub,
    listen: (port, host) => listen(server, port, host),
    async close() {
      for (const timer of timers) clearInterval(timer);
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      hub.closeAll();
      const force = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
      }, CLOSE_PATIENCE_MS);
      await untilEmpty(sockets);
      server.closeIdleConnections();
      await closed;
      clearTimeout(force);
    },
  };
}

function wantsNarrowWindow({ headers }: IncomingMessage): boolean {
  const asked = (headers["sec-websocket-extensions"] ?? "").matchAll(ASKED_WINDOW);
  return [...asked].some(([, bits]) => Number(bits) < DEFLATE_WINDOW_BITS);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Sockets leave the set when their close is answered or they are cut off. */
async function untilEmpty({ clients }: WebSocketServer): Promise<void> {
  const gone = [...clients].map(
    (client) =>
      new Promise<void>((resolve) => {
        client.once("close", () => resolve());
      }),
  );
  await Promise.all(gone);
}

function answerPlain(
  request: IncomingMessage,
  response: ServerResponse,
  { hub, sequence, metrics, log }: Pick<StreamServerOptions, "sequence" | "metrics" | "log"> & { hub: Hub },
): void {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path === "/health") {
    const { clients } = hub.readings();
    const current = sequence();
    answerJson(response, 200, { status: current === null ? "starting" : "ok", clients, sequence: current });
    return;
  }
  if (path === METRICS_PATH && metrics !== undefined) {
    answerMetrics(request, metrics).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(request.method === "HEAD" ? null : body),
      (error: unknown) => {
        log.error({ err: error }, "The metrics could not be read");
        response.destroy();
      },
    );
    return;
  }
  const isSocketPath = path === "/ws/momentum";
  if (isSocketPath) response.setHeader("upgrade", "websocket");
  answerJson(response, isSocketPath ? 426 : 404, {
    type: "about:blank",
    title: isSocketPath ? "Upgrade Required" : "Not Found",
    status: isSocketPath ? 426 : 404,
    detail: "This is the stream sidecar: open a WebSocket at /ws/momentum.",
  });
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  const type = status === 200 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
