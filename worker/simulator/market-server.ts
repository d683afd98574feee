import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "@/lib/log";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import type { Market } from "@/lib/simulator/market";
import type { Venue } from "@/lib/simulator/venue";
import { type Answer, jsonAnswer, send } from "./answer";
import { createCoinGeckoApi } from "./coingecko-api";
import { createFaultBench, type FaultBench } from "./faults";
import { misdeliver } from "./misdeliver";
import { createVenueDesk, type VenueDesk } from "./venue-desk";

const API_ROOT = "/api/v3";
const KEEP_ALIVE_MS = 65_000;
const LONGEST_BODY_BYTES = 16_384;
/** A thousand stream names fit into the address of a socket. */
const LONGEST_HEAD_BYTES = 65_536;

export interface MarketServerOptions {
  readonly market: Market;
  readonly venue: Venue;
  /** What OKX lists; absent: nothing. */
  readonly secondVenue?: Venue;
  readonly clock: MarketClock;
  readonly wallNow: () => number;
  /** Uniform in [0, 1): which requests a fault hits. */
  readonly random: () => number;
  readonly log: Logger;
}

interface Desk extends MarketServerOptions {
  readonly api: ReturnType<typeof createCoinGeckoApi>;
  readonly faults: FaultBench;
  readonly venueDesk: VenueDesk;
  readonly startedAt: number;
  requests: number;
}

export interface MarketServer {
  readonly http: Server;
  /** Says goodbye to sockets, cuts what is left and stops listening. */
  stop(): Promise<void>;
}

/**
 * A local server that speaks CoinGecko's API at `/api/v3`, Binance's at `/binance`, OKX's at `/okx` and Whale
 * Alert's at `/whale-alert`, and tells its clock (`/__clock`), health (`/__health`), planted episodes (`/__episodes`) and faults (`/__faults`).
 * Faults can be set by anybody who reaches it: it must listen on the loopback only.
 */
export function createMarketServer(options: MarketServerOptions): MarketServer {
  const faults = createFaultBench(options);
  const desk: Desk = {
    ...options,
    api: createCoinGeckoApi(options.market),
    faults,
    venueDesk: createVenueDesk({ ...options, faults }),
    startedAt: options.wallNow(),
    requests: 0,
  };
  const server = createServer({ maxHeaderSize: LONGEST_HEAD_BYTES }, (request, response) => {
    serve(desk, request, response).catch((error: unknown) => {
      options.log.error({ err: error, url: request.url }, "the market server failed to answer");
      if (!response.headersSent) send(response, jsonAnswer(500, { error: "Internal Server Error" }));
      else response.destroy();
    });
  });
  server.on("upgrade", desk.venueDesk.upgrade);
  // Longer than the pause between two refreshes, so that a kept connection is not cut as it is used again.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return {
    http: server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        desk.venueDesk.stop();
        server.closeAllConnections();
      }),
  };
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://market.local");
  const wallNow = desk.wallNow();
  if (url.pathname.startsWith(`${API_ROOT}/`)) {
    desk.requests += 1;
    const path = url.pathname.slice(API_ROOT.length);
    const answer = () => desk.api(path, url.searchParams, marketNow(desk.clock, wallNow));
    const fault = desk.faults.strike(path);
    if (fault !== null) return misdeliver(fault, { answer, response, wallNow });
    const honest = answer();
    return send(response, { ...honest, headers: { ...honest.headers, ...desk.faults.quotaHeaders() } });
  }
  const answer = desk.venueDesk.route(url, request);
  if (answer === null) return send(response, await answerDesk(desk, request, url));
  desk.requests += 1;
  const fault = desk.faults.strikeVenue(url.pathname);
  return fault === null ? send(response, answer()) : misdeliver(fault, { answer, response, wallNow });
}

async function answerDesk(desk: Desk, request: IncomingMessage, url: URL): Promise<Answer> {
  const path = url.pathname;
  if (path === "/__clock") return jsonAnswer(200, desk.clock);
  if (path === "/__health") return jsonAnswer(200, healthOf(desk));
  if (path === "/__episodes") return desk.venueDesk.episodes(url.searchParams);
  if (path !== "/__faults") return jsonAnswer(404, { error: "not found" });
  if (request.method === "GET") return jsonAnswer(200, desk.faults.report());
  if (request.method === "DELETE") return jsonAnswer(200, desk.faults.clear());
  if (request.method !== "POST")
    return jsonAnswer(405, { error: "method not allowed" }, { allow: "GET, POST, DELETE" });
  // A page in a browser cannot send this content type to another origin without asking first.
  if (!request.headers["content-type"]?.startsWith("application/json"))
    return jsonAnswer(415, { error: "send application/json" });
  const set = desk.faults.set(await readBody(request));
  desk.log.info({ fault: set }, "faults changed");
  return "error" in set ? jsonAnswer(400, set) : jsonAnswer(200, set);
}

function healthOf(desk: Desk) {
  const now = marketNow(desk.clock, desk.wallNow());
  const tick = desk.market.tickAt(now);
  return {
    status: "ok",
    source: desk.clock.source,
    coins: desk.market.momentAt(tick).size,
    market_time: new Date(now).toISOString(),
    tick: new Date(tick).toISOString(),
    uptime_seconds: Math.round((desk.wallNow() - desk.startedAt) / 1_000),
    requests: desk.requests,
    ...desk.venueDesk.readings(),
    memory_bytes: process.memoryUsage.rss(),
    fault: desk.faults.report().mode,
  };
}

/** The body as JSON; null when it is none. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > LONGEST_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null;
  }
}
