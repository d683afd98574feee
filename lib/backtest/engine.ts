import { invariant } from "@/lib/invariant";
import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import type { CoinHistory } from "./bars";
import { type Costs, fraction, slippageAt, slippageOf } from "./costs";
import type { ExitReason } from "./outcomes";
import { DELISTED, type Fill, goneFrom, type Market, netOf, openPosition, type Position, toTrade } from "./position";
import type { Trade } from "./run";
import type { BarWindow } from "./simulate";
import type { BuyOrder, Desk, Strategy } from "./strategy";

/** What came of a run, whatever the strategy was. */
export interface Outcome {
  /** Of the first bar of the window. */
  readonly firstOpenAt: UnixMs;
  readonly equity: Float64Array;
  readonly exposure: Float64Array;
  readonly trades: readonly Trade[];
  /** Orders that found no trading hour, and orders for which there was no cash. */
  readonly unfilled: number;
  readonly refused: number;
}

/** An order for less than this share of the equity is rounding dust, not a position. */
const LEAST_SHARE = 1e-6;

export type TradedCoin = Pick<CoinHistory, "coinId" | "bars" | "delisted">;

/** Runs a strategy over coins on one grid of bars, hour by hour, with nothing known that the hour did not know. */
export function runStrategy(
  coins: readonly TradedCoin[],
  strategy: Strategy,
  costs: Costs,
  window: BarWindow,
): Outcome {
  return new Engine(toMarkets(coins, costs), strategy, window).run();
}

function toMarkets(coins: readonly TradedCoin[], costs: Costs): Market[] {
  const length = coins[0]?.bars.close.length ?? 0;
  const firstOpenAt = coins[0]?.bars.firstOpenAt;
  return coins.map(({ coinId, bars, delisted }) => {
    invariant(bars.close.length === length && bars.firstOpenAt === firstOpenAt, "The coins of a run share one grid.");
    return {
      coinId,
      bars,
      fee: fraction(costs.feeBps),
      slippage: slippageOf(bars, costs.slippage),
      goneFrom: goneFrom({ bars, delisted }),
    };
  });
}

class Engine implements Desk {
  equity: Usd = 1;
  cash: Usd = 1;

  private readonly equities: Float64Array;
  private readonly exposures: Float64Array;
  private readonly trades: Trade[] = [];
  /** In order of entry, which is the order in which they are looked at. */
  private readonly positions: Position[] = [];
  private readonly held: (Position | null)[];
  private readonly orders: BuyOrder[] = [];
  private readonly firstOpenAt: UnixMs;
  private unfilled = 0;
  private refused = 0;
  private bar = 0;

  constructor(
    private readonly markets: readonly Market[],
    private readonly strategy: Strategy,
    private readonly window: BarWindow,
  ) {
    const bars = window.toBar - window.fromBar;
    invariant(window.fromBar >= 0 && bars >= 0, "The window runs forwards.");
    for (const { bars } of markets) invariant(window.toBar <= bars.close.length, "The window lies within the bars.");
    this.equities = new Float64Array(bars);
    this.exposures = new Float64Array(bars);
    this.held = markets.map(() => null);
    this.firstOpenAt = markets[0]?.bars.firstOpenAt ?? 0;
  }

  run(): Outcome {
    const { fromBar, toBar } = this.window;
    const { positions, orders, equities, strategy } = this;
    for (let bar = fromBar; bar < toBar; bar++) {
      this.bar = bar;
      if (positions.length > 0 || orders.length > 0) this.trade(bar);
      equities[bar - fromBar] = this.equity;
      strategy.onClose(bar, this);
    }
    this.unfilled += this.orders.length;
    // The mark of the last close is what this brings: equity does not move.
    for (const position of this.positions) this.close(position, toBar - 1, "end_of_data");
    return {
      firstOpenAt: this.firstOpenAt + fromBar * HOUR_MS,
      equity: this.equities,
      exposure: this.exposures,
      trades: this.trades,
      unfilled: this.unfilled,
      refused: this.refused,
    };
  }

  get openCount(): number {
    return this.positions.length;
  }

  isHeld(coin: number): boolean {
    return this.held[coin] !== null;
  }

  heldBars(coin: number): number | null {
    const position = this.held[coin];
    return position ? this.bar - position.entryBar : null;
  }

  buy(order: BuyOrder): void {
    const twice = this.held[order.coin] !== null || this.orders.some(({ coin }) => coin === order.coin);
    invariant(!twice, "A coin is held once.");
    this.orders.push(order);
  }

  sell(coin: number, reason: ExitReason): void {
    const position = this.held[coin];
    if (!position) return;
    position.selling = reason;
    position.actBar = 0;
  }

  private trade(bar: number): void {
    this.sellAtOpen(bar);
    if (this.orders.length > 0) this.buyAtOpen(bar);
    this.touchStopsAndTargets(bar);
    this.mark(bar);
  }

  /** Time limits, sales that were ordered, and coins that are gone. */
  private sellAtOpen(bar: number): void {
    let sold = false;
    const { positions } = this;
    for (let at = 0; at < positions.length; at++) {
      const position = positions[at] as Position;
      if (bar >= position.actBar && this.sellsAtOpen(position, bar)) sold = true;
    }
    if (sold) this.dropSold();
  }

  private sellsAtOpen(position: Position, bar: number): boolean {
    const { bars, goneFrom, slippage } = position.market;
    if (bar >= goneFrom) {
      const quote = (bars.close[goneFrom - 1] as number) * DELISTED;
      this.settle(position, { bar, quote, slippage: slippageAt(slippage, bar), reason: "delisted" });
      return true;
    }
    if (bars.traded[bar] !== 1) return false;
    const reason = position.selling ?? "time_limit";
    this.settle(position, { bar, quote: bars.open[bar] as number, slippage: slippageAt(slippage, bar), reason });
    return true;
  }

  private buyAtOpen(bar: number): void {
    const { equity } = this;
    for (const order of this.orders) {
      const market = this.markets[order.coin] as Market;
      if (market.bars.traded[bar] !== 1) {
        this.unfilled++;
        continue;
      }
      const invested = Math.min(order.weight * equity, this.cash);
      if (!(invested > equity * LEAST_SHARE)) {
        this.refused++;
        continue;
      }
      this.cash -= invested;
      const position = openPosition(market, order, bar, invested, equity);
      this.positions.push(position);
      this.held[order.coin] = position;
    }
    this.orders.length = 0;
  }

  private touchStopsAndTargets(bar: number): void {
    let sold = false;
    const { positions } = this;
    for (let at = 0; at < positions.length; at++) {
      const position = positions[at] as Position;
      if (position.hasLevels && this.touches(position, bar)) sold = true;
    }
    if (sold) this.dropSold();
  }

  /** Stop before target when a bar touches both; a bar that opens beyond either fills at its open. */
  private touches(position: Position, bar: number): boolean {
    const { bars } = position.market;
    if (bars.traded[bar] !== 1) return false;
    const low = bars.low[bar] as number;
    const high = bars.high[bar] as number;
    if (low <= position.stop) {
      this.settleWithin(position, bar, Math.min(bars.open[bar] as number, position.stop), "stop_loss");
      return true;
    }
    if (high >= position.target) {
      this.settleWithin(position, bar, Math.max(bars.open[bar] as number, position.target), "take_profit");
      return true;
    }
    return false;
  }

  private mark(bar: number): void {
    let value = 0;
    const { positions } = this;
    for (let at = 0; at < positions.length; at++) {
      const { market, units } = positions[at] as Position;
      const { bars, slippage, fee } = market;
      value += units * netOf(bars.close[bar] as number, slippageAt(slippage, bar + 1), fee);
    }
    this.equity = this.cash + value;
    if (value > 0) this.exposures[bar - this.window.fromBar] = value / this.equity;
  }

  private close(position: Position, bar: number, reason: ExitReason): void {
    const { bars, slippage } = position.market;
    this.settle(position, { bar, quote: bars.close[bar] as number, slippage: slippageAt(slippage, bar + 1), reason });
  }

  private settleWithin(position: Position, bar: number, quote: Usd, reason: ExitReason): void {
    this.settle(position, { bar, quote, slippage: slippageAt(position.market.slippage, bar), reason });
  }

  private settle(position: Position, fill: Fill): void {
    this.cash += position.units * netOf(fill.quote, fill.slippage, position.market.fee);
    this.held[position.coin] = null;
    this.trades.push(toTrade(position, fill, this.firstOpenAt));
    this.strategy.onExit?.(position.coin, fill.bar);
  }

  private dropSold(): void {
    let kept = 0;
    for (const position of this.positions) {
      if (this.held[position.coin] === position) this.positions[kept++] = position;
    }
    this.positions.length = kept;
  }
}
