import type { Rules } from "@/lib/backtest/parameters";
import type { BarWindow } from "@/lib/backtest/simulate";
import { type FoldPlan, neighbouringRules, planFolds } from "@/lib/backtest/walk-forward";
import { type BacktestPlan, hoursOf, WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import { HOUR_MS } from "@/lib/market/units";

/**
 * The runs that a sweep and the choices of a walk-forward consist of, beside the run itself: every set of rules on every
 * window. Unit u is `rules[u % rules.length]` on `windows[⌊u / rules.length⌋]`.
 */
export interface WorkUnits {
  readonly rules: readonly Rules[];
  /** The whole range when there is a sweep, then the stretch in sample of every fold. */
  readonly windows: readonly BarWindow[];
  readonly hasSweep: boolean;
  readonly folds: readonly FoldPlan[];
}

/** The bars of a plan that may trade; those before them are the warm-up. */
export function windowOf(plan: BacktestPlan): BarWindow {
  return { fromBar: WARM_UP_HOURS, toBar: WARM_UP_HOURS + hoursOf(plan) };
}

export function unitsOf(plan: BacktestPlan): WorkUnits {
  const { rules, sweep, walkForward, from } = plan;
  const window = windowOf(plan);
  const folds = walkForward ? planFolds(window, from - WARM_UP_HOURS * HOUR_MS) : [];
  const tried =
    sweep === null
      ? neighbouringRules(rules)
      : sweep.thresholds.flatMap((threshold) => sweep.holdHours.map((holdHours) => ({ threshold, holdHours })));
  return {
    rules: tried.map((one) => ({ ...rules, ...one })),
    windows: [...(sweep === null ? [] : [window]), ...folds.map(({ inSample }) => inSample)],
    hasSweep: sweep !== null,
    folds,
  };
}

export const countUnits = ({ rules, windows }: WorkUnits): number => rules.length * windows.length;

/**
 * Coin-hours that a portfolio is simulated over, some 30 ns each. Under the first of these a run is over before another copy
 * has read its bars; the second is what a part should have, so that copies of unequal speed end together and a lost one costs
 * little. Of one coin only the hours count in which something happens: a tenth.
 */
const WORTH_SPLITTING = 30_000_000;
const PART_STEPS = 15_000_000;
const ONE_COIN_SHARE = 0.1;
const MOST_PARTS = 64;

/**
 * Into how many parts the units of a plan are split; 1: it is run whole. Decided by the plan alone, so that every worker and
 * every attempt splits it alike.
 */
export function partsOf(plan: BacktestPlan, units: WorkUnits = unitsOf(plan)): number {
  const hours = units.windows.reduce((sum, { fromBar, toBar }) => sum + toBar - fromBar, 0);
  const share = plan.portfolio === null ? ONE_COIN_SHARE : 1;
  const steps = share * plan.coins.length * hours * units.rules.length;
  if (steps < WORTH_SPLITTING) return 1;
  return Math.min(MOST_PARTS, countUnits(units), Math.ceil(steps / PART_STEPS));
}

/** The units of one part: every `parts`-th, because neighbours cost alike and a low threshold trades more than a high one. */
export function unitsOfPart(units: number, parts: number, part: number): readonly number[] {
  return Array.from({ length: Math.ceil((units - part) / parts) }, (_, index) => part + index * parts);
}

/** What every part found, back in the order of the units. */
export function joinParts<Found>(units: number, parts: readonly (readonly Found[])[]): readonly Found[] {
  return Array.from({ length: units }, (_, unit) => {
    const found = parts[unit % parts.length]?.[Math.floor(unit / parts.length)];
    if (found === undefined) throw new Error(`Unit ${unit} is in no part`);
    return found;
  });
}
