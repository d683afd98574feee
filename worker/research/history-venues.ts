import { readBoard } from "@/lib/cache/momentum-board";
import { readPairMap } from "@/lib/cache/pair-map";
import type { CandlePage, HourRange } from "@/lib/market/hour-ranges";
import { mapPairs } from "@/lib/market/map-pairs";
import type { MappedPair } from "@/lib/market/pair";
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
  /** CoinGecko tells closes only. */
  readonly closeOnly: boolean;
  /** The coin, or why the venue does not have it. */
  find(coinId: string): Promise<VenueCoin | string>;
}

/** Each asking of CoinGecko is a call of the plan, so a run over many coins does not ask it. */
const CHARTED_COINS_MAX = 25;
const HOURS = { binance: 1_000, okx: 300, coingecko: 90 * 24 } as const;

/** The venues in the order in which they are asked. What they list is asked for once, and only when it is needed. */
export function historySources(context: CandleContext, coins: number): HistorySource[] {
  return [binanceSource(context), okxSource(context), coingeckoSource(context, coins)];
}

function binanceSource({ binance, redis, log }: CandleContext): HistorySource {
  const pairs = once(async () => {
    const map = await readPairMap(redis, log);
    return map === null ? null : byCoin(map.mapped);
  });
  return {
    venue: "binance",
    name: "Binance",
    pageHours: HOURS.binance,
    closeOnly: false,
    async find(coinId) {
      const known = await pairs();
      if (known === null) return "which coins Binance trades is not known yet";
      const mapped = known.get(coinId);
      if (mapped === undefined) return "Binance has no pair that is proven to be this coin";
      const { pair, multiplier } = mapped;
      return {
        known: `Binance trades ${pair}`,
        fetchPage: (range, signal) => binance.fetchHours({ pair, multiplier, ...range, signal }),
      };
    },
  };
}

function okxSource({ okx, redis, log, now, signal }: CandleContext): HistorySource {
  const pairs = once(async () => {
    const snapshot = await readBoard(redis, log);
    if (snapshot === null) return null;
    const coins = snapshot.board.coins.map(({ asset, excluded }) => ({
      ...asset,
      excluded: excluded === "stable" || excluded === "derivative",
    }));
    return byCoin(mapPairs(await okx.fetchPairs(signal), coins, now()).mapped);
  });
  return {
    venue: "okx",
    name: "OKX",
    pageHours: HOURS.okx,
    closeOnly: false,
    async find(coinId) {
      const known = await pairs();
      if (known === null) return "which coins OKX trades is not known yet";
      const mapped = known.get(coinId);
      if (mapped === undefined) return "OKX has no pair that is proven to be this coin";
      const { pair, multiplier } = mapped;
      return {
        known: `OKX trades ${pair}`,
        fetchPage: (range, abort) => okx.fetchHours({ pair, multiplier, ...range, signal: abort }),
      };
    },
  };
}

function coingeckoSource({ coingecko }: CandleContext, coins: number): HistorySource {
  return {
    venue: "coingecko",
    name: "CoinGecko",
    pageHours: HOURS.coingecko,
    closeOnly: true,
    find: async (coinId) => {
      if (coins > CHARTED_COINS_MAX) {
        return `CoinGecko's closes are asked for in runs of at most ${CHARTED_COINS_MAX} coins`;
      }
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

const byCoin = (mapped: readonly MappedPair[]) => new Map(mapped.map((pair) => [pair.coinId, pair]));

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= work();
    return answer;
  };
}
