import { formatCompactUsd } from "@/lib/format/compact-usd";
import { formatClockMinutes, formatZone } from "@/lib/format/time";
import { HOUR_MS } from "@/lib/market/units";
import { type FlowHour, layoutFlow, layoutOrders, type StripOrder } from "./layout-orders";

const WIDTH = 480;
const STRIP_HEIGHT = 72;
const FLOW_HEIGHT = 88;

type Span = readonly [from: number, to: number];

function TimeAxis({ span: [from, to] }: { readonly span: Span }) {
  return (
    <div className="num flex justify-between text-meta text-fg-3" aria-hidden="true">
      <span>{formatClockMinutes(from)}</span>
      <span>{formatClockMinutes((from + to) / 2)}</span>
      <span>
        {formatClockMinutes(to)} {formatZone(to)}
      </span>
    </div>
  );
}

/** The large orders of a day: time to the right, size upwards on a log scale; filled dots bought, hollow ones sold. */
export function OrderStrip({
  title,
  orders,
  span,
  sentence,
}: {
  readonly title: string;
  readonly orders: readonly StripOrder[];
  readonly span: Span;
  readonly sentence: string;
}) {
  const layout = layoutOrders(orders, { width: WIDTH, height: STRIP_HEIGHT, from: span[0], to: span[1] });
  const stroke = { fill: "none", strokeLinecap: "round", vectorEffect: "non-scaling-stroke" } as const;
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="flex flex-wrap justify-between gap-x-3 text-meta text-fg-2">
        <span>{title}</span>
        <span className="flex items-center gap-3">
          <span className="flex items-center gap-1">
            <span className="size-2 rounded-full bg-up-mark" aria-hidden="true" /> bought
          </span>
          <span className="flex items-center gap-1">
            <span className="size-2 rounded-full border-[1.5px] border-down-mark" aria-hidden="true" /> sold
          </span>
        </span>
      </figcaption>
      {layout === null ? (
        <p className="flex items-center text-meta text-fg-3" style={{ minHeight: STRIP_HEIGHT }}>
          No order of this size.
        </p>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
          <svg
            role="img"
            aria-label={sentence}
            viewBox={`-6 -6 ${WIDTH + 12} ${STRIP_HEIGHT + 12}`}
            preserveAspectRatio="none"
            className="w-full border-line border-y"
            style={{ height: STRIP_HEIGHT + 12 }}
          >
            <path d={layout.buys} {...stroke} strokeWidth={7} className="stroke-up-mark" />
            <path d={layout.sells} {...stroke} strokeWidth={8} className="stroke-down-mark" />
            <path d={layout.sells} {...stroke} strokeWidth={4.5} className="stroke-surface-1" />
          </svg>
          <div className="num flex min-w-9 flex-col justify-between text-meta text-fg-3" aria-hidden="true">
            <span>{formatCompactUsd(layout.high)}</span>
            <span>{layout.high === layout.low ? "" : formatCompactUsd(layout.low)}</span>
          </div>
          <TimeAxis span={span} />
        </div>
      )}
    </figure>
  );
}

/** What whales took hour by hour: bought money up, sold money down; pale where the hour was watched in part. */
export function FlowBars({ hours, span }: { readonly hours: readonly FlowHour[]; readonly span: Span }) {
  const layout = layoutFlow(hours, {
    width: WIDTH,
    height: FLOW_HEIGHT,
    from: span[0],
    to: span[1],
    hourMs: HOUR_MS,
  });
  const middle = FLOW_HEIGHT / 2;
  const bought = hours.reduce((sum, hour) => sum + hour.buyUsd, 0);
  const sold = hours.reduce((sum, hour) => sum + hour.sellUsd, 0);
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-meta text-fg-2">Flow by hour: bought up, sold down</figcaption>
      {layout === null ? (
        <p className="flex items-center text-meta text-fg-3" style={{ minHeight: FLOW_HEIGHT }}>
          No hour was watched yet.
        </p>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
          <svg
            role="img"
            aria-label={`Flow by hour: ${formatCompactUsd(bought)} bought, ${formatCompactUsd(sold)} sold in ${hours.length} hours.`}
            viewBox={`0 0 ${WIDTH} ${FLOW_HEIGHT}`}
            preserveAspectRatio="none"
            className="w-full"
            style={{ height: FLOW_HEIGHT }}
          >
            {layout.bars.map((bar) => (
              <g key={bar.at} opacity={bar.watched < 0.99 ? 0.55 : 1}>
                <rect x={bar.x} y={middle - bar.up} width={bar.width} height={bar.up} className="fill-up-mark" />
                <rect
                  x={bar.x}
                  y={middle}
                  width={bar.width}
                  height={bar.down}
                  className="fill-none stroke-down-mark"
                  strokeWidth={bar.down === 0 ? 0 : 1.5}
                  vectorEffect="non-scaling-stroke"
                />
              </g>
            ))}
            <path d={`M0 ${middle}H${WIDTH}`} className="stroke-line-strong" vectorEffect="non-scaling-stroke" />
          </svg>
          <div className="num flex min-w-9 flex-col justify-between text-meta text-fg-3" aria-hidden="true">
            <span>{formatCompactUsd(layout.largest)}</span>
            <span>{formatCompactUsd(layout.largest)}</span>
          </div>
          <TimeAxis span={span} />
        </div>
      )}
    </figure>
  );
}
