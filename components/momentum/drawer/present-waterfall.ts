import type { Explain } from "@/lib/contracts/http/coin-answer";
import { formatProbability } from "@/lib/format/percent";
import { formatPoints, formatReading, formatSignedReading } from "@/lib/format/reading";
import { formatConfidence, formatRatio, formatScore } from "@/lib/format/score";
import { type SubScoreName, subScoreNames } from "@/lib/momentum/sub-scores";

/** One bar of the waterfall: it starts where the one before ended. Positions are percent of the attainable maximum. */
export interface WaterfallRow {
  readonly name: SubScoreName;
  readonly label: string;
  readonly points: string;
  readonly max: string;
  readonly startPercent: number;
  readonly widthPercent: number;
  /** Where an ordinary coin's bar would end. */
  readonly neutralPercent: number;
  readonly missing: boolean;
  readonly reading: string;
  readonly description: string;
}

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  readonly total: string;
  readonly attainable: string;
  /** Said when the rounded parts do not add up to the rounded score; null when they do. */
  readonly remainder: string | null;
}

/** The parts as headings name them. */
export const partLabels: Record<SubScoreName, string> = {
  price_momentum: "Price momentum",
  volume_spike: "Volume",
  rsi_signal: "RSI",
  ma_cross: "MA cross",
  pretrend_bonus: "Pre-trend",
  whale_bonus: "Whale",
};

function readingOf(name: SubScoreName, explain: Explain): string {
  const { raw_value: raw, missing } = explain.components[name];
  if (missing || raw === null) return "no data";
  switch (name) {
    case "price_momentum":
      return explain.z === null
        ? `${formatSignedReading(raw, 1)}%`
        : `${formatSignedReading(raw, 1)}%, z ${formatSignedReading(explain.z, 2)}`;
    case "volume_spike":
      return `${formatRatio(raw)} usual`;
    case "rsi_signal":
      return `${formatReading(raw, 0)} (14 h)`;
    case "ma_cross":
      return explain.ma_z === null
        ? `spread ${formatSignedReading(raw, 2)}%`
        : `spread z ${formatSignedReading(explain.ma_z, 2)}`;
    case "pretrend_bonus":
      return formatProbability(raw);
    case "whale_bonus":
      return formatConfidence(raw);
  }
}

/** Lays the explanation out as chained bars whose ends sum to the score shown. */
export function presentWaterfall(explain: Explain, score: number): Waterfall {
  const attainable = subScoreNames.reduce((sum, name) => sum + explain.components[name].max_points, 0);
  const percent = (points: number) => (attainable === 0 ? 0 : (100 * points) / attainable);
  let reached = 0;
  const rows = subScoreNames.map((name): WaterfallRow => {
    const component = explain.components[name];
    const start = reached;
    reached += component.score;
    return {
      name,
      label: partLabels[name],
      points: formatScore(component.score),
      max: formatPoints(component.max_points),
      startPercent: percent(start),
      widthPercent: percent(component.score),
      neutralPercent: percent(start + component.neutral),
      missing: component.missing,
      reading: readingOf(name, explain),
      description: component.description,
    };
  });
  const printed = rows.reduce((sum, row) => sum + Number(row.points), 0);
  const difference = Math.round((score - printed) * 10) / 10;
  return {
    rows,
    total: formatScore(score),
    attainable: formatPoints(attainable),
    remainder: difference === 0 ? null : `${formatSignedReading(difference, 1)} from rounding`,
  };
}
