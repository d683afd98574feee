import { Glyph } from "@/components/ui/glyph";
import type { BarView } from "./present-scorecard";

const HEIGHT = 22;
const fills = {
  up: "fill-up-mark",
  down: "fill-down-mark",
  same: "fill-line-strong",
  new: "fill-line-strong",
} as const;

/** One bar from zero with its interval as a whisker; the numbers stand beside it, so the drawing is for the eye alone. */
function Bar({ bar }: { readonly bar: BarView }) {
  return (
    <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" className="h-[22px] w-full" aria-hidden="true">
      <path d={`M50 0V${HEIGHT}`} className="stroke-line-strong" vectorEffect="non-scaling-stroke" />
      <rect x={bar.from} y={6} width={Math.max(0.3, bar.to - bar.from)} height={10} className={fills[bar.direction]} />
      {bar.low === null || bar.high === null ? null : (
        <path
          d={`M${bar.low} 11H${bar.high}M${bar.low} 7V15M${bar.high} 7V15`}
          className="stroke-fg"
          fill="none"
          strokeWidth={1.25}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}

/** Tenths by score, lowest first, each against the mean of all coins of its moment. */
export function IntervalBars({
  bars,
  ends,
}: {
  readonly bars: readonly BarView[];
  readonly ends: readonly [string, string];
}) {
  return (
    <figure data-testid="decile-bars">
      <figcaption className="text-meta text-fg-2">
        Return after the score, against all coins of the same moment, in usual moves of the coin. Whiskers: 95%.
      </figcaption>
      <ol className="num mt-2 grid grid-cols-[5.25rem_minmax(0,1fr)_4.75rem] items-center gap-x-2 text-table sm:grid-cols-[5.25rem_minmax(0,1fr)_13rem]">
        {bars.map((bar) => (
          <li key={bar.key} className="contents">
            <span aria-hidden="true" className="text-fg-2">
              {bar.key.padStart(2, "\u2007")} <span className="text-fg-3">· {bar.label}</span>
            </span>
            <Bar bar={bar} />
            <span
              aria-hidden="true"
              className="inline-flex items-center justify-end gap-1 whitespace-nowrap sm:justify-start"
            >
              <Glyph direction={bar.direction} />
              <span className="min-w-14 text-right">{bar.value}</span>
              <span className="text-fg-3 max-sm:hidden">{bar.interval === "" ? "" : `[${bar.interval}]`}</span>
            </span>
            <span className="sr-only">{bar.sentence}</span>
          </li>
        ))}
        <li aria-hidden="true" className="contents text-fg-3 text-meta">
          <span className="whitespace-nowrap">tenth · score</span>
          <span className="flex justify-between">
            <span>{ends[0]}</span>
            <span>0</span>
            <span>{ends[1]}</span>
          </span>
          <span />
        </li>
      </ol>
    </figure>
  );
}
