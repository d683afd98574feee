import { formatReading, formatSignedReading } from "./reading";

export interface EstimateParts {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What is said of one measurement; the rest of it is in the table. */
export interface MeasuredRelation {
  readonly horizon: "24h" | "7d";
  readonly population: "all" | "large" | "small";
  readonly blocks: number;
  readonly rankCorrelation: EstimateParts | null;
}

/** An estimate with its interval: "−0.031 [−0.052, −0.010]"; without one the estimate alone. */
export function formatEstimate(estimate: EstimateParts | null, decimals: number): string {
  if (estimate === null) return formatReading(null, decimals);
  const value = formatSignedReading(estimate.value, decimals);
  const { low, high } = estimate;
  if (low === null || high === null) return value;
  return `${value} [${formatSignedReading(low, decimals)}, ${formatSignedReading(high, decimals)}]`;
}

export const horizonWords: Readonly<Record<MeasuredRelation["horizon"], string>> = {
  "24h": "24 hours",
  "7d": "7 days",
};

export const populationWords: Readonly<Record<MeasuredRelation["population"], string>> = {
  all: "all coins",
  large: "large, liquid coins",
  small: "small coins",
};

export type ScorecardVerdict = "higher" | "lower" | "nothing" | "unknown";

/** Which way the interval of the rank correlation points; `nothing` when it holds zero. */
export function scorecardVerdict({ rankCorrelation }: Pick<MeasuredRelation, "rankCorrelation">): ScorecardVerdict {
  if (rankCorrelation === null || rankCorrelation.low === null || rankCorrelation.high === null) return "unknown";
  if (rankCorrelation.low > 0) return "higher";
  return rankCorrelation.high < 0 ? "lower" : "nothing";
}

/** What one measurement says, in one sentence: the finding, then its number with the interval. */
export function scorecardSentence(measure: MeasuredRelation): string {
  const { horizon, population, rankCorrelation, blocks } = measure;
  const among = `among ${populationWords[population]}`;
  const number = `rank correlation ${formatEstimate(rankCorrelation, 3)}`;
  const blockWord = horizon === "24h" ? "days" : "weeks";
  switch (scorecardVerdict(measure)) {
    case "higher":
      return `Higher scores were followed by higher returns over the next ${horizonWords[horizon]} ${among}: ${number}.`;
    case "lower":
      return `Higher scores were followed by lower returns over the next ${horizonWords[horizon]} ${among}: ${number}.`;
    case "nothing":
      return `No relation is shown between the score and the next ${horizonWords[horizon]} ${among}: ${number}, and the interval holds zero.`;
    case "unknown":
      return `Too little to judge the next ${horizonWords[horizon]} ${among}: ${blocks} whole ${blockWord}, and an interval takes 8.`;
  }
}
