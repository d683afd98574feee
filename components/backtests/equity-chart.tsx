"use client";

import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import { formatChange } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatDay, formatMoment } from "@/lib/format/time";
import { SECOND_MS } from "@/lib/market/units";
import { type EquityLayout, type EquityPoint, layoutEquity } from "./layout-equity";
import { formatPart } from "./present-backtest";

const BOX = { width: 800, height: 200, drawdownHeight: 56 };
/** A label of the start stands clear of those of the highest and the lowest value. */
const CLEAR = 18;
const KEY_STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -24, PageDown: 24 };

const gain = (equity: number) => formatChange((equity - 1) * 100);

function nearest(xs: readonly number[], x: number): number {
  let best = 0;
  for (let index = 1; index < xs.length; index++) {
    if (Math.abs((xs[index] ?? 0) - x) < Math.abs((xs[best] ?? 0) - x)) best = index;
  }
  return best;
}

function stepTo(key: string, at: number, last: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = KEY_STEPS[key];
  return step === undefined ? null : Math.max(0, Math.min(last, at + step));
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
  const last = points.length - 1;
  const at = cursor === null ? last : Math.min(cursor, last);
  const [first, point, end] = [points[0], points[at], points[last]];
  if (layout === null || first === undefined || point === undefined || end === undefined) {
    return <p className="text-fg-3 text-table">Too short to draw.</p>;
  }
  const follow = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setCursor(nearest(layout.xs, ((event.clientX - left) / width) * BOX.width));
  };
  const walk = (event: KeyboardEvent) => {
    const next = stepTo(event.key, at, last);
    if (next === null) return;
    event.preventDefault();
    setCursor(next);
  };
  const sentence = `Equity from ${formatDay(first.time * SECOND_MS)} to ${formatDay(end.time * SECOND_MS)}: ${gain(end.equity)} at the end, ${holdName} ${gain(end.benchmark)}, deepest drawdown ${formatPart(layout.deepest)}.`;
  return (
    <figure className="flex min-w-0 flex-col gap-1" data-testid="equity-chart">
      <figcaption className="num flex min-h-8 flex-wrap items-center gap-x-4 text-meta">
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
          <Curves layout={layout} cursorX={cursor === null ? null : (layout.xs[at] ?? null)} />
        </div>
        <EndLabels layout={layout} end={end} holdName={holdName} />
        <div className="num flex justify-between text-fg-3 text-meta" aria-hidden="true">
          <span>{formatDay(first.time * SECOND_MS)}</span>
          <span>{formatDay(end.time * SECOND_MS)}</span>
        </div>
      </div>
    </figure>
  );
}

const still = { vectorEffect: "non-scaling-stroke" } as const;

function Curves({ layout, cursorX }: { readonly layout: EquityLayout; readonly cursorX: number | null }) {
  const { startY, high, low } = layout;
  const isStartClear = startY !== null && startY > CLEAR && startY < BOX.height - CLEAR;
  const label = "num absolute left-0 text-fg-3 text-meta";
  return (
    <>
      <div className="relative" style={{ height: BOX.height }} aria-hidden="true">
        <svg
          viewBox={`0 0 ${BOX.width} ${BOX.height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible"
          aria-hidden="true"
        >
          <g fill="none">
            <path d={`M0 0H${BOX.width}M0 ${BOX.height}H${BOX.width}`} className="stroke-line" {...still} />
            {startY !== null && (
              <path d={`M0 ${startY}H${BOX.width}`} className="stroke-line-strong" strokeDasharray="1 3" {...still} />
            )}
            <path d={layout.hold} className="stroke-fg-2" strokeDasharray="5 4" {...still} />
            <path d={layout.equity} className="stroke-accent" strokeWidth={2} {...still} />
            {cursorX !== null && <path d={`M${cursorX} 0V${BOX.height}`} className="stroke-fg-3" {...still} />}
          </g>
        </svg>
        <span className={`${label} top-0`}>{gain(high)}</span>
        {isStartClear && (
          <span className={label} style={{ top: startY - 16 }}>
            0%
          </span>
        )}
        <span className={`${label} bottom-0`}>{gain(low)}</span>
      </div>
      <div className="relative" style={{ height: BOX.drawdownHeight }} aria-hidden="true">
        <svg
          viewBox={`0 0 ${BOX.width} ${BOX.drawdownHeight}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible"
          aria-hidden="true"
        >
          <path d={layout.drawdown} className="fill-down-tint stroke-down-mark" {...still} />
          {cursorX !== null && <path d={`M${cursorX} 0V${BOX.drawdownHeight}`} className="stroke-fg-3" {...still} />}
        </svg>
      </div>
    </>
  );
}

/** What either line is and where it ends, beside its end. */
function EndLabels({
  layout,
  end,
  holdName,
}: {
  readonly layout: EquityLayout;
  readonly end: EquityPoint;
  readonly holdName: string;
}) {
  const place = (y: number) => ({ top: y - 8 });
  return (
    <div className="num relative w-14 text-meta sm:w-28" aria-hidden="true">
      <span className="absolute left-0 whitespace-nowrap text-accent" style={place(layout.endY.equity)}>
        <span className="max-sm:hidden">this </span>
        {gain(end.equity)}
      </span>
      <span className="absolute left-0 whitespace-nowrap text-fg-2" style={place(layout.endY.hold)}>
        <span className="max-sm:hidden">{holdName} </span>
        {gain(end.benchmark)}
      </span>
      <span className="absolute bottom-0 left-0 whitespace-nowrap text-fg-3">
        <span className="max-sm:hidden">deepest </span>
        {formatReading(-layout.deepest, 1)}%
      </span>
    </div>
  );
}
