"use client";

import { type PointerEvent, useId, useState } from "react";
import { layoutSeries, nearestMark, type SeriesLayout, type SeriesPoint } from "./layout-series";

const WIDTH = 600;

export interface SeriesChartProps {
  readonly title: string;
  readonly points: readonly SeriesPoint[];
  readonly shape: "line" | "area" | "step";
  readonly invert?: boolean;
  readonly minimumSpan?: number;
  readonly domain?: readonly [floor: number, ceiling: number];
  readonly height?: number;
  readonly formatValue: (value: number) => string;
  readonly formatTime: (at: number) => string;
  /** Shorter, for the ends of the axis; the cursor says the whole. */
  readonly formatAxis?: (at: number) => string;
  /** Said instead of a chart when there are fewer than two values. */
  readonly emptyText: string;
}

/** The values in rows, built only for a reader who asks: a week has hundreds. */
function SeriesTable({
  layout,
  titleId,
  formatValue,
  formatTime,
}: Pick<SeriesChartProps, "formatValue" | "formatTime"> & {
  readonly layout: SeriesLayout;
  readonly titleId: string;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details className="text-meta text-fg-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer pointer-coarse:py-3.5">As table</summary>
      {open && (
        <table aria-labelledby={titleId} className="num mt-1 block max-h-48 w-full overflow-auto">
          <tbody>
            {layout.marks.map(({ point }) => (
              <tr key={point.at}>
                <th scope="row" className="pr-4 text-left font-normal text-fg-3">
                  {formatTime(point.at)}
                </th>
                <td className="text-right">{point.value === null ? "–" : formatValue(point.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

function layoutOf(props: SeriesChartProps, height: number): SeriesLayout | null {
  const { shape, invert, minimumSpan, domain } = props;
  return layoutSeries(props.points, {
    width: WIDTH,
    height,
    shape,
    ...(invert === undefined ? {} : { invert }),
    ...(minimumSpan === undefined ? {} : { minimumSpan }),
    ...(domain === undefined ? {} : { domain }),
  });
}

/** A small time series drawn by hand: readable by cursor, as a sentence, and as a table. */
export function SeriesChart(props: SeriesChartProps) {
  const { title, formatValue, formatTime, formatAxis = formatTime, height = 96 } = props;
  const titleId = useId();
  const [cursor, setCursor] = useState<number | null>(null);
  const layout = layoutOf(props, height);
  if (!layout) {
    return (
      <figure className="flex min-w-0 flex-col gap-1">
        <figcaption className="text-meta text-fg-2">{title}</figcaption>
        <p className="flex items-center text-meta text-fg-3" style={{ minHeight: Math.min(height, 96) }}>
          {props.emptyText}
        </p>
      </figure>
    );
  }

  const last = layout.marks.at(-1);
  const mark = (cursor === null ? undefined : layout.marks[cursor]) ?? last;
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setCursor(nearestMark(layout, ((event.clientX - left) / width) * WIDTH));
  };
  const [bottom, top] = props.domain ?? [layout.low, layout.high];
  const sentence = `${title}: from ${formatValue(layout.low)} to ${formatValue(layout.high)}, ${formatTime(layout.from)} to ${formatTime(layout.to)}.`;

  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <figcaption className="flex flex-wrap justify-between gap-x-3 text-meta text-fg-2">
        <span id={titleId}>{title}</span>
        <span className="num ml-auto text-fg">
          {mark?.point.value == null ? "" : `${formatValue(mark.point.value)} · ${formatTime(mark.point.at)}`}
        </span>
      </figcaption>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
        <svg
          role="img"
          aria-label={sentence}
          viewBox={`0 -2 ${WIDTH} ${height + 4}`}
          preserveAspectRatio="none"
          className="w-full touch-pan-y overflow-visible"
          style={{ height }}
          onPointerMove={follow}
          onPointerLeave={() => setCursor(null)}
        >
          <path
            d={`M0 0H${WIDTH}M0 ${height}H${WIDTH}`}
            className="stroke-line"
            fill="none"
            vectorEffect="non-scaling-stroke"
          />
          {layout.area && <path d={layout.area} className="fill-accent-tint" />}
          <path
            d={layout.line}
            className="stroke-fg-2"
            fill="none"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
          {cursor !== null && mark && (
            <path
              d={`M${mark.x} 0V${height}`}
              className="stroke-accent"
              fill="none"
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
        <div className="num flex min-w-9 flex-col justify-between text-meta text-fg-3" aria-hidden="true">
          <span>{formatValue(props.invert ? bottom : top)}</span>
          <span>{formatValue(props.invert ? top : bottom)}</span>
        </div>
        <div className="num flex justify-between gap-2 text-meta text-fg-3" aria-hidden="true">
          <span>{formatAxis(layout.from)}</span>
          <span>{formatAxis(layout.to)}</span>
        </div>
      </div>
      <SeriesTable layout={layout} titleId={titleId} formatValue={formatValue} formatTime={formatTime} />
    </figure>
  );
}
