import type { Candle } from "@/lib/market/candle";
import type { CandlePage } from "@/lib/market/hour-ranges";
import type { VenuePair } from "@/lib/market/pair";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { answerSchema, candleSchema, instrumentSchema, tickerSchema } from "./schema";

const QUOTE = "USDT";
const OVER = "1";
/** Digits and at most one point: `Number` alone would also take "", " 1", "0x1" and "1e400". */
const DECIMAL = /^\d+(?:\.\d+)?$/;

function readDecimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

function readPositive(text: string): number | null {
  const number = readDecimal(text);
  return number !== null && number > 0 ? number : null;
}

/** All spot pairs quoted in USDT with what they did in 24 h, or null when the bodies are something else. */
export function parsePairs(instruments: unknown, tickers: unknown): VenuePair[] | null {
  const listed = answerSchema.safeParse(instruments);
  const days = answerSchema.safeParse(tickers);
  if (!listed.success || !days.success) return null;
  const dayOf = new Map<string, Pick<VenuePair, "lastPrice" | "volumeUsd24h">>();
  for (const row of days.data.data) {
    const day = tickerSchema.safeParse(row).data;
    if (day === undefined) continue;
    dayOf.set(day.instId, { lastPrice: readPositive(day.last), volumeUsd24h: readDecimal(day.volCcy24h) });
  }
  const pairs: VenuePair[] = [];
  for (const row of listed.data.data) {
    const instrument = instrumentSchema.safeParse(row).data;
    if (instrument?.quoteCcy !== QUOTE) continue;
    const { instId: pair, baseCcy: base, state } = instrument;
    const day = dayOf.get(pair) ?? { lastPrice: null, volumeUsd24h: null };
    pairs.push({ pair, base, trading: state === "live", ...day, trades24h: null });
  }
  return pairs;
}

export interface HoursAsked {
  readonly multiplier: number;
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** The hours of a candles body, or null when it is not the answer to the question. */
export function parseHours(body: unknown, { multiplier, from, to }: HoursAsked): CandlePage | null {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return null;
  const candles = new Map<UnixMs, Candle>();
  let malformed = 0;
  for (const row of parsed.data.data) {
    const candle = parseCandle(row, multiplier);
    if (candle === null) malformed++;
    else if (candle.openAt < from || candle.openAt >= to) return null;
    else candles.set(candle.openAt, candle);
  }
  return { candles: [...candles.values()].sort((a, b) => a.openAt - b.openAt), malformed, coveredTo: to };
}

function parseCandle(row: unknown, multiplier: number): Candle | null {
  const parsed = candleSchema.safeParse(row);
  if (!parsed.success) return null;
  const [at, opened, highest, lowest, closed, base, , quote, over] = parsed.data;
  const [open, high, low, close] = [opened, highest, lowest, closed].map(readPositive);
  const [openAt, volume, volumeUsd] = [at, base, quote].map(readDecimal);
  if (openAt == null || !open || !high || !low || !close || volume == null || volumeUsd == null) return null;
  const isHour = over === OVER && openAt % HOUR_MS === 0;
  if (!isHour || high < Math.max(open, close, low) || low > Math.min(open, close)) return null;
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
