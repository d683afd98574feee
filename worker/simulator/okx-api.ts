import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import type { ListedPair, Venue, VenueCandle } from "@/lib/simulator/venue";
import { type Answer, jsonAnswer } from "./answer";

/** OKX told 100 for years and 300 lately; whoever relies on more takes the rest for hours that it left out. */
const MOST_ROWS = 100;
const USUAL_ROWS = 100;
/** OKX counts requests over two seconds. */
const WINDOW_MS = 2_000;
const REQUESTS_PER_WINDOW = 20;
const SUFFIX = "-USDT";

const found = (data: unknown[]): Answer => jsonAnswer(200, { code: "0", msg: "", data });
const refused = (status: number, code: string, msg: string): Answer => jsonAnswer(status, { code, msg, data: [] });

/** Answers a path under `/okx/api/v5` the way OKX does. */
export type OkxApi = (path: string, query: URLSearchParams, now: UnixMs, wallNow: UnixMs) => Answer;

/** Without a venue OKX lists nothing. */
export function createOkxApi(venue: Venue | null): OkxApi {
  const isTooMany = createWindow();
  const listed = (now: UnixMs): readonly ListedPair[] => venue?.listedAt(now) ?? [];
  const isSpot = (query: URLSearchParams) => query.get("instType") === "SPOT";

  const candles = (query: URLSearchParams, now: UnixMs): Answer => {
    const instId = query.get("instId") ?? "";
    const symbol = instId.endsWith(SUFFIX) ? `${instId.slice(0, -SUFFIX.length)}USDT` : "";
    const pair = venue?.find(symbol, now) ?? null;
    if (venue === null || pair === null) return refused(400, "51001", "Instrument ID does not exist");
    if (query.get("bar") !== "1H") return refused(400, "51000", "Parameter bar error");
    const limit = Math.min(MOST_ROWS, Number(query.get("limit") ?? USUAL_ROWS));
    const before = Number(query.get("before") ?? Number.NaN);
    const after = Number(query.get("after") ?? now + 1);
    // Whole hours between the two, neither included; newest first.
    const to = Math.ceil(after / HOUR_MS) * HOUR_MS - HOUR_MS;
    const from = Number.isNaN(before) ? null : (Math.floor(before / HOUR_MS) + 1) * HOUR_MS;
    const newest = venue.candles(pair.symbol, { spanMs: HOUR_MS, from: null, to, limit }, now);
    const within = newest.filter(({ openAt }) => openAt >= (from ?? 0) && openAt < after);
    return found(within.toReversed().map((candle) => encodeCandle(pair, candle, now)));
  };

  return (path, query, now, wallNow) => {
    if (isTooMany(path, wallNow)) return refused(429, "50011", "Too Many Requests");
    switch (path) {
      case "/public/instruments":
        return isSpot(query) ? found(listed(now).map(encodeInstrument)) : found([]);
      case "/market/tickers":
        return isSpot(query) && venue !== null
          ? found(listed(now).map((pair) => encodeTicker(venue, pair, now)))
          : found([]);
      case "/market/candles":
      case "/market/history-candles":
        return candles(query, now);
      default:
        return refused(404, "404", "Not Found");
    }
  };
}

/** Each address of OKX has its own count. */
function createWindow(): (path: string, wallNow: UnixMs) => boolean {
  const asked = new Map<string, { window: number; requests: number }>();
  return (path, wallNow) => {
    const window = Math.floor(wallNow / WINDOW_MS);
    const known = asked.get(path);
    const requests = known?.window === window ? known.requests + 1 : 1;
    asked.set(path, { window, requests });
    return requests > REQUESTS_PER_WINDOW;
  };
}

const nameOf = ({ base }: ListedPair): string => `${base}${SUFFIX}`;

function encodeInstrument(pair: ListedPair) {
  return {
    instType: "SPOT",
    instId: nameOf(pair),
    baseCcy: pair.base,
    quoteCcy: "USDT",
    tickSz: (10 ** -pair.priceDecimals).toFixed(pair.priceDecimals),
    lotSz: (10 ** -pair.quantityDecimals).toFixed(pair.quantityDecimals),
    minSz: "1",
    listTime: "1577836800000",
    state: pair.trading ? "live" : "suspend",
  };
}

function encodeTicker(venue: Venue, pair: ListedPair, now: UnixMs) {
  const day = venue.day(pair.symbol, now);
  const price = (value: number | undefined) => (value === undefined ? "" : value.toFixed(pair.priceDecimals));
  return {
    instType: "SPOT",
    instId: nameOf(pair),
    last: price(day?.last),
    open24h: price(day?.open),
    high24h: price(day?.high),
    low24h: price(day?.low),
    vol24h: day === null ? "" : day.volume.toFixed(8),
    volCcy24h: day === null ? "" : day.quoteVolume.toFixed(8),
    ts: String(Math.floor(now)),
  };
}

function encodeCandle(pair: ListedPair, candle: VenueCandle, now: UnixMs): string[] {
  const price = (value: number) => value.toFixed(pair.priceDecimals);
  const quote = candle.quoteVolume.toFixed(8);
  return [
    String(candle.openAt),
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    candle.volume.toFixed(8),
    quote,
    quote,
    candle.closeAt < now ? "1" : "0",
  ];
}
