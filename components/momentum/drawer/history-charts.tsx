"use client";

import { SeriesChart } from "@/components/charts/series-chart";
import type { CoinDetail, RankHistoryPoint } from "@/lib/contracts/http/coin-answer";
import { formatPrice } from "@/lib/format/price";
import { formatRank } from "@/lib/format/rank";
import { formatPoints } from "@/lib/format/reading";
import { formatScore } from "@/lib/format/score";
import { formatDayClock, formatMoment } from "@/lib/format/time";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { partLabels } from "./present-waterfall";

function seriesOf(detail: CoinDetail, value: (point: RankHistoryPoint) => number | null) {
  return detail.rank_history.map((point) => ({ at: point.timestamp * 1_000, value: value(point) }));
}

const times = { formatTime: formatMoment, formatAxis: formatDayClock } as const;

function emptyText({ history_available }: CoinDetail): string {
  return history_available
    ? "No history yet: a point is kept every five minutes of market time."
    : "The history could not be read just now. It comes back with the store.";
}

/** One sentence instead of a chart that has nothing to show. */
function NoHistory({ detail }: { readonly detail: CoinDetail }) {
  return <p className="text-fg-3 text-meta">{emptyText(detail)}</p>;
}

const hasHistory = ({ rank_history }: CoinDetail) => rank_history.length > 1;

/** Rank and score on one time axis. */
export function RankAndScore({ detail, height = 96 }: { readonly detail: CoinDetail; readonly height?: number }) {
  if (!hasHistory(detail)) return <NoHistory detail={detail} />;
  return (
    <div className="flex flex-col gap-4">
      <SeriesChart
        title="Rank, best at the top"
        shape="step"
        invert
        points={seriesOf(detail, (point) => point.rank)}
        minimumSpan={4}
        formatValue={(rank) => formatRank(Math.round(rank))}
        height={height}
        emptyText={emptyText(detail)}
        {...times}
      />
      <SeriesChart
        title="Score"
        shape="area"
        points={seriesOf(detail, (point) => point.momentum_score)}
        minimumSpan={5}
        formatValue={formatScore}
        height={height}
        emptyText={emptyText(detail)}
        {...times}
      />
    </div>
  );
}

/** Six small lines, each from 0 to what the part can give at most. */
export function SubScoreLines({ detail }: { readonly detail: CoinDetail }) {
  if (!hasHistory(detail)) return <NoHistory detail={detail} />;
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2">
      {subScoreNames.map((name) => (
        <SeriesChart
          key={name}
          title={`${partLabels[name]}, of ${formatPoints(detail.explain.components[name].max_points)}`}
          shape="line"
          points={seriesOf(detail, (point) => point.sub_scores[name])}
          domain={[0, Math.max(0.1, detail.explain.components[name].max_points)]}
          height={40}
          formatValue={formatScore}
          emptyText={emptyText(detail)}
          {...times}
        />
      ))}
    </div>
  );
}

/** What the price did meanwhile, at the same moments. */
export function PriceLine({ detail }: { readonly detail: CoinDetail }) {
  if (!hasHistory(detail)) return null;
  return (
    <SeriesChart
      title="Price"
      shape="line"
      points={seriesOf(detail, (point) => point.price)}
      formatValue={formatPrice}
      emptyText={emptyText(detail)}
      {...times}
    />
  );
}
