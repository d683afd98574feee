import type { Fraction, Percent } from "@/lib/market/units";
import { quantile } from "@/lib/statistics/quantile";
import { type Random, seededRandom } from "@/lib/statistics/seeded-random";
import type { CoinHistory } from "./bars";
import { runStrategy } from "./engine";
import type { Portfolio, Rules } from "./parameters";
import type { Run } from "./run";
import { toOrder } from "./score-strategy";
import type { BarWindow } from "./simulate";
import type { Desk, Strategy } from "./strategy";
import { type BarredAt, whereBarred } from "./where-barred";

/** What buying at random would have brought. */
export interface RandomEntries {
  readonly draws: number;
  readonly medianReturn: Percent;
  /** Middle 95 % of the draws. */
  readonly interval: { readonly low: Percent; readonly high: Percent };
  /** Share of the draws that the run did better than. */
  readonly shareBeaten: Fraction;
}

export interface RandomEntriesInput {
  readonly histories: readonly CoinHistory[];
  readonly rules: Rules;
  readonly portfolio: Portfolio | null;
  readonly window: BarWindow;
  /** How often the run bought. */
  readonly entries: number;
  readonly totalReturn: Percent;
  readonly seed: number;
  readonly draws: number;
}

/** Work that all draws together may be, in bars gone through with nothing held: about a second and a half. */
const WORK_MAX = 15_000_000;
const DRAWS_MIN = 20;
const DRAWS_MAX = 500;
/** What a trade costs, and a bar whose slippage is measured afresh. */
const TRADE_WORK = 10;
const IMPACT_WORK = 2;

/** How many draws are worth their time, a function of the run alone: the same run gives the same draws on every machine. */
export function drawsFor({
  histories,
  rules,
  run,
}: Pick<RandomEntriesInput, "histories" | "rules"> & { readonly run: Run }): number {
  const bars = run.equity.length;
  const held = run.trades.reduce((sum, { entryBar, exitBar }) => sum + exitBar - entryBar, 0);
  const measured = rules.slippage.model === "fixed" ? 0 : IMPACT_WORK * histories.length * bars;
  const work = Math.max(1, bars + held + TRADE_WORK * run.trades.length + measured);
  return Math.min(DRAWS_MAX, Math.max(DRAWS_MIN, Math.floor(WORK_MAX / work)));
}

/**
 * As many entries as the run made, at hours drawn by chance from those at which a score was known and the next hour traded, in
 * a coin drawn by chance of those that the run itself might have bought, with the run's own holding time, stops, targets, weights
 * and costs, through the production engine. An entry drawn while every place is taken or every coin is barred waits. Null for a
 * run that never bought, or that could not have.
 */
export function drawRandomEntries(
  input: RandomEntriesInput,
  barred: readonly BarredAt[] = input.histories.map(whereBarred),
): RandomEntries | null {
  const { histories, rules, window, entries, totalReturn, seed, draws } = input;
  const chances = findChances(histories, window, barred);
  if (draws === 0 || entries === 0 || chances.bars.length === 0) return null;
  const random = seededRandom(seed);
  const returns = new Float64Array(draws);
  let beaten = 0;
  for (let draw = 0; draw < draws; draw++) {
    const strategy = new RandomStrategy(input, chances, random);
    const { equity } = runStrategy(histories, strategy, rules, window);
    const drawn = 100 * ((equity[equity.length - 1] ?? 1) - 1);
    returns[draw] = drawn;
    if (drawn < totalReturn) beaten += 1;
  }
  returns.sort();
  return {
    draws,
    medianReturn: quantile(returns, 0.5),
    interval: { low: quantile(returns, 0.025), high: quantile(returns, 0.975) },
    shareBeaten: beaten / draws,
  };
}

interface Chances {
  /** Bars at whose close at least one coin of the universe had a score and an hour to fill in. */
  readonly bars: readonly number[];
  could(coin: number, bar: number): boolean;
}

function findChances(
  histories: readonly CoinHistory[],
  { fromBar, toBar }: BarWindow,
  barred: readonly BarredAt[],
): Chances {
  const open = new Uint8Array(toBar);
  for (const { scores, bars, member } of histories) {
    for (let bar = fromBar; bar < toBar - 1; bar++) {
      if (scores.known[bar] === 1 && bars.traded[bar + 1] === 1 && (member === null || member[bar] === 1))
        open[bar] = 1;
    }
  }
  const found: number[] = [];
  for (let bar = fromBar; bar < toBar - 1; bar++) if (open[bar] === 1) found.push(bar);
  return {
    bars: found,
    could: (coin, bar) => {
      const history = histories[coin];
      if (history?.scores.known[bar] !== 1 || history.bars.traded[bar + 1] !== 1) return false;
      return !barred[coin]?.(bar);
    },
  };
}

/** Random guesses of a coin before every coin is looked at in turn. */
const GUESSES = 16;

class RandomStrategy implements Strategy {
  /** Closes at which to buy, ascending. */
  private readonly plan: Uint32Array;
  private readonly places: number;
  private readonly weight: number;
  private readonly ordered = new Set<number>();
  private next = 0;

  constructor(
    private readonly input: RandomEntriesInput,
    private readonly chances: Chances,
    private readonly random: Random,
  ) {
    const { entries, portfolio } = input;
    const { bars } = chances;
    this.plan = Uint32Array.from({ length: entries }, () => bars[Math.floor(random() * bars.length)] as number).sort();
    this.places = portfolio?.topN ?? 1;
    this.weight = portfolio === null ? 1 : Math.min(1 / portfolio.topN, portfolio.maxWeight);
  }

  onClose(bar: number, desk: Desk): void {
    if (bar < (this.plan[this.next] ?? Number.POSITIVE_INFINITY)) return;
    this.ordered.clear();
    while (this.next < this.plan.length && (this.plan[this.next] as number) <= bar) {
      if (desk.openCount + this.ordered.size >= this.places) return;
      const coin = this.pickCoin(bar, desk);
      if (coin === null) return;
      this.ordered.add(coin);
      desk.buy(toOrder(this.input.rules, coin, this.weight, 0));
      this.next += 1;
    }
  }

  private pickCoin(bar: number, desk: Desk): number | null {
    const count = this.input.histories.length;
    const free = (coin: number) => this.chances.could(coin, bar) && !desk.isHeld(coin) && !this.ordered.has(coin);
    for (let guess = 0; count > 1 && guess < GUESSES; guess++) {
      const coin = Math.floor(this.random() * count);
      if (free(coin)) return coin;
    }
    const start = Math.floor(this.random() * count);
    for (let step = 0; step < count; step++) {
      const coin = (start + step) % count;
      if (free(coin)) return coin;
    }
    return null;
  }
}
