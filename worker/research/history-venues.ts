import { readPairMap } from "@/lib/cache/pair-map";
import { AppError } from "@/lib/errors";
import type { CandlePage, HourRange } from "@/lib/market/hour-ranges";
import type { MappedPair } from "@/lib/market/pair";
import { byCoin, provePairs } from "@/worker/candles/prove-pairs";
import { candlesOfChart } from "./chart-closes";
import type { CandleContext, HistoryVenue } from "./load-histories";

/** A coin as a venue knows it. */
export interface VenueCoin {
  /** In words: "Binance trades SOLUSDT". */
  readonly known: string;
  readonly fetchPage: (range: HourRange, signal: AbortSignal) => Promise<CandlePage>;
}

/** Where hours can be asked for. */
export interface HistorySource {
  readonly venue: HistoryVenue;
  readonly name: string;
  readonly pageHours: number;
  readonly closeOnly: boolean;
  /** The coin, or in words why the venue does not have it. */
  find(coinId: string): Promise<VenueCoin | string>;
}

/** Each asking of CoinGecko is a call of the plan, so a run over many coins does not ask it. */
const CHARTED_COINS_MAX = 25;
/** How many hours each gives at a time: CoinGecko tells hours for ranges of up to 90 days. */
const PAGE_HOURS = { binance: 1_000, okx: 100, coingecko: 90 * 24 } as const;

/** The venues in the order in which they are asked. What they list is asked for once, and only when it is needed. */
export function historySources(context: CandleContext, coins: number): readonly HistorySource[] {
  return [binanceSource(context), okxSource(context), coingeckoSource(context, coins)];
}

function binanceSource(context: CandleContext): HistorySource {
  const { binance, redis, log, signal } = context;
  return pairSource({
    venue: "binance",
    name: "Binance",
    listPairs: async () => {
      const map = await readPairMap(redis, log);
      return map === null ? provePairs(() => binance.fetchPairs(signal), context) : byCoin(map.mapped);
    },
    fetchHours: binance.fetchHours,
  });
}

function okxSource(context: CandleContext): HistorySource {
  const { okx, signal } = context;
  return pairSource({
    venue: "okx",
    name: "OKX",
    listPairs: () => provePairs(() => okx.fetchPairs(signal), context),
    fetchHours: okx.fetchHours,
  });
}

interface PairVenue {
  readonly venue: "binance" | "okx";
  readonly name: string;
  readonly listPairs: () => Promise<ReadonlyMap<string, MappedPair>>;
  readonly fetchHours: (
    query: HourRange & { pair: string; multiplier: number; signal: AbortSignal },
  ) => Promise<CandlePage>;
}

function pairSource({ venue, name, listPairs, fetchHours }: PairVenue): HistorySource {
  let listed: ReturnType<typeof listPairs> | null = null;
  return {
    venue,
    name,
    pageHours: PAGE_HOURS[venue],
    closeOnly: false,
    async find(coinId) {
      listed ??= listPairs();
      const mapped = await listed.then((pairs) => pairs.get(coinId), refusedHere);
      if (mapped === "refused") return `${name} does not serve this location`;
      if (mapped === undefined) return `${name} has no pair that is proven to be this coin`;
      const { pair, multiplier } = mapped;
      return {
        known: `${name} trades ${pair}`,
        fetchPage: (range, signal) => fetchHours({ pair, multiplier, ...range, signal }),
      };
    },
  };
}

/** A venue that refuses our location does so for good; any other failure is no reason to take another venue's prices. */
function refusedHere(error: unknown): "refused" {
  if (error instanceof AppError && error.code === "forbidden") return "refused";
  throw error;
}

function coingeckoSource({ coingecko }: CandleContext, coins: number): HistorySource {
  return {
    venue: "coingecko",
    name: "CoinGecko",
    pageHours: PAGE_HOURS.coingecko,
    closeOnly: true,
    async find(coinId) {
      if (coins > CHARTED_COINS_MAX) return `CoinGecko is asked in runs of at most ${CHARTED_COINS_MAX} coins`;
      return {
        known: "CoinGecko tells its hourly closes",
        fetchPage: async (range, signal) => {
          const chart = await coingecko.fetchMarketChartRange(coinId, range, signal);
          return { candles: candlesOfChart(chart, range), malformed: 0, coveredTo: range.to };
        },
      };
    },
  };
}
