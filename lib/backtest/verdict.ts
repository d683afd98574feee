import type { Percent } from "@/lib/market/units";
import type { RunFigures, StretchFigures } from "./metrics/measure-run";
import { DAYS_MIN } from "./metrics/moments";
import type { VerdictKind } from "./outcomes";

/** Fewer trades than this prove nothing either way. */
export const TRADES_MIN = 20;

export interface Evidence {
  readonly figures: Pick<RunFigures, "days" | "totalReturn" | "trades" | "meanTradeInterval">;
  readonly holdReturn: Percent;
  /** The last stretch, 30 % of the time. */
  readonly outOfSample: Pick<StretchFigures, "totalReturn"> | null;
}

/**
 * The first that matches: fewer than 20 trades or 30 days, or an interval of the mean trade that cannot be had; an interval
 * that reaches 0, or money lost; less than holding; nothing gained in the last 30 % of the time; none of these.
 */
export function judgeRun({ figures, holdReturn, outOfSample }: Evidence): VerdictKind {
  const { days, totalReturn, trades, meanTradeInterval } = figures;
  if (trades.count < TRADES_MIN || days < DAYS_MIN || meanTradeInterval === null) return "not_enough_data";
  if (meanTradeInterval.low <= 0 || totalReturn <= 0) return "no_edge";
  if (totalReturn < holdReturn) return "worse_than_holding";
  if (outOfSample === null || outOfSample.totalReturn <= 0) return "fails_out_of_sample";
  return "edge_in_sample";
}
