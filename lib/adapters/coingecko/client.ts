import { deadline } from "@/lib/deadline";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import {
  type CoinProfile,
  parseCoin,
  parseCoinList,
  parseIds,
  parseMarketChart,
  parsePing,
  parsePlan,
  parseRows,
  type StatedPlan,
} from "./parse";
import { createRequester, type RequestBudget, type Requester } from "./request";
import { COINS_PER_PAGE, fetchPages, type MarketsSweep, mergePages, readMarketPage } from "./sweep-pages";
import { type CoinGeckoTier, requestHeaders } from "./tier";

export type { RequestBudget } from "./request";
export type { MarketsSweep } from "./sweep-pages";

export interface CoinGeckoClient {
  /** Whether CoinGecko answers at all; one try, never throws. */
  ping(signal?: AbortSignal): Promise<boolean>;
  /** The universe by market cap, all pages until a short one or `maxPages`; whole or not at all. */
  fetchMarkets(options: { maxPages: number | null; now: () => UnixMs; signal?: AbortSignal }): Promise<MarketsSweep>;
  /** The `count` largest coins by market cap. */
  fetchTopMarkets(options: { count: number; now: () => UnixMs; signal?: AbortSignal }): Promise<MarketsSweep>;
  /** Prices and rolling 24 h volumes in USD, ascending in time; hourly for 2–90 days. */
  fetchMarketChart(
    id: string,
    days: number,
    signal?: AbortSignal,
  ): Promise<{ prices: [UnixMs, number][]; volumes: [UnixMs, number][] }>;
  /** The same between two moments, hourly for 2–90 days. Small plans reach back a year: `plan_restricted` beyond. */
  fetchMarketChartRange(
    id: string,
    range: { from: UnixMs; to: UnixMs },
    signal?: AbortSignal,
  ): Promise<{ prices: [UnixMs, number][]; volumes: [UnixMs, number][] }>;
  /** Ids of every coin in a category such as "stablecoins", largest first. */
  fetchCategoryIds(category: string, signal?: AbortSignal): Promise<string[]>;
  /** Every id CoinGecko knows, many of them without a market. */
  fetchCoinList(signal?: AbortSignal): Promise<{ id: string; symbol: string; name: string }[]>;
  fetchCoin(id: string, signal?: AbortSignal): Promise<CoinProfile>;
  /** What the pro plan allows and what of it is spent; null for the other tiers, which cannot ask. */
  fetchPlan(signal?: AbortSignal): Promise<StatedPlan | null>;
  circuit(): "closed" | "open" | "half-open";
}

export interface CoinGeckoClientOptions {
  baseUrl: string;
  tier: CoinGeckoTier;
  apiKey?: string;
  budget: RequestBudget;
  retry: { maxAttempts: number; backoffSeconds: number };
  /** For one whole exchange, in milliseconds. */
  timeoutMs?: number;
  /** Consecutive outages that open the circuit, and how long it stays open. */
  circuit?: { consecutiveFailures: number; halfOpenAfterMs: number };
  log: Logger;
}

const CATEGORY_PAGES_MAX = 20;
const DEFAULT_TIMEOUT_MS = 20_000;
const PING_TIMEOUT_MS = 5_000;
const DEFAULT_CIRCUIT = { consecutiveFailures: 5, halfOpenAfterMs: 30_000 };
/** Pages in flight at once. A small plan gains nothing from more, and would pay for pages beyond the last. */
const CONCURRENCY = { keyless: 1, demo: 1, pro: 2, local: 3 } as const;

const byMarketCap = { vs_currency: "usd", order: "market_cap_desc" } as const;
const withHistory = { sparkline: "true", price_change_percentage: "1h,24h,7d" } as const;

/** CoinGecko's v3 API as market types. Every method throws AppError, whose message never holds the key. */
export function createCoinGeckoClient(options: CoinGeckoClientOptions): CoinGeckoClient {
  const requester = createRequester({
    baseUrl: options.baseUrl,
    headers: requestHeaders(options.tier, options.apiKey),
    secrets: options.apiKey === undefined ? [] : [options.apiKey],
    budget: options.budget,
    retry: options.retry,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    circuit: options.circuit ?? DEFAULT_CIRCUIT,
    log: options.log,
  });
  const concurrency = CONCURRENCY[options.tier];
  return {
    ping: (signal) => ping(requester, signal),
    fetchMarkets: ({ maxPages, now, signal }) =>
      sweepMarkets(requester, { perPage: COINS_PER_PAGE, maxPages, concurrency, now, signal }),
    fetchTopMarkets: ({ count, now, signal }) => fetchTop(requester, { count, concurrency, now, signal }),
    fetchMarketChart: (id, days, signal) => fetchMarketChart(requester, id, days, signal),
    fetchMarketChartRange: (id, range, signal) => fetchMarketChartRange(requester, id, range, signal),
    fetchCategoryIds: (category, signal) => fetchCategoryIds(requester, category, signal),
    fetchCoinList: (signal) => requester.get({ path: "/coins/list", read: parseCoinList, priority: "low", signal }),
    fetchCoin: (id, signal) => fetchCoin(requester, id, signal),
    fetchPlan: async (signal) => (options.tier === "pro" ? fetchPlan(requester, signal) : null),
    circuit: requester.circuit,
  };
}

async function ping(requester: Requester, signal: AbortSignal | undefined): Promise<boolean> {
  const either = deadline(PING_TIMEOUT_MS, signal);
  try {
    return await requester.get({ path: "/ping", read: parsePing, priority: "high", maxAttempts: 1, signal: either });
  } catch {
    return false;
  }
}

interface MarketsQuery {
  perPage: number;
  maxPages: number | null;
  concurrency: number;
  now: () => UnixMs;
  signal?: AbortSignal | undefined;
}

async function sweepMarkets(requester: Requester, query: MarketsQuery): Promise<MarketsSweep> {
  const fetched = await fetchPages({
    ...query,
    fetchPage: async (page, signal) => {
      const parameters = { ...byMarketCap, per_page: String(query.perPage), page: String(page), ...withHistory };
      const rows = await requester.get({
        path: "/coins/markets",
        parameters,
        read: parseRows,
        priority: "high",
        signal,
      });
      return readMarketPage(rows, query.now());
    },
  });
  return mergePages(fetched);
}

async function fetchTop(
  requester: Requester,
  { count, ...query }: Omit<MarketsQuery, "perPage" | "maxPages"> & { count: number },
): Promise<MarketsSweep> {
  const sweep = await sweepMarkets(requester, {
    ...query,
    perPage: Math.min(count, COINS_PER_PAGE),
    maxPages: Math.ceil(count / COINS_PER_PAGE),
  });
  return { ...sweep, observed: sweep.observed.slice(0, count) };
}

async function fetchMarketChart(requester: Requester, id: string, days: number, signal: AbortSignal | undefined) {
  // No `interval`: the demo plan answers it with "exclusive to paid", and hourly is what 2–90 days give anyway.
  const parameters = { vs_currency: "usd", days: String(days) };
  const path = `${coinPath(id)}/market_chart`;
  return requester.get({ path, parameters, read: parseMarketChart, priority: "low", signal });
}

async function fetchMarketChartRange(
  requester: Requester,
  id: string,
  { from, to }: { from: UnixMs; to: UnixMs },
  signal: AbortSignal | undefined,
) {
  const parameters = {
    vs_currency: "usd",
    from: String(Math.floor(from / SECOND_MS)),
    to: String(Math.ceil(to / SECOND_MS)),
  };
  const path = `${coinPath(id)}/market_chart/range`;
  return requester.get({ path, parameters, read: parseMarketChart, priority: "low", signal });
}

async function fetchCategoryIds(
  requester: Requester,
  category: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const { pages } = await fetchPages({
    perPage: COINS_PER_PAGE,
    maxPages: CATEGORY_PAGES_MAX,
    concurrency: 1,
    signal,
    fetchPage: (page, pageSignal) => {
      const parameters = { ...byMarketCap, category, per_page: String(COINS_PER_PAGE), page: String(page) };
      const path = "/coins/markets";
      return requester.get({ path, parameters, read: parseRows, priority: "low", signal: pageSignal });
    },
  });
  return parseIds(pages.flat());
}

async function fetchCoin(requester: Requester, id: string, signal: AbortSignal | undefined): Promise<CoinProfile> {
  // Each of these defaults to true and multiplies the size of the answer.
  const parameters = {
    localization: "false",
    tickers: "false",
    market_data: "false",
    community_data: "false",
    developer_data: "false",
  };
  return requester.get({ path: coinPath(id), parameters, read: parseCoin, priority: "low", signal });
}

async function fetchPlan(requester: Requester, signal: AbortSignal | undefined): Promise<StatedPlan | null> {
  try {
    return await requester.get({ path: "/key", read: parsePlan, priority: "high", signal });
  } catch (error) {
    // A proxy in front of CoinGecko need not offer the endpoint; the defaults of the plan apply then.
    const notOffered = error instanceof AppError && (error.code === "not_found" || error.code === "plan_restricted");
    if (notOffered) return null;
    throw error;
  }
}

/** "." and ".." would climb out of the path, however they are escaped. */
function coinPath(id: string): string {
  if (/^\.*$/.test(id)) throw new AppError("bad_request", "A coin id is needed", { retryable: false });
  return `/coins/${encodeURIComponent(id)}`;
}
