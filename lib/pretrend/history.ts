import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { median } from "@/lib/statistics/median";
import type { PretrendCoin, PretrendUniverse } from "./pretrend-universe";

/** Recorded hourly candles of one coin, oldest first; prices are of one coin. */
export interface HistoryCoin {
  readonly id: string;
  /** Coins in circulation; null when not known. */
  readonly supply: number | null;
  readonly openSeconds: Float64Array;
  readonly close: Float64Array;
  /** US dollars traded in this candle and all before it. */
  readonly turnoverSum: Float64Array;
}

export interface PretrendHistory {
  readonly coins: readonly HistoryCoin[];
  /** First open and last close of all candles. */
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** A coin that trades at a moment: its place in the history and that of its newest closed candle. */
export interface Member {
  readonly coin: number;
  readonly candle: number;
}

const HOUR_SECONDS = 3_600;
const DAY_HOURS = 24;
const WINDOW = 168;
const BASELINE_DAYS = 7;
const BASELINE_DAYS_MIN = 3;

/** Index of the candle that closed exactly at a time, −1 for none. */
function candleClosedAt({ openSeconds }: HistoryCoin, at: UnixMs): number {
  const wanted = (at - HOUR_MS) / 1_000;
  let low = 0;
  let high = openSeconds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((openSeconds[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return openSeconds[low] === wanted ? low : -1;
}

/** The coins of a moment: from its first closed candle until its last one, whatever becomes of it later. */
export function membersAt({ coins }: PretrendHistory, at: UnixMs): Member[] {
  const members: Member[] = [];
  coins.forEach((coin, index) => {
    const candle = candleClosedAt(coin, at);
    if (candle >= 0) members.push({ coin: index, candle });
  });
  return members;
}

/** The universe as it was known at a moment, from candles closed by then and nothing else. */
export function universeAt(history: PretrendHistory, at: UnixMs, members = membersAt(history, at)): PretrendUniverse {
  const coins = members.map(({ coin, candle }) => coinAt(history.coins[coin] as HistoryCoin, candle));
  return { closesEndAt: at, coins };
}

function coinAt(coin: HistoryCoin, candle: number): PretrendCoin {
  const price = coin.close[candle] as number;
  const volume = dayVolume(coin, candle);
  const before: number[] = [];
  for (let day = 1; day <= BASELINE_DAYS; day++) {
    const past = dayVolume(coin, candleBefore(coin, candle, day * DAY_HOURS));
    if (past !== null) before.push(past);
  }
  const baseline = before.length < BASELINE_DAYS_MIN ? null : median(before);
  return {
    id: coin.id,
    closes: coin.close.subarray(firstOfRun(coin, candle), candle + 1),
    volumeUsd24h: volume,
    volumeRatio: volume === null || baseline === null || baseline <= 0 ? null : volume / baseline,
    marketCapUsd: coin.supply === null ? null : price * coin.supply,
    whale: null,
    funding: null,
  };
}

/** The candle that many hours earlier, −1 where there is a gap. */
function candleBefore({ openSeconds }: HistoryCoin, candle: number, hours: number): number {
  const index = candle - hours;
  if (index < 0) return -1;
  const apart = (openSeconds[candle] as number) - (openSeconds[index] as number);
  return apart === hours * HOUR_SECONDS ? index : -1;
}

/** What was traded in the 24 hours that end with a candle; null unless all of them are there. */
function dayVolume(coin: HistoryCoin, candle: number): number | null {
  if (candle < 0) return null;
  const first = candleBefore(coin, candle, DAY_HOURS - 1);
  if (first < 0) return null;
  const earlier = first === 0 ? 0 : (coin.turnoverSum[first - 1] as number);
  return (coin.turnoverSum[candle] as number) - earlier;
}

/** First candle of the week that ends with a candle, or the one after the last gap in it. */
function firstOfRun(coin: HistoryCoin, candle: number): number {
  const most = Math.min(WINDOW - 1, candle);
  if (candleBefore(coin, candle, most) >= 0) return candle - most;
  let hours = 0;
  while (candleBefore(coin, candle, hours + 1) >= 0) hours += 1;
  return candle - hours;
}
