import type { RecordedScorecard } from "@/lib/contracts/scorecard";
import { countOf, formatCount } from "@/lib/format/count";
import { formatShare } from "@/lib/format/percent";
import { formatSignedReading } from "@/lib/format/reading";
import { formatScore } from "@/lib/format/score";
import { formatEstimate, horizonWords, populationWords, scorecardSentence } from "@/lib/format/scorecard";
import { formatMoment } from "@/lib/format/time";
import type { ScorecardDecile, ScorecardMeasure } from "@/lib/momentum/scorecard-report";

/** The measurement as a page to read; the same numbers as the JSON beside it. */
export function scorecardMarkdown({ recording, caveats, report }: RecordedScorecard): string {
  const { from, to, coins, everyHours, measures, draws } = report;
  const lines = [
    "# What past scores were followed by",
    "",
    `${recording}, ${formatMoment(from)} to ${formatMoment(to)}, every ${everyHours} hours, ${countOf(coins, "coin")}.`,
    "Written by `npm run scorecard` with the production scorer; published whatever it says.",
    "",
    ...measures.map((measure) => `* ${scorecardSentence(measure)}`),
    "",
    "## How it was measured",
    "",
    "At each moment the ranked coins are put into tenths by score. A return is ln(P later ÷ P) over the coin's own usual move",
    "of that length, σ1h·√hours, with σ from closes up to the moment. *Excess* is above the mean of all coins of the same",
    "moment. The rank correlation is Spearman's within a moment, averaged over moments. Intervals are 95 %, from",
    `${formatCount(draws)} resamples of whole days (24 h) or weeks (7 d), because windows overlap. A window counts only once it is over.`,
    "",
    ...measures.flatMap(section),
    "## What this does not say",
    "",
    ...caveats.map((caveat) => `* ${caveat}`),
    "",
  ];
  return lines.join("\n");
}

function section(measure: ScorecardMeasure): string[] {
  const { horizon, population, samples, unknowable, moments, blocks, spread, deciles } = measure;
  const blockWord = horizon === "24h" ? "day" : "week";
  return [
    `## Next ${horizonWords[horizon]}, ${populationWords[population]}`,
    "",
    `${countOf(samples, "sample")} of ${countOf(moments, "moment")} in ${countOf(blocks, blockWord)}; ${countOf(unknowable, "sample")} without a later price.`,
    `Highest tenth minus lowest: ${formatEstimate(spread, 3)} of a usual move.`,
    "",
    "| Tenth | Samples | Mean score | Mean return | Median | Excess | Raw mean | Ended higher |",
    "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ...deciles.map(row),
    "",
  ];
}

function row(decile: ScorecardDecile): string {
  const cells = [
    String(decile.decile),
    formatCount(decile.samples),
    formatScore(decile.meanScore),
    formatEstimate(decile.meanReturn, 3),
    formatSignedReading(decile.medianReturn, 3),
    formatEstimate(decile.excessReturn, 3),
    `${formatSignedReading(decile.meanRawReturn * 100, 2)}%`,
    formatShare(decile.hitRate, 1),
  ];
  return `| ${cells.join(" | ")} |`;
}
