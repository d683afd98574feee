import { HOUR_MS, type Percent, type UnixMs } from "@/lib/market/units";
import type { CoinHistory } from "./bars";
import { holdCoins } from "./benchmarks";
import { type CostCase, measureCosts } from "./cost-sensitivity";
import { splitHoldout } from "./holdout";
import type { EquityCurve } from "./metrics/daily-returns";
import { measureRun, measureStretch, type RunFigures, type StretchFigures } from "./metrics/measure-run";
import type { ExitReason, VerdictKind } from "./outcomes";
import type { Portfolio, Rules } from "./parameters";
import { type Prospects, weighProspects } from "./prospects";
import { drawRandomEntries, drawsFor, type RandomEntries } from "./random-entries";
import { type RegimeFigures, splitByRegime } from "./regimes";
import type { Run, SignalFunnel, Trade } from "./run";
import type { BarWindow } from "./simulate";
import { simulate } from "./simulate-portfolio";
import { type SweepCell, type SweepSummary, summariseSweep } from "./sweep-summary";
import { thinCurve } from "./thin-curve";
import { countExits, type Distribution, distributeTrades } from "./trade-distribution";
import { judgeRun } from "./verdict";
import { type ChosenFold, type WalkForward, walkForward } from "./walk-forward";

export interface ReportInput {
  /** With their scores, on one grid. */
  readonly histories: readonly CoinHistory[];
  readonly rules: Rules;
  readonly portfolio: Portfolio | null;
  readonly window: BarWindow;
  /** What `simulate` said of just these. */
  readonly run: Run;
  readonly seed: number;
  /** Every set of rules that was tried, in the order of the plan; null without a sweep. */
  readonly sweep: readonly SweepCell[] | null;
  /** Null: not asked for. Empty: the range was too short for `planFolds`. */
  readonly walkForward: readonly ChosenFold[] | null;
  /** Rules that a walk forward tried in each fold; 1 without one. */
  readonly foldTrials?: number;
  /** How many random draws; as many as are worth their time where it is left out, 0 for none. */
  readonly randomDraws?: number;
}

export type BenchmarkFigures = Pick<StretchFigures, "totalReturn" | "maxDrawdown" | "sharpe">;

export interface CurvePoint {
  /** Close of the bar. */
  readonly at: UnixMs;
  readonly equity: number;
  /** Below the peak so far, positive. */
  readonly drawdown: Percent;
  readonly benchmark: number;
}

/** Everything that is said of a run, in domain words and unrounded; `wireResult` writes it down. */
export interface BacktestReport {
  readonly rules: Rules;
  readonly isPortfolio: boolean;
  readonly seed: number;
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly symbols: ReadonlyMap<string, string>;
  readonly delisted: readonly string[];
  readonly verdict: VerdictKind;
  readonly prospects: Prospects;
  readonly figures: RunFigures;
  /** One coin kept, or all coins of the run in equal parts. */
  readonly hold: BenchmarkFigures;
  readonly randomEntries: RandomEntries | null;
  readonly curve: readonly CurvePoint[];
  readonly holdout: { readonly inSample: StretchFigures; readonly outOfSample: StretchFigures } | null;
  readonly walkForward: WalkForward | null;
  readonly walkForwardAsked: boolean;
  readonly sweep: SweepSummary | null;
  readonly costs: readonly CostCase[];
  readonly regimes: readonly RegimeFigures[];
  readonly distribution: Distribution;
  readonly exits: Readonly<Record<ExitReason, number>>;
  readonly funnel: SignalFunnel;
  readonly trades: readonly Trade[];
}

/** Seven days and three: under that, both parts are moments. */
const HOLDOUT_DAYS_MIN = 10;

/**
 * The report of a run. What is compared with it (other costs, the two parts of the time, random entries, holding) is traded by
 * the production engine on the same bars. The same input gives the same report: the seed decides everything that is drawn.
 */
export function writeReport(input: ReportInput): BacktestReport {
  const { histories, rules, portfolio, window, run, seed } = input;
  const rerun = (others: Rules, part: BarWindow): Run =>
    simulate({ histories, rules: others, portfolio, window: part });
  const sweep = input.sweep === null ? null : summariseSweep(input.sweep);
  const figures = measureRun(run, trialsOf(input), seed);
  const held = holdCoins(histories, rules, window);
  const hold = benchmarkFigures(held);
  const holdout = holdOut(window, (part) => rerun(rules, part));
  return {
    rules,
    isPortfolio: portfolio !== null,
    seed,
    from: run.firstOpenAt,
    to: run.firstOpenAt + run.equity.length * HOUR_MS,
    symbols: new Map(histories.map(({ coinId, symbol }) => [coinId, symbol])),
    delisted: histories.filter(({ delisted }) => delisted).map(({ coinId }) => coinId),
    verdict: judgeRun({ figures, holdReturn: hold.totalReturn, outOfSample: holdout?.outOfSample ?? null }),
    prospects: weighProspects(run.trades, figures, hold.totalReturn),
    figures,
    hold,
    randomEntries: drawRandomEntries({
      histories,
      rules,
      portfolio,
      window,
      entries: run.trades.length,
      totalReturn: figures.totalReturn,
      seed,
      draws: input.randomDraws ?? drawsFor({ histories, rules, run }),
    }),
    curve: drawCurve(run, held.equity),
    holdout,
    walkForward: input.walkForward === null ? null : walkForward(input.walkForward, rules, rerun),
    walkForwardAsked: input.walkForward !== null,
    sweep,
    costs: measureCosts(rules, run, (others) => rerun(others, window)),
    regimes: splitByRegime(histories, run, window),
    distribution: distributeTrades(run.trades),
    exits: countExits(run.trades),
    funnel: run.funnel,
    trades: run.trades,
  };
}

/** Everything that was tried on these data before the reader saw one of it: the run itself too, where the sweep did not try its rules. */
function trialsOf({ sweep, foldTrials, rules }: ReportInput) {
  const cells = sweep ?? [];
  const isAsked = ({ threshold, holdHours }: SweepCell) =>
    threshold === rules.threshold && holdHours === rules.holdHours;
  return {
    count: Math.max(cells.length + Number(!cells.some(isAsked)), foldTrials ?? 0),
    sharpes: cells.flatMap(({ sharpe }) => (sharpe === null ? [] : [sharpe])),
  };
}

function benchmarkFigures(curve: EquityCurve): BenchmarkFigures {
  const { totalReturn, maxDrawdown, sharpe } = measureStretch({ ...curve, trades: [] });
  return { totalReturn, maxDrawdown, sharpe };
}

/** Both parts traded by themselves: each begins with 1 and nothing held. Null where they would be moments. */
function holdOut(window: BarWindow, rerun: (part: BarWindow) => Run): BacktestReport["holdout"] {
  if (window.toBar - window.fromBar < HOLDOUT_DAYS_MIN * 24) return null;
  const { inSample, outOfSample } = splitHoldout(window);
  return { inSample: measureStretch(rerun(inSample)), outOfSample: measureStretch(rerun(outOfSample)) };
}

function drawCurve({ firstOpenAt, equity }: Run, benchmark: ArrayLike<number>): CurvePoint[] {
  const peaks = new Float64Array(equity.length);
  let peak = 1;
  for (let bar = 0; bar < equity.length; bar++) {
    peak = Math.max(peak, equity[bar] as number);
    peaks[bar] = peak;
  }
  return Array.from(thinCurve(equity), (bar) => ({
    at: firstOpenAt + (bar + 1) * HOUR_MS,
    equity: equity[bar] as number,
    drawdown: 100 * (1 - (equity[bar] as number) / (peaks[bar] as number)),
    benchmark: benchmark[bar] as number,
  }));
}
