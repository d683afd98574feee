import { HOUR_MS, type Percent, type UnixMs } from "@/lib/market/units";
import type { EquityCurve } from "./daily-returns";

export interface Drawdown {
  /** Largest fall below the highest equity before it, positive; 0 when it never fell. */
  readonly percent: Percent;
  /** Close of the last bar at the peak, of the lowest bar, and of the first bar back at the peak; null: never. */
  readonly fromAt: UnixMs | null;
  readonly troughAt: UnixMs | null;
  readonly recoveredAt: UnixMs | null;
}

/** 100 · max(1 − E / peak) over the closes of all bars, the peak at least the 1 it began with. */
export function maxDrawdown({ firstOpenAt, equity }: EquityCurve): Drawdown {
  let peak = 1;
  let peakBar = -1;
  let worst = 0;
  let worstPeak = 1;
  let fromBar = -1;
  let troughBar = -1;
  for (let bar = 0; bar < equity.length; bar++) {
    const now = equity[bar] as number;
    if (now >= peak) {
      peak = now;
      peakBar = bar;
    } else if (1 - now / peak > worst) {
      worst = 1 - now / peak;
      worstPeak = peak;
      fromBar = peakBar;
      troughBar = bar;
    }
  }
  if (worst === 0) return { percent: 0, fromAt: null, troughAt: null, recoveredAt: null };
  let recoveredBar = troughBar + 1;
  while (recoveredBar < equity.length && (equity[recoveredBar] as number) < worstPeak) recoveredBar += 1;
  const closeOf = (bar: number): UnixMs => firstOpenAt + (bar + 1) * HOUR_MS;
  return {
    percent: 100 * worst,
    fromAt: closeOf(fromBar),
    troughAt: closeOf(troughBar),
    recoveredAt: recoveredBar < equity.length ? closeOf(recoveredBar) : null,
  };
}

/** Root of the mean squared drawdown over the closes of all bars, percent. Martin & McCann (1989), "The Investor's Guide to Fidelity Funds". */
export function ulcerIndex(equity: ArrayLike<number>): Percent {
  let peak = 1;
  let squares = 0;
  for (let bar = 0; bar < equity.length; bar++) {
    const now = equity[bar] as number;
    if (now > peak) peak = now;
    const below = 100 * (1 - now / peak);
    squares += below * below;
  }
  return equity.length === 0 ? 0 : Math.sqrt(squares / equity.length);
}
