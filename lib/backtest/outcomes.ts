/** Why a position was sold. */
export const EXIT_REASONS = ["time_limit", "stop_loss", "take_profit", "end_of_data", "delisted"] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** What a run proves, in the order in which it is judged. */
export const VERDICT_KINDS = [
  "not_enough_data",
  "no_edge",
  "worse_than_holding",
  "fails_out_of_sample",
  "edge_in_sample",
] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** What the market did around an hour. */
export const REGIMES = ["rising", "sideways", "falling"] as const;
export type Regime = (typeof REGIMES)[number];
