import type { Asset } from "@/lib/market/asset";
import { HOUR_MS, type Usd } from "@/lib/market/units";
import { type Categories, judgeStanding } from "@/lib/momentum/universe";
import type { Bars, CoinHistory } from "./bars";
import { CLOSES_LAG_BARS, SCORE_CLOSES } from "./score-bars";

const DAY = 24;
const UNASKED = 2;

/** Nobody kept which coins were listed as stable when; those that behave like it are known by their prices. */
const NO_CATEGORIES: Categories = { stable: new Set(), derivative: new Set() };

type Subject = Pick<CoinHistory, "coinId" | "symbol" | "bars">;

/**
 * Whether the live board would have withheld a BUY of this coin at the close of a bar, by the live board's own judgement:
 * stable-like, dead or too new. Judged only for bars that are asked about, each once: few scores reach a threshold.
 */
export function barredAt(subject: Subject): (bar: number) => boolean {
  const answers = new Uint8Array(subject.bars.close.length).fill(UNASKED);
  const first = subject.bars.traded.indexOf(1);
  return (bar) => {
    if (answers[bar] === UNASKED) answers[bar] = isBarred(subject, first, bar) ? 1 : 0;
    return answers[bar] === 1;
  };
}

function isBarred({ coinId, symbol, bars }: Subject, first: number, bar: number): boolean {
  if (first < 0 || bar < first) return true;
  const now = bars.firstOpenAt + (bar + 1) * HOUR_MS;
  const end = Math.max(first, bar + 1 - CLOSES_LAG_BARS);
  const closes = bars.close.subarray(Math.max(first, end - SCORE_CLOSES), end);
  const asset: Asset = {
    id: coinId,
    symbol,
    name: symbol,
    imageUrl: null,
    priceUsd: bars.close[bar] ?? null,
    marketCapUsd: null,
    marketCapRank: null,
    ...dayOf(bars, bar),
    changePercent1h: null,
    changePercent24h: null,
    changePercent7d: null,
    lastUpdatedAt: bars.firstOpenAt + (bars.traded.lastIndexOf(1, bar) + 1) * HOUR_MS,
    observedAt: now,
  };
  return judgeStanding(asset, closes, NO_CATEGORIES, false, now).buyBarred;
}

/** Volume and range of the 24 hours before the close of a bar; no range when none of them traded. */
function dayOf(bars: Bars, bar: number): Pick<Asset, "volumeUsd24h" | "highUsd24h" | "lowUsd24h"> {
  let volume: Usd = 0;
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let i = Math.max(0, bar - DAY + 1); i <= bar; i++) {
    if (bars.traded[i] !== 1) continue;
    volume += bars.volumeUsd[i] as number;
    high = Math.max(high, bars.high[i] as number);
    low = Math.min(low, bars.low[i] as number);
  }
  return {
    volumeUsd24h: bars.volumeUsd24h?.[bar] ?? volume,
    highUsd24h: high < low ? null : high,
    lowUsd24h: high < low ? null : low,
  };
}
