import type { Fraction, Usd } from "@/lib/market/units";
import type { Bars } from "./bars";
import type { Rules, Slippage } from "./parameters";

/** What a fill costs, as fractions of the traded value per side. */
export type Costs = Pick<Rules, "feeBps" | "slippage">;

const DAY_BARS = 24;
const BPS = 1e-4;
/** 7000 basis points: the impact of an order of a whole day's volume at a daily deviation of 1. */
const IMPACT = 0.7;
/** No fill slips further than this, however thin the market: the same half that a delisted coin loses. */
const MOST_SLIPPAGE = 0.5;

export const fraction = (bps: number): Fraction => bps * BPS;

/** What an order loses to its own weight: formula A.16. A market without volume takes the most. */
export function squareRootImpact(orderUsd: Usd, dailyDeviation: Fraction, dailyVolumeUsd: Usd): Fraction {
  if (!(dailyVolumeUsd > 0)) return MOST_SLIPPAGE;
  return Math.min(MOST_SLIPPAGE, IMPACT * dailyDeviation * Math.sqrt(orderUsd / dailyVolumeUsd));
}

/** What a fill at each bar slips by. */
export interface SlippageOf {
  readonly fixed: Fraction;
  /**
   * By the bar of the fill, one more than there are bars: the last is that of the last close. Volume and deviation are of the
   * 24 bars before the fill, whatever happens in the bar itself. Null: `fixed` everywhere.
   */
  readonly series: Float64Array | null;
}

/** By bars and order: a sweep, a walk-forward or random entries ask for the same series a thousand times. */
const measured = new WeakMap<Bars, { readonly orderUsd: Usd; readonly series: Float64Array }>();

export function slippageOf(bars: Bars, slippage: Slippage): SlippageOf {
  if (slippage.model === "fixed") return { fixed: fraction(slippage.bps), series: null };
  const { orderUsd } = slippage;
  const known = measured.get(bars);
  const series = known?.orderUsd === orderUsd ? known.series : measureImpact(bars, orderUsd);
  measured.set(bars, { orderUsd, series });
  return { fixed: 0, series };
}

export const slippageAt = ({ fixed, series }: SlippageOf, bar: number): Fraction =>
  series === null ? fixed : (series[bar] as number);

function measureImpact(bars: Bars, orderUsd: Usd): Float64Array {
  const series = new Float64Array(bars.close.length + 1);
  const steps = logReturns(bars.close);
  for (let bar = 0; bar < series.length; bar++) {
    series[bar] = squareRootImpact(orderUsd, dailyDeviation(steps, bar), dailyVolume(bars.volumeUsd, bar));
  }
  return series;
}

/** Entry i is the step from close i−1 to close i; the first, and any from or to a price that is none, is 0. */
function logReturns(closes: Float64Array): Float64Array {
  const steps = new Float64Array(closes.length);
  for (let i = 1; i < closes.length; i++) {
    const before = closes[i - 1] as number;
    const now = closes[i] as number;
    if (before > 0 && now > 0) steps[i] = Math.log(now / before);
  }
  return steps;
}

/** Summed afresh at every bar: a running sum would carry its rounding along, and a prefix of the data another rounding. */
function dailyVolume(volumes: Float64Array, bar: number): Usd {
  let sum = 0;
  for (let i = Math.max(0, bar - DAY_BARS); i < bar; i++) sum += volumes[i] as number;
  return sum;
}

function dailyDeviation(steps: Float64Array, bar: number): Fraction {
  const from = Math.max(1, bar - DAY_BARS);
  const count = bar - from;
  if (count < 2) return 0;
  let sum = 0;
  for (let i = from; i < bar; i++) sum += steps[i] as number;
  const mean = sum / count;
  let squares = 0;
  for (let i = from; i < bar; i++) squares += ((steps[i] as number) - mean) ** 2;
  return Math.sqrt((squares / (count - 1)) * DAY_BARS);
}
