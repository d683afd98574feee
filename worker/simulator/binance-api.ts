import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";
import type { ListedPair, Venue } from "@/lib/simulator/venue";
import { type Answer, jsonAnswer } from "./answer";
import { encodeCandle, encodePair, encodeTicker, encodeTrade } from "./encode-venue";
import { createWeightLedger, WEIGHT_PER_MINUTE, type WeightVerdict } from "./request-weight";

const MOST_ROWS = 1_000;
const USUAL_ROWS = 500;
const SPANS: Readonly<Record<string, number>> = {
  "1h": HOUR_MS,
  "2h": 2 * HOUR_MS,
  "4h": 4 * HOUR_MS,
  "6h": 6 * HOUR_MS,
  "8h": 8 * HOUR_MS,
  "12h": 12 * HOUR_MS,
  "1d": DAY_MS,
};

export const geoBlocked = (): Answer =>
  jsonAnswer(451, {
    code: 0,
    msg: "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms. Please contact customer service if you believe you received this message in error.",
  });

const refused = (code: number, msg: string): Answer => jsonAnswer(400, { code, msg });

/** Answers a path under `/binance/api/v3` the way Binance does. */
export type BinanceApi = (path: string, query: URLSearchParams, now: UnixMs, wallNow: UnixMs) => Answer;

/** A pair that left the venue trades no more from the moment it left. */
export type Closing = (symbol: string) => UnixMs | null;

interface Question {
  readonly query: URLSearchParams;
  readonly now: UnixMs;
}

export function createBinanceApi(venue: Venue, closedAt: Closing): BinanceApi {
  const weigh = createWeightLedger();
  const shown = (pair: ListedPair): ListedPair => (closedAt(pair.symbol) === null ? pair : { ...pair, trading: false });
  const found = (query: URLSearchParams, now: UnixMs): ListedPair | null => {
    const pair = venue.find(query.get("symbol") ?? "", now);
    return pair === null ? null : shown(pair);
  };
  const untilFor = (symbol: string, now: UnixMs): UnixMs => Math.min(now, closedAt(symbol) ?? now);

  const exchangeInfo = ({ query, now }: Question): Answer => {
    const symbol = query.get("symbol");
    const pair = symbol === null ? null : found(query, now);
    if (symbol !== null && pair === null) return refused(-1121, "Invalid symbol.");
    const pairs = pair === null ? venue.listedAt(now).map(shown) : [pair];
    return jsonAnswer(200, {
      timezone: "UTC",
      serverTime: Math.floor(now),
      rateLimits: [
        { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: WEIGHT_PER_MINUTE },
        { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 300_000 },
      ],
      exchangeFilters: [],
      symbols: pairs.map(encodePair),
    });
  };
  const ticker = ({ query, now }: Question): Answer => {
    const tickerOf = (pair: ListedPair) => encodeTicker(pair, venue.day(pair.symbol, now), now);
    if (!query.has("symbol")) return jsonAnswer(200, venue.listedAt(now).map(tickerOf));
    const pair = found(query, now);
    return pair === null ? refused(-1121, "Invalid symbol.") : jsonAnswer(200, tickerOf(pair));
  };
  const aggTrades = ({ query, now }: Question): Answer => {
    const pair = found(query, now);
    if (pair === null) return refused(-1121, "Invalid symbol.");
    const numbers = readNumbers(query);
    if ("problem" in numbers) return numbers.problem;
    const { limit, fromId, from, to } = numbers;
    if (fromId !== null && (from !== null || to !== null))
      return refused(-1128, "Combination of optional parameters invalid.");
    if (from !== null && to !== null && from > to) return refused(-1127, "Start time is after end time.");
    const question = fromId === null ? { from, to, limit } : { fromId, limit };
    const trades = venue.trades(pair.symbol, question, untilFor(pair.symbol, now));
    return jsonAnswer(
      200,
      trades.map((trade) => encodeTrade(pair, trade)),
    );
  };
  const klines = ({ query, now }: Question): Answer => {
    const pair = found(query, now);
    if (pair === null) return refused(-1121, "Invalid symbol.");
    const spanMs = SPANS[query.get("interval") ?? ""];
    if (spanMs === undefined) return refused(-1120, "Invalid interval.");
    const numbers = readNumbers(query);
    if ("problem" in numbers) return numbers.problem;
    const { limit, from, to } = numbers;
    const candles = venue.candles(pair.symbol, { spanMs, from, to, limit }, untilFor(pair.symbol, now));
    return jsonAnswer(
      200,
      candles.map((candle) => encodeCandle(pair, candle)),
    );
  };

  const routes: Readonly<
    Record<string, { weight: (query: URLSearchParams) => number; answer: (q: Question) => Answer }>
  > = {
    "/ping": { weight: () => 1, answer: () => jsonAnswer(200, {}) },
    "/time": { weight: () => 1, answer: ({ now }) => jsonAnswer(200, { serverTime: Math.floor(now) }) },
    "/exchangeInfo": { weight: () => 20, answer: exchangeInfo },
    "/ticker/24hr": { weight: (query) => (query.has("symbol") ? 2 : 80), answer: ticker },
    "/aggTrades": { weight: () => 4, answer: aggTrades },
    "/klines": { weight: () => 2, answer: klines },
  };
  return (path, query, now, wallNow) => {
    const route = routes[path];
    if (route === undefined) return jsonAnswer(404, { code: -1102, msg: "Not found." });
    const verdict = weigh(route.weight(query), wallNow);
    const answer = verdict.status === 200 ? route.answer({ query, now }) : tooMany(verdict, wallNow);
    return { ...answer, headers: { ...answer.headers, "x-mbx-used-weight-1m": String(verdict.used) } };
  };
}

function tooMany({ status, retryAfterSeconds }: WeightVerdict, wallNow: UnixMs): Answer {
  const msg =
    status === 418
      ? `Way too much request weight used; IP banned until ${wallNow + retryAfterSeconds * 1_000}. Please use WebSocket Streams for live updates to avoid bans.`
      : `Too much request weight used; current limit is ${WEIGHT_PER_MINUTE} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`;
  return jsonAnswer(status, { code: -1003, msg }, { "retry-after": String(retryAfterSeconds) });
}

interface Numbers {
  readonly limit: number;
  readonly fromId: number | null;
  readonly from: UnixMs | null;
  readonly to: UnixMs | null;
}

function readNumbers(query: URLSearchParams): Numbers | { readonly problem: Answer } {
  const values: Record<string, number | null> = {};
  for (const name of ["limit", "fromId", "startTime", "endTime"]) {
    const text = query.get(name);
    if (text !== null && !/^\d{1,15}$/.test(text)) {
      const msg = `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`;
      return { problem: refused(-1100, msg) };
    }
    values[name] = text === null ? null : Number(text);
  }
  const limit = Math.min(MOST_ROWS, values.limit ?? USUAL_ROWS);
  if (limit === 0) return { problem: refused(-1130, "Data sent for parameter 'limit' is not valid.") };
  return { limit, fromId: values.fromId ?? null, from: values.startTime ?? null, to: values.endTime ?? null };
}
