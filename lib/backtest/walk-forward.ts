import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import type { EquityCurve } from "./metrics/daily-returns";
import { measureStretch, type StretchFigures } from "./metrics/measure-run";
import type { Rules } from "./parameters";
import type { Run } from "./run";
import type { BarWindow } from "./simulate";
import type { SweepCell } from "./sweep-summary";

/** One step of a walk forward: rules are chosen on the first stretch and traded on the second, which follows it. */
export interface FoldPlan {
  readonly inSample: BarWindow;
  readonly outOfSample: BarWindow;
}

export type ChosenRules = Pick<Rules, "threshold" | "holdHours">;

/** A fold once its rules are chosen. */
export interface ChosenFold extends FoldPlan {
  readonly chosen: ChosenRules;
}

export interface FoldFigures {
  readonly inSample: StretchFigures;
  readonly outOfSample: StretchFigures;
  readonly chosen: ChosenRules;
}

export interface WalkForward {
  readonly folds: readonly FoldFigures[];
  /** The out-of-sample stretches one after the other. */
  readonly stitched: StretchFigures;
}

const FOLDS_MAX = 6;
const FOLDS_MIN = 2;
/** Rules are chosen on three times as many days as they are then traded on. */
const IN_SAMPLE_PARTS = 3;
/** With fewer days out of sample, the thirty days that a Sharpe ratio needs in sample would not be there. */
const DAYS_MIN = 10;
/** Fewer trades than this in sample are an anecdote to choose rules by. */
export const CHOICE_TRADES_MIN = 10;

/**
 * Rolling folds of whole UTC days: n stretches out of sample of equal length at the end, each behind a stretch in sample three
 * times as long, n from 6 down to 2 so that each has at least ten days. The days that do not divide stand before the first fold and are
 * not used. Empty when there are too few days: under 50.
 */
export function planFolds(window: BarWindow, firstOpenAt: number): FoldPlan[] {
  const firstDay = window.fromBar + barsToMidnight(firstOpenAt + window.fromBar * HOUR_MS);
  const days = Math.floor((window.toBar - firstDay) / 24);
  let folds = FOLDS_MAX;
  while (folds >= FOLDS_MIN && Math.floor(days / (folds + IN_SAMPLE_PARTS)) < DAYS_MIN) folds -= 1;
  if (folds < FOLDS_MIN) return [];
  const length = Math.floor(days / (folds + IN_SAMPLE_PARTS)) * 24;
  const end = firstDay + days * 24;
  return Array.from({ length: folds }, (_, fold) => {
    const split = end - (folds - fold) * length;
    return {
      inSample: { fromBar: split - IN_SAMPLE_PARTS * length, toBar: split },
      outOfSample: { fromBar: split, toBar: split + length },
    };
  });
}

const barsToMidnight = (at: number): number => Math.round(((DAY_MS - (at % DAY_MS)) % DAY_MS) / HOUR_MS);

/** What is tried where nobody said what to try: thresholds and holding times around those asked for. */
export function neighbouringRules({ threshold, holdHours }: ChosenRules): ChosenRules[] {
  const thresholds = [-10, -5, 0, 5, 10].map((step) => Math.min(100, Math.max(0, threshold + step)));
  const holds = [0.5, 1, 2].map((times) => Math.min(8_760, Math.max(1, Math.round(holdHours * times))));
  return [...new Set(thresholds)].flatMap((one) =>
    [...new Set(holds)].map((hold) => ({ threshold: one, holdHours: hold })),
  );
}

/**
 * The rules to trade next: the highest Sharpe ratio in sample among those with at least ten trades, then the higher return,
 * then the one listed first; those without a Sharpe ratio come after those with one. With no such rules, those asked for.
 */
export function chooseRules(cells: readonly SweepCell[], asked: ChosenRules): ChosenRules {
  let best: SweepCell | null = null;
  for (const cell of cells) {
    if (cell.tradeCount >= CHOICE_TRADES_MIN && (best === null || isBetter(cell, best))) best = cell;
  }
  const { threshold, holdHours } = best ?? asked;
  return { threshold, holdHours };
}

function isBetter(cell: SweepCell, best: SweepCell): boolean {
  const left = cell.sharpe ?? Number.NEGATIVE_INFINITY;
  const right = best.sharpe ?? Number.NEGATIVE_INFINITY;
  return left > right || (left === right && cell.totalReturn > best.totalReturn);
}

/** Trades every fold's chosen rules on both of its stretches; each stretch begins with 1 and closes what is open at its end. */
export function walkForward(
  folds: readonly ChosenFold[],
  rules: Rules,
  rerun: (rules: Rules, window: BarWindow) => Run,
): WalkForward | null {
  if (folds.length === 0) return null;
  const outside: Run[] = [];
  const figures = folds.map(({ inSample, outOfSample, chosen }) => {
    const run = rerun({ ...rules, ...chosen }, outOfSample);
    outside.push(run);
    return {
      inSample: measureStretch(rerun({ ...rules, ...chosen }, inSample)),
      outOfSample: measureStretch(run),
      chosen,
    };
  });
  const tradeCount = outside.reduce((sum, { trades }) => sum + trades.length, 0);
  return { folds: figures, stitched: { ...measureStretch({ ...stitch(outside), trades: [] }), tradeCount } };
}

/** One curve of several that follow each other, the later ones in proportion to what the earlier ones left. */
export function stitch(runs: readonly EquityCurve[]): EquityCurve & { readonly equity: Float64Array } {
  const equity = new Float64Array(runs.reduce((sum, run) => sum + run.equity.length, 0));
  let level = 1;
  let place = 0;
  for (const run of runs) {
    for (let bar = 0; bar < run.equity.length; bar++) equity[place++] = level * (run.equity[bar] as number);
    level = equity[place - 1] ?? level;
  }
  return { firstOpenAt: runs[0]?.firstOpenAt ?? 0, equity };
}
