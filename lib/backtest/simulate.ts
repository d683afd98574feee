import type { CoinHistory } from "./bars";
import type { Portfolio, Rules } from "./parameters";
import type { Run } from "./run";

/** Bars from `fromBar` on and before `toBar`, of the grid that all coins of a run share. */
export interface BarWindow {
  readonly fromBar: number;
  readonly toBar: number;
}

export interface Simulation {
  readonly histories: readonly CoinHistory[];
  readonly rules: Rules;
  /** Null: one coin with the full equity, and `histories` holds that coin alone. */
  readonly portfolio: Portfolio | null;
  readonly window: BarWindow;
}

/** The production engine, as whatever asks "and what if" calls it: benchmarks, cost sensitivity, hold-outs, random entries. */
export type Simulate = (simulation: Simulation) => Run;
