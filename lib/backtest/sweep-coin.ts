import { invariant } from "@/lib/invariant";
import { DAY_MS, HOUR_MS, type Percent, type Usd } from "@/lib/market/units";
import type { CoinHistory } from "./bars";
import { fraction, type SlippageOf, slippageAt, slippageOf } from "./costs";
import { dailyMoments } from "./metrics/moments";
import { sharpeRatio } from "./metrics/sharpe";
import type { Rules } from "./parameters";
import { DELISTED, goneFrom, netOf } from "./position";
import type { BarWindow } from "./simulate";
import { type BarredAt, whereBarred } from "./where-barred";

/** What a cell of a sweep says of one set of rules. */
export interface SweepOutcome {
  readonly totalReturn: Percent;
  readonly sharpe: number | null;
  readonly maxDrawdown: Percent;
  readonly tradeCount: number;
  readonly winRate: Percent | null;
}

/**
 * One coin under many sets of rules: the figures of `simulateCoin` and its metrics to the last bit, without the trades, the
 * curve and the bars in which nothing can happen. Outcomes in the order of the rules.
 */
export function sweepRules(
  history: CoinHistory,
  rulesList: readonly Rules[],
  window: BarWindow,
  barred = whereBarred(history),
): SweepOutcome[] {
  const sweep = new Sweep(history, window, barred);
  const outcomes = new Array<SweepOutcome>(rulesList.length);
  const order = rulesList.map((rules, index) => ({ rules, index }));
  order.sort((left, right) => left.rules.threshold - right.rules.threshold);
  for (const { rules, index } of order) outcomes[index] = sweep.run(rules);
  return outcomes;
}

/** No price is negative. */
const KEEP = -1;

class Sweep {
  /** From each bar, the first at or after it whose known score is at or above the threshold, and below it; `toBar`: none. */
  private readonly above: Int32Array;
  private readonly below: Int32Array;
  private readonly dayEnds: Int32Array;
  private readonly returns: Float64Array;
  private readonly goneFrom: number;

  private threshold: number | null = null;
  private cash: Usd = 1;
  private peak: Usd = 1;
  private trough: Usd = 1;
  private worst = 0;
  private day = 0;
  private dayBefore: Usd = 1;
  private trades = 0;
  private wins = 0;

  constructor(
    private readonly history: CoinHistory,
    private readonly window: BarWindow,
    private readonly barred: BarredAt,
  ) {
    const { fromBar, toBar } = window;
    const { bars } = history;
    invariant(fromBar >= 0 && fromBar <= toBar && toBar <= bars.close.length, "The window lies within the bars.");
    this.above = new Int32Array(toBar + 1);
    this.below = new Int32Array(toBar + 1);
    this.dayEnds = lastBarsOfDays(bars.firstOpenAt, window);
    this.returns = new Float64Array(this.dayEnds.length);
    this.goneFrom = goneFrom(history);
  }

  /** Only once for all rules of the same threshold, which come one after the other. */
  private aimAt(threshold: number): void {
    if (threshold === this.threshold) return;
    this.threshold = threshold;
    const { scores, known } = this.history.scores;
    const { fromBar, toBar } = this.window;
    let above = toBar;
    let below = toBar;
    this.above[toBar] = toBar;
    this.below[toBar] = toBar;
    for (let bar = toBar - 1; bar >= fromBar; bar--) {
      if (known[bar] === 1) {
        if ((scores[bar] as number) >= threshold) above = bar;
        else below = bar;
      }
      this.above[bar] = above;
      this.below[bar] = below;
    }
  }

  run(rules: Rules): SweepOutcome {
    const { fromBar, toBar } = this.window;
    const { traded } = this.history.bars;
    const slippage = slippageOf(this.history.bars, rules.slippage);
    this.aimAt(rules.threshold);
    this.reset();
    let bar = fromBar;
    // A signal at the last close has no open to fill at.
    while (bar < toBar - 1) {
      bar = this.above[bar] as number;
      if (bar >= toBar - 1) break;
      if (this.barred(bar) || traded[bar + 1] !== 1) {
        bar++;
        continue;
      }
      bar = this.hold(bar + 1, rules, slippage);
      if (!rules.allowReentry && bar < toBar) bar = this.below[bar] as number;
    }
    this.passDays(toBar);
    return this.outcome();
  }

  private reset(): void {
    this.cash = 1;
    this.peak = 1;
    this.trough = 1;
    this.worst = 0;
    this.day = 0;
    this.dayBefore = 1;
    this.trades = 0;
    this.wins = 0;
  }

  /** Buys at the open of a bar; returns the bar in which it was sold, or `toBar` when it was held to the end. */
  private hold(entryBar: number, rules: Rules, slippage: SlippageOf): number {
    const { open, close } = this.history.bars;
    const { toBar } = this.window;
    const fee = fraction(rules.feeBps);
    const price = (open[entryBar] as number) * (1 + slippageAt(slippage, entryBar));
    const paid = price * (1 + fee);
    const units = this.cash / paid;
    const due = entryBar + rules.holdHours;
    const stop = rules.stopLossPct === null ? 0 : price * (1 - rules.stopLossPct / 100);
    const target = rules.takeProfitPct === null ? Number.POSITIVE_INFINITY : price * (1 + rules.takeProfitPct / 100);
    this.passDays(entryBar);
    let net = 0;
    for (let bar = entryBar; bar < toBar; bar++) {
      const quote = this.exitQuote(bar, due, stop, target);
      if (quote !== KEEP) {
        this.sell(units, netOf(quote, slippageAt(slippage, bar), fee), paid);
        return bar;
      }
      net = netOf(close[bar] as number, slippageAt(slippage, bar + 1), fee);
      this.see(units * net);
      if (bar === this.dayEnds[this.day]) this.endDay(units * net);
    }
    this.sell(units, net, paid);
    return toBar;
  }

  /** The price at which a bar ends a position before slippage, in the engine's order of reasons; KEEP: it does not. */
  private exitQuote(bar: number, due: number, stop: Usd, target: Usd): number {
    const { open, high, low, close, traded } = this.history.bars;
    if (bar >= this.goneFrom) return (close[this.goneFrom - 1] as number) * DELISTED;
    if (traded[bar] !== 1) return KEEP;
    if (bar >= due) return open[bar] as number;
    if ((low[bar] as number) <= stop) return Math.min(open[bar] as number, stop);
    if ((high[bar] as number) >= target) return Math.max(open[bar] as number, target);
    return KEEP;
  }

  private sell(units: number, net: Usd, paid: Usd): void {
    this.cash = units * net;
    this.trades++;
    if (net / paid > 1) this.wins++;
    this.see(this.cash);
  }

  private see(equity: Usd): void {
    if (equity >= this.peak) {
      this.worst = Math.max(this.worst, 1 - this.trough / this.peak);
      this.peak = equity;
      this.trough = equity;
    } else if (equity < this.trough) this.trough = equity;
  }

  /** Ends the days whose last bar lies before a bar, out of the market. */
  private passDays(bar: number): void {
    while (this.day < this.dayEnds.length && (this.dayEnds[this.day] as number) < bar) this.endDay(this.cash);
  }

  private endDay(equity: Usd): void {
    this.returns[this.day] = this.dayBefore > 0 ? equity / this.dayBefore - 1 : 0;
    this.dayBefore = equity;
    this.day++;
  }

  private outcome(): SweepOutcome {
    return {
      totalReturn: 100 * (this.cash - 1),
      sharpe: sharpeRatio(dailyMoments(this.returns)),
      maxDrawdown: 100 * Math.max(this.worst, 1 - this.trough / this.peak),
      tradeCount: this.trades,
      winRate: this.trades === 0 ? null : (100 * this.wins) / this.trades,
    };
  }
}

/** The last bar of every UTC day of a window; the days at both ends need not be whole. */
function lastBarsOfDays(firstOpenAt: number, { fromBar, toBar }: BarWindow): Int32Array {
  const ends: number[] = [];
  for (let bar = fromBar; bar < toBar; bar++) {
    const closesDay = (firstOpenAt + (bar + 1) * HOUR_MS) % DAY_MS === 0;
    if (closesDay || bar === toBar - 1) ends.push(bar);
  }
  return Int32Array.from(ends);
}
