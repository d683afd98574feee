/**
 * The event-driven engine and the sweep of backtests against grademark, on 43,800 seeded hourly bars: buy at the next open
 * when close / close 24 bars before − 1 exceeds 5 %, sell at the open 24 bars later, fee 0.1 % a side, everything in.
 * `node --import tsx bench/backtest.ts [rounds]` from the repository's root. Implementations run in turn, round after round;
 * minima over all rounds are compared. Ours is timed with its figures: trades, return, win rate, drawdown, daily Sharpe.
 * Grademark is timed without figures and without its data frame and 24-hour change, which are made before; it knows no fees.
 */

import { DataFrame, type IDataFrame } from "data-forge";
import { backtest, type IBar, type IStrategy } from "grademark";
import type { CoinHistory } from "../lib/backtest/bars";
import { type Outcome, runStrategy } from "../lib/backtest/engine";
import { dailyReturns } from "../lib/backtest/metrics/daily-returns";
import { maxDrawdown } from "../lib/backtest/metrics/drawdown";
import { dailyMoments } from "../lib/backtest/metrics/moments";
import { sharpeRatio } from "../lib/backtest/metrics/sharpe";
import { shareOfWins } from "../lib/backtest/metrics/trade-figures";
import type { Rules } from "../lib/backtest/parameters";
import type { Desk, Strategy } from "../lib/backtest/strategy";
import { sweepRules } from "../lib/backtest/sweep-coin";
import { seededRandom } from "../lib/statistics/seeded-random";

const BARS = 43_800;
const MINUTES_A_YEAR = 525_600;
const COINS = 100;
const LOOK_BACK = 24;
const rounds = Math.max(5, Number(process.argv[2] ?? 5));
const COSTS = { feeBps: 10, slippage: { model: "fixed", bps: 0 } } as const;

/** Recorded by the design in one run on a machine of this kind, minima in ms: what each peer is to grademark. */
const RECORDED = {
  "one coin": { grademark: 12.2, "backtesting.py 0.6.6+": 147, "vectorbt 0.26.0": 8.22, "backtrader 1.9.78": 2_440 },
  "100 coins": {
    grademark: 1_290,
    "backtesting.py 0.6.6+": 14_570,
    "vectorbt 0.26.0": 542,
    "backtrader 1.9.78": 254_000,
  },
  "1,000 sets": {
    grademark: 16_320,
    "backtesting.py 0.6.6+": 159_200,
    "vectorbt 0.26.0": 8_277,
    "backtrader 1.9.78": 3_980_000,
  },
} as const;
type Job = keyof typeof RECORDED;

function walk(seed: number, bars: number): CoinHistory {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const column = () => new Float64Array(bars);
  const [open, high, low, close, volumeUsd] = [column(), column(), column(), column(), column()];
  let price = 100;
  for (let i = 0; i < bars; i++) {
    open[i] = price;
    price *= Math.exp(0.0085 * normal());
    close[i] = price;
    high[i] = Math.max(open[i] as number, price) * (1 + 0.002 * random());
    low[i] = Math.min(open[i] as number, price) * (1 - 0.002 * random());
    volumeUsd[i] = 1e6;
  }
  return {
    coinId: `walk-${seed}`,
    symbol: "walk",
    bars: { firstOpenAt: 0, open, high, low, close, volumeUsd, traded: new Uint8Array(bars).fill(1) },
    scores: { scores: new Float64Array(bars), known: new Uint8Array(bars) },
    member: null,
    delisted: false,
  };
}

class RiseOfADay implements Strategy {
  constructor(
    private readonly close: Float64Array,
    private readonly rise: number,
    private readonly hold: number,
  ) {}

  onClose(bar: number, desk: Desk): void {
    if (bar < LOOK_BACK || desk.isHeld(0)) return;
    const change = (this.close[bar] as number) / (this.close[bar - LOOK_BACK] as number) - 1;
    if (change > this.rise) {
      desk.buy({ coin: 0, weight: 1, score: change, holdBars: this.hold, stopLossPct: null, takeProfitPct: null });
    }
  }
}

interface Figures {
  readonly trades: number;
  readonly total: number;
  readonly wins: number;
  readonly drawdown: number;
  readonly sharpe: number;
}

function figuresOf(run: Outcome): Figures {
  return {
    trades: run.trades.length,
    total: 100 * ((run.equity.at(-1) ?? 1) - 1),
    wins: 100 * (shareOfWins(run.trades) ?? 0),
    drawdown: maxDrawdown(run).percent,
    sharpe: sharpeRatio(dailyMoments(dailyReturns(run))) ?? 0,
  };
}

function engine(history: CoinHistory, rise = 0.05, hold = 24): Figures {
  const strategy = new RiseOfADay(history.bars.close, rise, hold);
  return figuresOf(runStrategy([history], strategy, COSTS, { fromBar: 0, toBar: history.bars.close.length }));
}

const sets = Array.from({ length: 25 }, (_, k) => 0.02 + 0.004 * k).flatMap((rise) =>
  Array.from({ length: 40 }, (_, j) => ({ rise, hold: 4 + 2 * j })),
);

/** The 24-hour change is the score of the built-in strategy, made anew in every sweep. The least more than a rise is its threshold. */
function sweep(history: CoinHistory): Figures[] {
  const { close } = history.bars;
  const scores = new Float64Array(close.length);
  const known = new Uint8Array(close.length);
  for (let bar = LOOK_BACK; bar < close.length; bar++) {
    scores[bar] = (close[bar] as number) / (close[bar - LOOK_BACK] as number) - 1;
    known[bar] = 1;
  }
  const rules = sets.map(
    ({ rise, hold }): Rules => ({
      ...COSTS,
      threshold: rise + Number.EPSILON,
      holdHours: hold,
      stopLossPct: null,
      takeProfitPct: null,
      allowReentry: true,
      side: "long",
    }),
  );
  const window = { fromBar: 0, toBar: close.length };
  return sweepRules({ ...history, scores: { scores, known } }, rules, window, () => false).map((outcome) => ({
    trades: outcome.tradeCount,
    total: outcome.totalReturn,
    wins: outcome.winRate ?? 0,
    drawdown: outcome.maxDrawdown,
    sharpe: outcome.sharpe ?? 0,
  }));
}

interface PlainRun {
  readonly equity: number[];
  readonly results: number[];
}

/** The same trades by a plain loop, trade by trade. `rest`: bars after a sale at whose close nobody looks. */
function plainLoop(
  { bars: { open, close } }: CoinHistory,
  rise: number,
  hold: number,
  fee: number,
  rest: number,
): PlainRun {
  const last = close.length - 1;
  const equity: number[] = [];
  const results: number[] = [];
  let cash = 1;
  let look = LOOK_BACK;
  while (look < last) {
    while (look < last && !((close[look] as number) / (close[look - LOOK_BACK] as number) - 1 > rise)) look++;
    if (look === last) break;
    const entry = look + 1;
    const exit = Math.min(entry + hold, last + 1);
    while (equity.length < entry) equity.push(cash);
    const units = cash / ((open[entry] as number) * (1 + fee));
    for (let i = entry; i < exit; i++) equity.push(units * (close[i] as number) * (1 - fee));
    const proceeds = units * (exit > last ? (close[last] as number) : (open[exit] as number)) * (1 - fee);
    results.push(proceeds / cash - 1);
    cash = proceeds;
    look = exit + rest;
  }
  while (equity.length <= last) equity.push(cash);
  return { equity, results };
}

function reference(history: CoinHistory, rise: number, hold: number, fee: number, rest: number): Figures {
  const { equity, results } = plainLoop(history, rise, hold, fee, rest);
  const ends = equity.filter((_, i) => i % 24 === 23 || i === equity.length - 1);
  const days = ends.map((now, day) => now / (ends[day - 1] ?? 1) - 1);
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length;
  const variance = days.reduce((sum, day) => sum + (day - mean) ** 2, 0) / (days.length - 1);
  let peak = 1;
  let drawdown = 0;
  for (const now of equity) {
    peak = Math.max(peak, now);
    drawdown = Math.max(drawdown, 1 - now / peak);
  }
  return {
    trades: results.length,
    total: 100 * ((equity.at(-1) ?? 1) - 1),
    wins: (100 * results.filter((result) => result > 0).length) / results.length,
    drawdown: 100 * drawdown,
    sharpe: (mean / Math.sqrt(variance)) * Math.sqrt(365),
  };
}

interface Row extends IBar {
  readonly change: number;
}

function toFrame({ bars: { open, high, low, close } }: CoinHistory): IDataFrame<number, Row> {
  const rows = Array.from(close, (price, i) => ({
    time: new Date(i * 3_600_000),
    open: open[i] as number,
    high: high[i] as number,
    low: low[i] as number,
    close: price,
    volume: 1,
    change: i < LOOK_BACK ? 0 : price / (close[i - LOOK_BACK] as number) - 1,
  }));
  return new DataFrame<number, Row>(rows).bake();
}

/** Sold at the open of the bar after the rule, and the rule is first asked a bar after the entry. */
function grademark(frame: IDataFrame<number, Row>, rise = 0.05, hold = 24) {
  const strategy: IStrategy<Row> = {
    entryRule: (enter, { bar }) => {
      if (bar.change > rise) enter();
    },
    exitRule: (exit, { position }) => {
      if (position.holdingPeriod >= hold - 1) exit();
    },
  };
  return backtest(strategy, frame);
}

function close(mine: number, theirs: number): boolean {
  return Math.abs(mine - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));
}

function mustAgree(what: string, mine: Figures, theirs: Figures): void {
  for (const key of ["trades", "total", "wins", "drawdown", "sharpe"] as const) {
    if (!close(mine[key], theirs[key]))
      throw new Error(`${what}: ${key} is ${mine[key]}, the plain loop says ${theirs[key]}`);
  }
}

const coins = Array.from({ length: COINS }, (_, at) => walk(42 + at, BARS));
const [coin] = coins as [CoinHistory];
const minutes = walk(42, MINUTES_A_YEAR);
const frame = toFrame(coin);
/** Grademark takes minutes for all coins and all sets: some of each, multiplied. */
const fewFrames = coins.slice(0, 5).map(toFrame);
const fewSets = sets.filter((_, at) => at % 50 === 7);

function checkAnswers(): void {
  const figures = engine(coin);
  mustAgree("engine", figures, reference(coin, 0.05, 24, 0.001, 0));
  sweep(coin).forEach((cell, at) => {
    const set = sets[at];
    if (set) mustAgree(`sweep ${set.rise} ${set.hold}`, cell, reference(coin, set.rise, set.hold, 0.001, 0));
  });
  for (const { rise, hold } of sets) {
    mustAgree(`engine ${rise} ${hold}`, engine(coin, rise, hold), reference(coin, rise, hold, 0.001, 0));
  }
  const theirs = grademark(frame);
  const same = reference(coin, 0.05, 24, 0, 1);
  const growth = theirs.reduce((product, trade) => product * trade.growth, 1);
  if (theirs.length !== same.trades || !close(100 * (growth - 1), same.total)) {
    throw new Error(
      `grademark made ${theirs.length} trades, the plain loop without fees and one bar later ${same.trades}`,
    );
  }
  console.log(
    `ours ${figures.trades} trades, ${figures.total.toFixed(2)} %, wins ${figures.wins.toFixed(1)} %, drawdown ` +
      `${figures.drawdown.toFixed(2)} %, Sharpe ${figures.sharpe.toFixed(3)}, equal to a plain loop, also in all 1,000 sets`,
  );
  console.log(
    `grademark ${theirs.length} trades, ${(100 * (growth - 1)).toFixed(2)} %: equal to the loop without fees that rests a bar`,
  );
}

interface Timed {
  readonly run: () => unknown;
  readonly repetitions: number;
  /** What the work is a part of the whole job by. */
  readonly times: number;
}

const work: Record<string, Timed> = {
  "one coin: grademark": { run: () => grademark(frame), repetitions: 15, times: 1 },
  "one coin: engine": { run: () => engine(coin), repetitions: 60, times: 1 },
  "100 coins: grademark": {
    run: () => fewFrames.map((each) => grademark(each)),
    repetitions: 1,
    times: COINS / fewFrames.length,
  },
  "100 coins: engine": { run: () => coins.map((each) => engine(each)), repetitions: 3, times: 1 },
  "1,000 sets: grademark": {
    run: () => fewSets.map(({ rise, hold }) => grademark(frame, rise, hold)),
    repetitions: 1,
    times: sets.length / fewSets.length,
  },
  "1,000 sets: engine": { run: () => sets.map(({ rise, hold }) => engine(coin, rise, hold)), repetitions: 1, times: 1 },
  "1,000 sets: sweep": { run: () => sweep(coin), repetitions: 3, times: 1 },
  "one year of minutes: engine": { run: () => engine(minutes), repetitions: 15, times: 1 },
};

function measure(): Map<string, number> {
  const minima = new Map<string, number>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, { run, repetitions, times }] of Object.entries(work)) {
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const start = performance.now();
        run();
        const took = (performance.now() - start) * times;
        if (round > 0) minima.set(name, Math.min(minima.get(name) ?? Number.POSITIVE_INFINITY, took));
      }
    }
  }
  return minima;
}

function report(minima: Map<string, number>): void {
  for (const [name, took] of minima) console.log(`${name.padEnd(30)} ${took.toPrecision(4)} ms`);
  console.log(
    "\ntimes faster than grademark, live; and than the others, by what they are to grademark in the design's record:",
  );
  for (const [name, took] of minima) {
    const [job] = name.split(":") as [Job];
    const peer = minima.get(`${job}: grademark`);
    if (peer === undefined || name.endsWith("grademark")) continue;
    const { grademark: base, ...others } = RECORDED[job];
    const ratios = Object.entries(others).map(([other, ms]) => `${other} ${((peer / took) * (ms / base)).toFixed(0)}x`);
    console.log(`${name.padEnd(30)} ${(peer / took).toFixed(1)}x   ${ratios.join(", ")}`);
  }
}

checkAnswers();
report(measure());
