import type { Explain } from "@/lib/contracts/http/momentum";
import { type SubScoreName, subScoreNames } from "@/lib/momentum/config";

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

const labels: Record<SubScoreName, string> = {
  price_momentum: "Price momentum",
  volume_spike: "Volume",
  rsi_signal: "RSI",
  ma_cross: "MA cross",
  pretrend_bonus: "Pre-trend",
  whale_bonus: "Whale",
};

/** Signed number with a true minus and fixed decimals. */
function signed(value: number, decimals: number): string {
  const rounded = Math.abs(value).toFixed(decimals);
  if (Number(rounded) === 0) return rounded;
  return `${value < 0 ? "−" : "+"}${rounded}`;
}

function readingOf(name: SubScoreName, explain: Explain): string {
  const { raw_value: raw, missing } = explain.components[name];
  if (missing || raw === null) return "no data";
  switch (name) {
    case "price_momentum":
      return explain.z === null ? `${signed(raw, 1)}%` : `${signed(raw, 1)}%, z ${signed(explain.z, 2)}`;
    case "volume_spike":
      return `${raw.toFixed(2)}× usual`;
    case "rsi_signal":
      return `${raw.toFixed(0)} (14 h)`;
    case "ma_cross":
      return explain.ma_z === null ? `spread ${signed(raw, 2)}%` : `spread z ${signed(explain.ma_z, 2)}`;
    case "pretrend_bonus":
      return `${(raw * 100).toFixed(0)}%`;
    case "whale_bonus":
      return raw.toFixed(2);
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
      label: labels[name],
      points: component.score.toFixed(1),
      max: String(Number(component.max_points.toFixed(1))),
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
    total: score.toFixed(1),
    attainable: String(Number(attainable.toFixed(1))),
    remainder: difference === 0 ? null : `${signed(difference, 1)} from rounding`,
  };
}
