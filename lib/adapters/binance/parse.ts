import type { Candle } from "@/lib/market/candle";
import type { CandlePage } from "@/lib/market/hour-ranges";
import type { VenuePair } from "@/lib/market/pair";
import type { Trade } from "@/lib/market/trade";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { exchangeInfoSchema, klineSchema, rowsSchema, symbolSchema, tickerSchema } from "./schema";

export interface ParsedPairs {
  pairs: VenuePair[];
  /** Rows that were not what Binance documents. */
  malformed: number;
  /** Request weight a minute and address as Binance states it, or null. */
  weightPerMinute: number | null;
}

const QUOTE = "USDT";
/** Digits and at most one point: `Number` alone would also take "", " 1", "0x1" and "1e400". */
const DECIMAL = /^\d+(?:\.\d+)?$/;

/** A decimal string as a finite number of 0 or more, or null. */
export function readDecimal(value: unknown): number | null {
  if (typeof value !== "string" || !DECIMAL.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function readPositive(value: unknown): number | null {
  const number = readDecimal(value);
  return number !== null && number > 0 ? number : null;
}

/** All USDT pairs with what they did in 24 h, or null when the bodies are something else. */
export function parsePairs(exchangeInfo: unknown, tickers: unknown): ParsedPairs | null {
  const info = exchangeInfoSchema.safeParse(exchangeInfo);
  const rows = rowsSchema.safeParse(tickers);
  if (!info.success || !rows.success) return null;
  let malformed = 0;
  const days = new Map<string, Pick<VenuePair, "lastPrice" | "volumeUsd24h" | "trades24h">>();
  for (const row of rows.data) {
    const ticker = tickerSchema.safeParse(row);
    if (!ticker.success) {
      malformed++;
      continue;
    }
    const { symbol, lastPrice, quoteVolume, count } = ticker.data;
    days.set(symbol, { lastPrice: readPositive(lastPrice), volumeUsd24h: readDecimal(quoteVolume), trades24h: count });
  }
  const pairs: VenuePair[] = [];
  for (const row of info.data.symbols) {
    const symbol = symbolSchema.safeParse(row);
    if (!symbol.success) malformed++;
    else if (symbol.data.quoteAsset === QUOTE) {
      const { symbol: pair, baseAsset: base, status, isSpotTradingAllowed = true } = symbol.data;
      const day = days.get(pair) ?? { lastPrice: null, volumeUsd24h: null, trades24h: null };
      pairs.push({ pair, base, trading: status === "TRADING" && isSpotTradingAllowed, ...day });
    }
  }
  return { pairs, malformed, weightPerMinute: statedWeight(info.data.rateLimits ?? []) };
}

type RateLimit = { rateLimitType: string; interval: string; intervalNum: number; limit: number };

function statedWeight(limits: readonly RateLimit[]): number | null {
  const weight = limits.find(
    ({ rateLimitType, interval }) => rateLimitType === "REQUEST_WEIGHT" && interval === "MINUTE",
  );
  return weight === undefined || weight.intervalNum < 1 ? null : Math.floor(weight.limit / weight.intervalNum);
}

/**
 * An aggregate trade of REST or of the stream, which name its fields alike; null when it is malformed. Every field is
 * verified by hand here, because a schema per trade costs more than everything else that is done with it.
 */
export function parseTrade(row: unknown, multiplier: number): Trade | null {
  if (typeof row !== "object" || row === null) return null;
  const { a: id, p, q, T: at, m: buyerIsMaker } = row as Record<string, unknown>;
  const price = readPositive(p);
  const quantity = readPositive(q);
  if (price === null || quantity === null || typeof buyerIsMaker !== "boolean") return null;
  if (!isCount(id) || !isCount(at) || at === 0 || !Number.isFinite(price * quantity)) return null;
  return {
    id,
    at,
    priceUsd: price / multiplier,
    quantity: quantity * multiplier,
    // The maker's order rested in the book, so the other side crossed the spread.
    takerSide: buyerIsMaker ? "sell" : "buy",
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export interface ParsedRows<T> {
  rows: T[];
  malformed: number;
}

export function parseTrades(body: unknown, multiplier: number): ParsedRows<Trade> | null {
  const parsed = rowsSchema.safeParse(body);
  if (!parsed.success) return null;
  const rows = parsed.data.map((row) => parseTrade(row, multiplier)).filter((trade) => trade !== null);
  return { rows, malformed: parsed.data.length - rows.length };
}

export interface ParsedCandles {
  closed: Candle[];
  /** The hour under way, or null. */
  forming: Candle | null;
  malformed: number;
}

/** Hourly rows, oldest first. The last one that Binance sends is usually still open: it is told apart by `now`. */
export function parseCandles(body: unknown, multiplier: number, now: UnixMs): ParsedCandles | null {
  const parsed = rowsSchema.safeParse(body);
  if (!parsed.success) return null;
  const candles = new Map<UnixMs, Candle>();
  for (const row of parsed.data) {
    const candle = parseCandle(row, multiplier);
    if (candle !== null) candles.set(candle.openAt, candle);
  }
  const ascending = [...candles.values()].sort((a, b) => a.openAt - b.openAt);
  return {
    closed: ascending.filter(({ openAt }) => openAt + HOUR_MS <= now),
    forming: ascending.findLast(({ openAt }) => openAt <= now && openAt + HOUR_MS > now) ?? null,
    malformed: parsed.data.length - candles.size,
  };
}

export interface HoursAsked {
  multiplier: number;
  from: UnixMs;
  to: UnixMs;
  limit: number;
}

/** The hours of a klines body, or null when it is not the answer to the question. */
export function parseHours(body: unknown, { multiplier, from, to, limit }: HoursAsked): CandlePage | null {
  const parsed = parseCandles(body, multiplier, to);
  if (parsed === null) return null;
  const { closed: candles, forming, malformed } = parsed;
  const last = candles.at(-1);
  if (forming !== null || (candles[0]?.openAt ?? from) < from) return null;
  // A full answer may have been cut; any other one ends where Binance's hours end.
  const isFull = candles.length + malformed >= limit && last !== undefined;
  return { candles, malformed, coveredTo: isFull ? Math.min(to, last.openAt + HOUR_MS) : to };
}

function parseCandle(row: unknown, multiplier: number): Candle | null {
  const parsed = klineSchema.safeParse(row);
  if (!parsed.success) return null;
  const [openAt, ...rest] = parsed.data;
  const [open, high, low, close] = rest.slice(0, 4).map(readPositive);
  const volume = readDecimal(rest[4]);
  const volumeUsd = readDecimal(rest[6]);
  if (!open || !high || !low || !close || volume === null || volumeUsd === null) return null;
  if (openAt % HOUR_MS !== 0 || high < Math.max(open, close, low) || low > Math.min(open, close)) return null;
  return {
    openAt,
    open: open / multiplier,
    high: high / multiplier,
    low: low / multiplier,
    close: close / multiplier,
    volume: volume * multiplier,
    volumeUsd,
  };
}
