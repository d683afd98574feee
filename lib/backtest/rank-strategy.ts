import type { CoinHistory } from "./bars";
import type { Portfolio, Rules } from "./parameters";
import { type SignalCounts, toOrder } from "./score-strategy";
import type { Desk, Strategy } from "./strategy";
import type { BarredAt } from "./where-barred";

/** Buys the best coins at or above the threshold, as many as there are places: formula A.16, portfolio. */
export class RankStrategy implements Strategy {
  readonly counts: SignalCounts = { signals: 0, notRearmed: 0, noRoom: 0, barred: 0 };
  private readonly armed: Uint8Array;
  private readonly scores: readonly Float64Array[];
  private readonly known: readonly Uint8Array[];
  /** Place of each coin when all are sorted by id. */
  private readonly idOrder: readonly number[];
  private readonly candidates: number[] = [];

  constructor(
    private readonly rules: Rules,
    private readonly portfolio: Portfolio,
    histories: readonly CoinHistory[],
    private readonly barred: readonly BarredAt[],
  ) {
    this.scores = histories.map(({ scores }) => scores.scores);
    this.known = histories.map(({ scores }) => scores.known);
    this.armed = new Uint8Array(histories.length).fill(1);
    this.idOrder = placesById(histories.map(({ coinId }) => coinId));
  }

  onClose(bar: number, desk: Desk): void {
    const { threshold } = this.rules;
    this.candidates.length = 0;
    for (let coin = 0; coin < this.scores.length; coin++) {
      const score = this.scores[coin]?.[bar] as number;
      if (score >= threshold) {
        if (this.known[coin]?.[bar] === 1 && !desk.isHeld(coin)) this.consider(coin);
      } else if (this.armed[coin] === 0 && this.known[coin]?.[bar] === 1) {
        this.armed[coin] = 1;
      }
    }
    if (this.candidates.length > 0) this.buyBest(bar, desk);
  }

  onExit(coin: number): void {
    this.armed[coin] = this.rules.allowReentry ? 1 : 0;
  }

  private consider(coin: number): void {
    this.counts.signals++;
    if (this.armed[coin] === 1) this.candidates.push(coin);
    else this.counts.notRearmed++;
  }

  private buyBest(bar: number, desk: Desk): void {
    const { topN, maxWeight } = this.portfolio;
    const weight = Math.min(1 / topN, maxWeight);
    const scoreOf = (coin: number) => this.scores[coin]?.[bar] as number;
    this.candidates.sort((a, b) => scoreOf(b) - scoreOf(a) || (this.idOrder[a] ?? 0) - (this.idOrder[b] ?? 0));
    let free = topN - desk.openCount;
    for (const coin of this.candidates) {
      if (free <= 0) this.counts.noRoom++;
      else if (this.barred[coin]?.(bar)) this.counts.barred++;
      else {
        desk.buy(toOrder(this.rules, coin, weight, scoreOf(coin)));
        free--;
      }
    }
  }
}

function placesById(ids: readonly string[]): number[] {
  const sorted = ids.map((id, index) => ({ id, index })).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const places = new Array<number>(ids.length).fill(0);
  sorted.forEach(({ index }, place) => {
    places[index] = place;
  });
  return places;
}
