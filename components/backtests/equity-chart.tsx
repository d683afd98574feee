"use client";

import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import { formatChange } from "@/lib/format/percent";
import { formatDay, formatMoment } from "@/lib/format/time";
import { type EquityPoint, layoutEquity } from "./layout-equity";
import { formatPart, formatRatio } from "./present-backtest";

const BOX = { width: 800, height: 200, drawdownHeight: 56 };
const SECOND_MS = 1_000;
const KEY_STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -24, PageDown: 24 };

const gain = (equity: number) => formatChange((equity - 1) * 100);

function nearest(xs: readonly number[], x: number): number {
  let best = 0;
  for (let index = 1; index < xs.length; index++) {
    if (Math.abs((xs[index] ?? 0) - x) < Math.abs((xs[best] ?? 0) - x)) best = index;
  }
  return best;
}

/** Equity against holding, with the drawdown beneath, under one cursor. */
export function EquityChart({
  points,
  holdName,
}: {
  readonly points: readonly EquityPoint[];
  readonly holdName: string;
}) {
  const layout = useMemo(() => layoutEquity(points, BOX), [points]);
  const [cursor, setCursor] = useState<number | null>(null);
  if (layout === null) return <p className="text-fg-3 text-table">Too short to draw.</p>;
  const last = points.length - 1;
  const at = cursor === null ? last : Math.min(cursor, last);
  const point = points[at];
  const first = points[0];
  const follow = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setCursor(nearest(layout.xs, ((event.clientX - left) / width) * BOX.width));
  };
  const walk = (event: KeyboardEvent) => {
    const step = KEY_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setCursor(Math.max(0, Math.min(last, at + step)));
  };
  if (point === undefined || first === undefined) return null;
  const end = points[last] ?? point;
  const sentence = `Equity from ${formatDay(first.time * SECOND_MS)} to ${formatDay(end.time * SECOND_MS)}: ${gain(end.equity)} at the end, ${holdName} ${gain(end.benchmark)}, deepest drawdown ${formatPart(layout.deepest)}.`;
  const cursorLine = cursor === null ? null : `M${layout.xs[at]} 0V`;
  return (
    <figure className="flex min-w-0 flex-col gap-1" data-testid="equity-chart">
      <figcaption className="num flex min-h-8 flex-wrap items-baseline gap-x-4 text-meta">
        <span className="text-fg-2">{formatMoment(point.time * SECOND_MS)}</span>
        <span className="flex items-center gap-1.5 text-fg">
          <span className="w-4 border-accent border-t-2" aria-hidden="true" /> this {gain(point.equity)}
        </span>
        <span className="flex items-center gap-1.5 text-fg">
          <span className="w-4 border-fg-2 border-t border-dashed" aria-hidden="true" /> {holdName}{" "}
          {gain(point.benchmark)}
        </span>
        <span className="text-fg">drawdown {formatPart(point.drawdown)}</span>
      </figcaption>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
        <div
          role="slider"
          aria-label={sentence}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at}
          aria-valuetext={`${formatMoment(point.time * SECOND_MS)}: ${gain(point.equity)}, ${holdName} ${gain(point.benchmark)}`}
          tabIndex={0}
          className="flex touch-pan-y flex-col gap-2"
          onPointerMove={follow}
          onPointerLeave={() => setCursor(null)}
          onKeyDown={walk}
        >
          <svg
            viewBox={`0 -2 ${BOX.width} ${BOX.height + 4}`}
            preserveAspectRatio="none"
            className="block w-full"
            style={{ height: BOX.height }}
            aria-hidden="true"
          >
            <g fill="none" vectorEffect="non-scaling-stroke">
              {layout.startY !== null && (
                <path
                  d={`M0 ${layout.startY}H${BOX.width}`}
                  className="stroke-line-strong"
                  strokeDasharray="1 3"
                  vectorEffect="non-scaling-stroke"
                />
              )}
              <path d={layout.hold} className="stroke-fg-2" strokeDasharray="5 4" vectorEffect="non-scaling-stroke" />
              <path d={layout.equity} className="stroke-accent" strokeWidth={2} vectorEffect="non-scaling-stroke" />
              {cursorLine !== null && (
                <path d={`${cursorLine}${BOX.height}`} className="stroke-fg-3" vectorEffect="non-scaling-stroke" />
              )}
            </g>
          </svg>
          <svg
            viewBox={`0 0 ${BOX.width} ${BOX.drawdownHeight}`}
            preserveAspectRatio="none"
            className="block w-full"
            style={{ height: BOX.drawdownHeight }}
            aria-hidden="true"
          >
            <path d={layout.drawdown} className="fill-down-tint stroke-down-mark" vectorEffect="non-scaling-stroke" />
            {cursorLine !== null && (
              <path
                d={`${cursorLine}${BOX.drawdownHeight}`}
                className="stroke-fg-3"
                vectorEffect="non-scaling-stroke"
              />
            )}
          </svg>
        </div>
        <div className="num flex min-w-12 flex-col justify-between text-right text-fg-3 text-meta" aria-hidden="true">
          <span className="flex flex-col justify-between" style={{ height: BOX.height }}>
            <span>{gain(layout.high)}</span>
            <span>{gain(layout.low)}</span>
          </span>
          <span className="flex flex-col justify-between" style={{ height: BOX.drawdownHeight }}>
            <span>0%</span>
            <span>{formatRatio(-layout.deepest, 1)}%</span>
          </span>
        </div>
        <div className="num flex justify-between text-fg-3 text-meta" aria-hidden="true">
          <span>{formatDay(first.time * SECOND_MS)}</span>
          <span>{formatDay(end.time * SECOND_MS)} UTC</span>
        </div>
      </div>
    </figure>
  );
}
