import type { CandleBar, CandleData, CandleLine } from "@/components/charts/candle-canvas";
import type { CandlesAnswer } from "@/lib/contracts/http/candles";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { countOf } from "@/lib/format/count";
import { formatPrice, priceDecimals } from "@/lib/format/price";
import { formatDay, formatMoment } from "@/lib/format/time";
import { emaSeries } from "@/lib/indicators/ema";
import type { Candle, Timeframe } from "@/lib/market/candle";

/** The averages that the score compares, in bars. */
const AVERAGES = [5, 20] as const;

export const candleColumns = ["Open", "High", "Low", "Close", "Volume"] as const;

export const timeframeWords: Readonly<Record<Timeframe, string>> = { "1h": "1 h", "4h": "4 h", "1d": "1 d" };

/** About as many bars as a wide screen shows, with a past to scroll into. */
export const candleLimits: Readonly<Record<Timeframe, number>> = { "1h": 336, "4h": 360, "1d": 365 };

function toBar(candle: Candle, forming: boolean): CandleBar {
  const { openAt, open, high, low, close, volumeUsd } = candle;
  return { at: openAt, open, high, low, close, volumeUsd, forming };
}

/** Only closed bars count: an average that moved with the forming one would be another one when it closes. */
function averageLines(closed: readonly Candle[]): CandleLine[] {
  const closes = closed.map(({ close }) => close);
  return AVERAGES.map((period, index) => ({
    name: `EMA ${period}`,
    dashed: index === 1,
    points: Array.from(emaSeries(closes, period), (value, k) => ({ at: closed[k + period - 1]?.openAt ?? 0, value })),
  }));
}

/** The answer as bars and lines. */
export function presentCandles(answer: CandlesAnswer, withAverages: boolean): CandleData {
  const bars = answer.candles.map((candle) => toBar(candle, false));
  const last = bars.at(-1);
  const { forming } = answer;
  if (forming !== null && (last === undefined || forming.openAt > last.at)) bars.push(toBar(forming, true));
  return {
    bars,
    lines: withAverages ? averageLines(answer.candles) : [],
    priceDecimals: last === undefined ? 2 : priceDecimals(last.close),
  };
}

/** One bar in words, in the order of `candleColumns`. */
export function describeBar(bar: CandleBar | undefined, timeframe: Timeframe) {
  if (bar === undefined) return { time: "", values: [] };
  const time = timeframe === "1d" ? formatDay(bar.at) : formatMoment(bar.at);
  return {
    time: bar.forming ? `${time}, forming` : time,
    values: [
      ...[bar.open, bar.high, bar.low, bar.close].map((price) => formatPrice(price)),
      formatCompactUsd(bar.volumeUsd),
    ],
  };
}

/** Where the candles come from and what counts: "Binance SOLUSDT · closed bars only". */
export function candleSource({ venue, pair, forming }: CandlesAnswer): string {
  const where = venue === null ? "" : `${venue.charAt(0).toUpperCase()}${venue.slice(1)}`;
  const rule = forming === null ? "closed bars only" : "closed bars only count, the forming one is pale";
  return [[where, pair].filter(Boolean).join(" "), rule].filter(Boolean).join(" · ");
}

/** How old the candles are and why, where they are not of now; null when they are. */
export function candleAge({ as_of, stale, reason }: CandlesAnswer): string | null {
  if (!stale && reason === "") return null;
  const since = as_of === null || !stale ? "" : `Candles end ${formatMoment(Date.parse(as_of))}. `;
  return `${since}${reason}`;
}

/** The chart in one sentence. */
export function candleSentence(answer: CandlesAnswer): string {
  const first = answer.candles[0];
  const last = answer.candles.at(-1);
  if (!first || !last) return "No closed candle.";
  const low = Math.min(...answer.candles.map((candle) => candle.low));
  const high = Math.max(...answer.candles.map((candle) => candle.high));
  return `${countOf(answer.candles.length, "closed candle")} of ${timeframeWords[answer.timeframe]}, ${formatMoment(first.openAt)} to ${formatMoment(last.openAt)}, from ${formatPrice(low)} to ${formatPrice(high)}, last close ${formatPrice(last.close)}.`;
}
