import type { Percent } from "@/lib/market/units";
import type { CoinHistory } from "./bars";
import { REGIMES, type Regime } from "./outcomes";
import type { Run, Trade } from "./run";
import type { BarWindow } from "./simulate";

export interface RegimeFigures {
  readonly regime: Regime;
  readonly hours: number;
  /** What the equity did in those hours, one after the other. */
  readonly totalReturn: Percent;
  /** Trades whose signal came in such an hour. */
  readonly tradeCount: number;
  readonly winRate: Percent | null;
}

/** Hours that a regime is read from. */
export const REGIME_HOURS = 168;
/** In units of what the hours' own moves would add up to by chance: about a third of a random walk's hours is sideways. */
export const REGIME_BAND = 0.5;
const UNKNOWN = 255;

/**
 * Splits a run by what the market had been doing before each hour: the sum of the last 168 hourly log moves over their own
 * standard deviation times √168, above ½ rising, below −½ falling, sideways between. The market is the mean move of the run's
 * coins that traded in the hour. An hour belongs to what was known at the close before it, a trade to the close that bought it;
 * hours with less than 168 before them belong to none.
 */
export function splitByRegime(
  histories: readonly CoinHistory[],
  run: Pick<Run, "equity" | "trades">,
  window: BarWindow,
): RegimeFigures[] {
  const atClose = readRegimes(meanMoves(histories, window.toBar));
  const growth = [1, 1, 1];
  const hours = [0, 0, 0];
  let before = 1;
  for (let bar = window.fromBar; bar < window.toBar; bar++) {
    const now = run.equity[bar - window.fromBar] as number;
    const regime = atClose[bar - 1] ?? UNKNOWN;
    if (regime !== UNKNOWN) {
      hours[regime] = (hours[regime] as number) + 1;
      growth[regime] = (growth[regime] as number) * (now / before);
    }
    before = now;
  }
  const bought: Trade[][] = [[], [], []];
  for (const trade of run.trades) bought[atClose[trade.entryBar - 1] ?? UNKNOWN]?.push(trade);
  return REGIMES.map((regime, place) => {
    const trades = bought[place] ?? [];
    const wins = trades.filter(({ pnlPct }) => pnlPct > 0).length;
    return {
      regime,
      hours: hours[place] as number,
      totalReturn: 100 * ((growth[place] as number) - 1),
      tradeCount: trades.length,
      winRate: trades.length === 0 ? null : (100 * wins) / trades.length,
    };
  });
}

/** Mean log move of the coins that traded in each hour and had a price before it. */
function meanMoves(histories: readonly CoinHistory[], toBar: number): Float64Array {
  const sums = new Float64Array(toBar);
  const counts = new Uint16Array(toBar);
  for (const { bars } of histories) {
    const { close, traded } = bars;
    for (let bar = 1; bar < toBar; bar++) {
      const before = close[bar - 1] as number;
      const now = close[bar] as number;
      if (traded[bar] !== 1 || !(before > 0) || !(now > 0)) continue;
      sums[bar] = (sums[bar] as number) + (now === before ? 0 : Math.log(now / before));
      counts[bar] = (counts[bar] as number) + 1;
    }
  }
  for (let bar = 0; bar < toBar; bar++) if (counts[bar]) sums[bar] = (sums[bar] as number) / (counts[bar] as number);
  return sums;
}

/** Regime at every close, by place in `REGIMES`. Prefix sums: nothing of a later hour is in them. */
function readRegimes(moves: Float64Array): Uint8Array {
  const regimes = new Uint8Array(moves.length).fill(UNKNOWN);
  let sum = 0;
  let squares = 0;
  for (let bar = 0; bar < moves.length; bar++) {
    const move = moves[bar] as number;
    sum += move;
    squares += move * move;
    if (bar < REGIME_HOURS) continue;
    const gone = moves[bar - REGIME_HOURS] as number;
    sum -= gone;
    squares -= gone * gone;
    const variance = (squares - (sum * sum) / REGIME_HOURS) / (REGIME_HOURS - 1);
    const chance = Math.sqrt(Math.max(0, variance) * REGIME_HOURS);
    const steps = chance > 1e-9 ? sum / chance : 0;
    regimes[bar] = steps > REGIME_BAND ? 0 : steps < -REGIME_BAND ? 2 : 1;
  }
  return regimes;
}
