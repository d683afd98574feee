import type { Logger } from "@/lib/log";
import type { Candle } from "@/lib/market/candle";
import type { CandlePage } from "@/lib/market/hour-ranges";
import type { VenuePair } from "@/lib/market/pair";
import type { Trade } from "@/lib/market/trade";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { type ParsedPairs, type ParsedRows, parseCandles, parseHours, parsePairs, parseTrades } from "./parse";
import { type BinanceState, createRequester, type WeightBudget } from "./request";

export type { BinanceState, WeightBudget } from "./request";

/** A pair and how many units of the coin one unit of its base is. */
export interface PairOfCoin {
  pair: string;
  multiplier: number;
}

export interface TradesQuery extends PairOfCoin {
  /** Ascending from this id, or from this time, or else the newest. */
  fromId?: number;
  startAt?: UnixMs;
  /** 1,000 at most. */
  limit: number;
  /** High for what is missing now, low for the past; low when absent. */
  priority?: "high" | "low";
  signal?: AbortSignal;
}

export interface CandlesQuery extends PairOfCoin {
  timeframe: "1h";
  startAt?: UnixMs;
  /** 1,000 at most. */
  limit: number;
  now: UnixMs;
  signal?: AbortSignal;
}

export interface HoursQuery extends PairOfCoin {
  /** Whole hours that are over, [from, to). */
  from: UnixMs;
  to: UnixMs;
  /** High where somebody waits for it; low when absent. */
  priority?: "high" | "low";
  signal?: AbortSignal;
}

export interface TradesPage {
  /** Ascending by id. A malformed row is left out and counted: the hole in the ids tells. */
  trades: Trade[];
  /** How many rows Binance sent, malformed ones too: fewer than asked for means that there are no more. */
  rows: number;
}

export interface BinanceClient {
  /** Every USDT pair, also those that do not trade at present. */
  fetchPairs(signal?: AbortSignal): Promise<VenuePair[]>;
  fetchTrades(query: TradesQuery): Promise<TradesPage>;
  fetchCandles(query: CandlesQuery): Promise<{ closed: Candle[]; forming: Candle | null }>;
  /** The oldest of these hours, as many as fit into one answer. */
  fetchHours(query: HoursQuery): Promise<CandlePage>;
  state(): BinanceState;
  /** Rows left out since this client began. */
  malformed(): number;
}

export interface BinanceClientOptions {
  restBase: string;
  budget: WeightBudget;
  log: Logger;
  retry?: { maxAttempts: number; backoffMs: number };
  /** For one whole exchange, in milliseconds; Binance itself gives up after ten seconds. */
  timeoutMs?: number;
  blockedMs?: number;
  random: () => number;
}

/** What Binance documents for each call. */
const WEIGHT = { exchangeInfo: 20, allTickers: 80, aggTrades: 4, klines: 2 } as const;
const LIMIT_MAX = 1_000;
const DEFAULT_RETRY = { maxAttempts: 4, backoffMs: 1_000 };
const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_BLOCKED_MS = 3_600_000;

/** Binance's public spot API as market types. Every method throws AppError. */
export function createBinanceClient(options: BinanceClientOptions): BinanceClient {
  const { log } = options;
  const requester = createRequester({
    restBase: options.restBase,
    budget: options.budget,
    retry: options.retry ?? DEFAULT_RETRY,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    blockedMs: options.blockedMs ?? DEFAULT_BLOCKED_MS,
    random: options.random,
    log,
  });
  let malformed = 0;

  function count(path: string, rows: number): void {
    if (rows === 0) return;
    malformed += rows;
    log.warn({ path, rows }, "Binance sent malformed rows");
  }

  async function fetchPairs(signal?: AbortSignal): Promise<VenuePair[]> {
    const exchangeInfo = await requester.get<{ body: unknown }>({
      path: "/api/v3/exchangeInfo",
      parameters: { permissions: "SPOT", showPermissionSets: "false" },
      weight: WEIGHT.exchangeInfo,
      priority: "low",
      read: (body) => (parsePairs(body, []) === null ? null : { body }),
      signal,
    });
    const parsed = await requester.get<ParsedPairs>({
      path: "/api/v3/ticker/24hr",
      weight: WEIGHT.allTickers,
      priority: "low",
      read: (tickers) => parsePairs(exchangeInfo.body, tickers),
      signal,
    });
    if (parsed.weightPerMinute !== null) requester.learnLimit(parsed.weightPerMinute);
    count("pairs", parsed.malformed);
    return parsed.pairs;
  }

  async function fetchTrades(query: TradesQuery): Promise<TradesPage> {
    const { pair, multiplier, fromId, startAt, limit, priority = "low", signal } = query;
    const path = "/api/v3/aggTrades";
    const parameters: Record<string, string> = { symbol: pair, limit: String(Math.min(limit, LIMIT_MAX)) };
    if (fromId !== undefined) parameters.fromId = String(fromId);
    else if (startAt !== undefined) parameters.startTime = String(Math.floor(startAt));
    const read = (body: unknown): ParsedRows<Trade> | null => parseTrades(body, multiplier);
    const parsed = await requester.get({ path, parameters, weight: WEIGHT.aggTrades, priority, read, signal });
    count(path, parsed.malformed);
    const trades = parsed.rows.sort((a, b) => a.id - b.id);
    return { trades, rows: trades.length + parsed.malformed };
  }

  async function fetchCandles({ pair, multiplier, timeframe, startAt, limit, now, signal }: CandlesQuery) {
    const path = "/api/v3/klines";
    const parameters: Record<string, string> = {
      symbol: pair,
      interval: timeframe,
      limit: String(Math.min(limit, LIMIT_MAX)),
    };
    if (startAt !== undefined) parameters.startTime = String(Math.floor(startAt));
    const read = (body: unknown) => parseCandles(body, multiplier, now);
    const parsed = await requester.get({ path, parameters, weight: WEIGHT.klines, priority: "high", read, signal });
    count(path, parsed.malformed);
    return { closed: parsed.closed, forming: parsed.forming };
  }

  async function fetchHours({ pair, multiplier, from, to, priority = "low", signal }: HoursQuery): Promise<CandlePage> {
    const path = "/api/v3/klines";
    const limit = Math.min(LIMIT_MAX, Math.ceil((to - from) / HOUR_MS));
    const parameters = {
      symbol: pair,
      interval: "1h",
      startTime: String(from),
      endTime: String(to - 1),
      limit: String(limit),
    };
    const read = (body: unknown) => parseHours(body, { multiplier, from, to, limit });
    const page = await requester.get({ path, parameters, weight: WEIGHT.klines, priority, read, signal });
    count(path, page.malformed);
    return page;
  }

  return { fetchPairs, fetchTrades, fetchCandles, fetchHours, state: requester.state, malformed: () => malformed };
}
