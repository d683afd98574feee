import type { CoinHistory } from "./bars";
import type { Desk, Strategy } from "./strategy";

/**
 * Buys every coin once, at the first open that a strategy could have bought it at, and keeps it: what cash there is, in equal
 * parts for those still to come.
 */
export class HoldStrategy implements Strategy {
  private waiting: number[];

  constructor(private readonly histories: readonly CoinHistory[]) {
    this.waiting = histories.map((_, coin) => coin);
  }

  onClose(bar: number, desk: Desk): void {
    if (this.waiting.length === 0) return;
    this.waiting = this.waiting.filter((coin) => !desk.isHeld(coin));
    const weight = desk.cash / this.waiting.length / desk.equity;
    for (const coin of this.waiting) {
      const { bars, member } = this.histories[coin] as CoinHistory;
      if (bars.traded[bar + 1] !== 1 || (member !== null && member[bar] !== 1)) continue;
      desk.buy({ coin, weight, score: 0, holdBars: null, stopLossPct: null, takeProfitPct: null });
    }
  }
}
