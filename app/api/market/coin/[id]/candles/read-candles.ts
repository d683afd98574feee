import type { WebServices } from "@/app/api/web-services";
import { claimCandleLoad, readCandleLoad, readCandleTrouble } from "@/lib/cache/candle-load";
import { readFormingCandle } from "@/lib/cache/forming-candle";
import { readPairMap } from "@/lib/cache/pair-map";
import type { CandlesAnswer, CandlesQuery } from "@/lib/contracts/http/candles";
import { isoTime } from "@/lib/contracts/http/freshness";
import { aggregateCandles, TIMEFRAME_MS } from "@/lib/market/aggregate-candles";
import type { Candle } from "@/lib/market/candle";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import type { PairMap } from "@/lib/market/pair";
import { HOUR_MS, hourOf, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { enqueue } from "@/lib/queue/enqueue";
import { listCandles } from "@/lib/store/candles";
import { whyNoPair } from "./why-no-pair";

const VENUE = "binance";
/** A new hour may take this long to be stored before what there is counts as old. */
const GRACE_MS = 10 * MINUTE_MS;

/** Stored candles in the wished timeframe; what is missing is asked for in the background and there at the next look. */
export async function readCandles(
  services: WebServices,
  clock: MarketClock,
  coinId: string,
  { timeframe, limit }: CandlesQuery,
): Promise<CandlesAnswer> {
  const { database, redis, log } = services;
  const now = marketNow(clock, services.wallNow());
  const from = Math.floor(now / TIMEFRAME_MS[timeframe]) * TIMEFRAME_MS[timeframe] - limit * TIMEFRAME_MS[timeframe];
  const [map, stored, hourForming, trouble] = await Promise.all([
    readPairMap(redis, log),
    listCandles(database, coinId, VENUE, from),
    readFormingCandle(redis, coinId, log),
    readCandleTrouble(redis, coinId),
  ]);
  const pair = map?.mapped.find((one) => one.coinId === coinId) ?? null;
  const due = pair !== null && isDue(stored, hourForming, now);
  if (due) await ask(services, coinId);
  const running = formingHour(stored, hourForming, now);
  const { closed, forming } = aggregateCandles([...stored, ...running], timeframe, now);
  const about = {
    id: coinId,
    timeframe,
    venue: pair === null && stored.length === 0 ? null : VENUE,
    pair: pair?.pair ?? null,
    candles: closed.slice(-limit),
    forming,
    source: clock.source,
    ...ageOf(stored, now),
  };
  if (stored.length > 0) return { ...about, state: "ready", reason: whyNoNewer(map, coinId, about.stale, trouble) };
  if (map === null) return { ...about, state: "loading", reason: "Which pair trades this coin is being found out." };
  if (pair === null) return { ...about, state: "none", reason: whyNoPair(map, coinId) };
  return { ...about, ...(await waiting(services, coinId, pair.pair)) };
}

/** The newest whole hour is not there, or the one that is forming was not looked at lately. */
function isDue(stored: readonly Candle[], forming: Candle | null, now: UnixMs): boolean {
  const newestWhole = hourOf(now) - HOUR_MS;
  return (stored.at(-1)?.openAt ?? 0) < newestWhole || forming === null;
}

function ageOf(stored: readonly Candle[], now: UnixMs) {
  const newest = stored.at(-1);
  const asOf = newest === undefined ? null : newest.openAt + HOUR_MS;
  return {
    as_of: asOf === null ? null : isoTime(asOf),
    stale: asOf !== null && asOf < hourOf(now - GRACE_MS),
    timestamp: isoTime(asOf ?? hourOf(now)),
  };
}

/** In words, what keeps newer candles from coming; empty when nothing does. */
function whyNoNewer(map: PairMap | null, coinId: string, stale: boolean, trouble: string | null): string {
  if (map?.mapped.every((one) => one.coinId !== coinId)) {
    return `No newer candles come. ${whyNoPair(map, coinId)}`;
  }
  if (trouble !== null) return `Newer candles could not be fetched: ${trouble}`;
  return stale ? "Newer candles are being fetched." : "";
}

/** A forming candle that has closed since, or that lies before the stored ones, is none. */
function formingHour(stored: readonly Candle[], forming: Candle | null, now: UnixMs): Candle[] {
  if (forming === null || forming.openAt + HOUR_MS <= now || forming.openAt <= (stored.at(-1)?.openAt ?? 0)) return [];
  return [forming];
}

async function waiting({ redis, log }: WebServices, coinId: string, pair: string) {
  const load = await readCandleLoad(redis, coinId, log);
  if (load?.state === "empty") return { state: "none", reason: load.reason } as const;
  const failed = load?.state === "failed" ? ` The last try failed: ${load.reason}` : "";
  return { state: "loading", reason: `The candles of ${pair} are being fetched.${failed}` } as const;
}

/** Without a queue the candles there are still serve. */
async function ask({ redis, queues, log }: WebServices, coinId: string): Promise<void> {
  try {
    if (await claimCandleLoad(redis, coinId))
      await enqueue(queues(), "candles.load", { coinId }, `candles.load:${coinId}`);
  } catch (error) {
    log.warn({ err: error, coinId }, "Candles could not be asked for");
  }
}
