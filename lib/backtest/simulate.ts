import type { CoinHistory } from "./bars";
import type { Portfolio, Rules } from "./parameters";

/** Bars from `fromBar` on and before `toBar`, of the grid that all coins of a run share. */
export interface BarWindow {
  readonly fromBar: number;
  readonly toBar: number;
}

/** What the production engine is asked: also by whatever wonders what else would have come of it. */
export interface Simulation {
  readonly histories: readonly CoinHistory[];
  readonly rules: Rules;
  /** Null: one coin with the full equity, and `histories` holds that coin alone. */
  readonly portfolio: Portfolio | null;
  readonly window: BarWindow;
}
