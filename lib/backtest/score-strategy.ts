import type { CoinHistory } from "./bars";
import type { Rules } from "./parameters";
import type { Desk, Strategy } from "./strategy";
import type { BarredAt } from "./where-barred";

/** How signals ended before an order was made of them; what became of orders, the engine counts. */
export interface SignalCounts {
  signals: number;
  notRearmed: number;
  noRoom: number;
  barred: number;
}

/** Buys one coin with everything when its score reaches the threshold: formula A.16. */
export class ScoreStrategy implements Strategy {
  readonly counts: SignalCounts = { signals: 0, notRearmed: 0, noRoom: 0, barred: 0 };
  private armed = true;
  private readonly scores: Float64Array;
  private readonly known: Uint8Array;

  constructor(
    private readonly rules: Rules,
    history: CoinHistory,
    private readonly barred: BarredAt,
  ) {
    this.scores = history.scores.scores;
    this.known = history.scores.known;
  }

  onClose(bar: number, desk: Desk): void {
    const score = this.scores[bar] as number;
    const { rules } = this;
    if (score < rules.threshold) {
      if (!this.armed && this.known[bar] === 1) this.armed = true;
      return;
    }
    if (this.known[bar] !== 1 || desk.isHeld(0)) return;
    this.counts.signals++;
    if (!this.armed) this.counts.notRearmed++;
    else if (this.barred(bar)) this.counts.barred++;
    else desk.buy(toOrder(rules, 0, 1, score));
  }

  onExit(): void {
    this.armed = this.rules.allowReentry;
  }
}

export const toOrder = (rules: Rules, coin: number, weight: number, score: number) => ({
  coin,
  weight,
  score,
  holdBars: rules.holdHours,
  stopLossPct: rules.stopLossPct,
  takeProfitPct: rules.takeProfitPct,
});
