import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { refuseUpgrade } from "@/lib/http/pipe-upgrade";
import type { Logger } from "@/lib/log";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import type { Venue } from "@/lib/simulator/venue";
import { type Answer, jsonAnswer } from "./answer";
import { createBinanceApi } from "./binance-api";
import type { FaultBench } from "./faults";
import { createOkxApi } from "./okx-api";
import { createTradeFeed } from "./trade-feed";
import { createTradeSocket } from "./trade-socket";
import { createWhaleAlertApi } from "./whale-alert-api";

const BINANCE_ROOT = "/binance/api/v3";
const OKX_ROOT = "/okx/api/v5";
const WHALE_ALERT_ROOT = "/whale-alert/v1";
const SOCKET_PATH = /^\/binance\/(stream|ws(\/.+)?)$/;
const LONGEST_LISTING_MS = 60 * DAY_MS;

export interface VenueDesk {
  /** What a request under `/binance`, `/okx` or `/whale-alert` is answered; null for any other path. */
  route(url: URL, request: IncomingMessage): (() => Answer) | null;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  episodes(query: URLSearchParams): Answer;
  readings(): { readonly sockets: number; readonly trades: number };
  stop(): void;
}

export interface VenueDeskOptions {
  readonly venue: Venue;
  /** What OKX lists; absent: nothing. */
  readonly secondVenue?: Venue;
  readonly clock: MarketClock;
  readonly wallNow: () => number;
  readonly faults: FaultBench;
  readonly log: Logger;
}

/** Everything the market server says about the venue and the chains. */
export function createVenueDesk(options: VenueDeskOptions): VenueDesk {
  const { venue, clock, wallNow, faults, log } = options;
  const now = () => marketNow(clock, wallNow());
  const closedAt = createClosing(faults, now);
  const binance = createBinanceApi(venue, closedAt);
  const okx = createOkxApi(options.secondVenue ?? null);
  const whaleAlert = createWhaleAlertApi(venue);
  const feed = createTradeFeed(venue, faults, closedAt);
  const sockets = createTradeSocket({ venue, feed, faults, now, wallNow, log });
  return {
    route({ pathname, searchParams }, request) {
      if (pathname.startsWith(`${BINANCE_ROOT}/`))
        return () => binance(pathname.slice(BINANCE_ROOT.length), searchParams, now(), wallNow());
      if (pathname.startsWith(`${OKX_ROOT}/`))
        return () => okx(pathname.slice(OKX_ROOT.length), searchParams, now(), wallNow());
      if (!pathname.startsWith(`${WHALE_ALERT_ROOT}/`)) return null;
      const header = request.headers["x-wa-api-key"];
      const key = typeof header === "string" ? header : searchParams.get("api_key");
      return () => whaleAlert(pathname.slice(WHALE_ALERT_ROOT.length), searchParams, key, now());
    },
    upgrade(request, socket, head) {
      socket.on("error", () => socket.destroy());
      const url = new URL(request.url ?? "/", "http://market.local");
      if (!SOCKET_PATH.test(url.pathname)) return refuseUpgrade(socket, 404, "no such stream");
      const fault = faults.strikeVenue(url.pathname);
      if (fault === null) return sockets.upgrade(request, socket, head, url);
      const status = fault.mode === "geo-block" ? 451 : fault.mode === "status-429" ? 429 : 503;
      return refuseUpgrade(socket, status, fault.mode);
    },
    episodes(query) {
      const to = Number(query.get("to") ?? now());
      const from = Number(query.get("from") ?? to - DAY_MS);
      if (!(to >= from && to - from <= LONGEST_LISTING_MS))
        return jsonAnswer(400, { error: "from and to, at most 60 days" });
      return jsonAnswer(200, { episodes: venue.episodes(from, to) });
    },
    readings: () => ({ sockets: sockets.connections(), trades: feed.delivered() }),
    stop: () => sockets.stop(),
  };
}

/** Remembers when `delist` took its pair away, for as long as the fault lasts. */
function createClosing(faults: FaultBench, now: () => UnixMs): (symbol: string) => UnixMs | null {
  let closed: { symbol: string; at: UnixMs } | null = null;
  return (symbol) => {
    const delisted = faults.delisted();
    if (delisted === null) closed = null;
    else if (closed?.symbol !== delisted) closed = { symbol: delisted, at: now() };
    return closed !== null && closed.symbol === symbol ? closed.at : null;
  };
}
