"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { CandleCanvas, CandleData } from "./candle-canvas";

export interface CandleChartProps {
  readonly data: CandleData;
  /** The chart in one sentence. */
  readonly sentence: string;
  readonly formatPrice: (price: number) => string;
  readonly formatVolume: (usd: number) => string;
  /** One bar in words, said above the chart and in its table. */
  readonly describeBar: (index: number) => { readonly time: string; readonly values: readonly string[] };
  readonly columns: readonly string[];
  /** A sign on the bars was clicked. */
  readonly onMark?: (of: string) => void;
}

const steps: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  Home: () => 0,
  End: (_index, last) => last,
};

/** Starts the canvas once its library is here; the latest data is drawn as soon as there is one. */
function useCanvas(props: CandleChartProps, onCursor: (index: number | null) => void) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<CandleCanvas | null>(null);
  const latest = useRef(props);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    let gone = false;
    import("./candle-canvas")
      .then(({ createCandleCanvas }) => {
        if (gone || box.current === null) return;
        canvas.current = createCandleCanvas(box.current, {
          formatPrice: (price) => latest.current.formatPrice(price),
          formatVolume: (usd) => latest.current.formatVolume(usd),
          onCursor,
          onMark: (of) => latest.current.onMark?.(of),
        });
        canvas.current.show(latest.current.data);
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      canvas.current?.destroy();
      canvas.current = null;
    };
  }, [onCursor]);
  useEffect(() => canvas.current?.show(props.data), [props.data]);
  return { box, canvas, failed };
}

/** Candles with volume beneath, drawn on a canvas: walked by arrow keys, said as a sentence, and readable as a table. */
export function CandleChart(props: CandleChartProps) {
  const { data, sentence, describeBar, columns } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const { box, canvas, failed } = useCanvas(props, setCursor);
  const last = data.bars.length - 1;
  const shown = cursor === null || cursor > last ? last : cursor;
  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(last, step(shown, last)));
    setCursor(next);
    canvas.current?.point(next);
  };
  const bar = describeBar(shown);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="num flex min-h-4 flex-wrap gap-x-3 text-fg-2 text-meta" data-testid="candle-reading">
        <span className="text-fg">{bar.time}</span>
        {bar.values.map((value, index) => (
          <span key={columns[index]}>
            <span className="text-fg-3">{columns[index]}</span> {value}
          </span>
        ))}
      </p>
      {failed ? (
        <p className="flex h-60 items-center text-fg-3 text-meta">
          The chart could not be drawn; the table has its values.
        </p>
      ) : (
        <div
          ref={box}
          role="application"
          aria-roledescription="candle chart"
          aria-label={`${sentence} Left and right walk the bars.`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the bars
          tabIndex={0}
          onKeyDown={walk}
          className="h-60 w-full min-w-0 sm:h-[380px]"
          data-testid="candle-chart"
        />
      )}
      <BarTable count={data.bars.length} describeBar={describeBar} columns={columns} sentence={sentence} />
    </div>
  );
}

function BarTable({
  count,
  describeBar,
  columns,
  sentence,
}: Pick<CandleChartProps, "describeBar" | "columns" | "sentence"> & { readonly count: number }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="text-fg-2 text-meta" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer pointer-coarse:py-3.5">As table</summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <section className="mt-1 max-h-64 overflow-auto" aria-label="Candles, table" tabIndex={0}>
          <table className="num w-full text-right">
            <caption className="sr-only">{sentence}</caption>
            <thead>
              <tr>
                <th scope="col" className="pr-4 text-left font-normal text-fg-3">
                  Opened
                </th>
                {columns.map((column) => (
                  <th key={column} scope="col" className="pr-4 font-normal text-fg-3">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: count }, (_, back) => describeBar(count - 1 - back)).map((row) => (
                <tr key={row.time}>
                  <th scope="row" className="whitespace-nowrap pr-4 text-left font-normal text-fg-3">
                    {row.time}
                  </th>
                  {row.values.map((value, index) => (
                    <td key={columns[index]} className="whitespace-nowrap pr-4">
                      {value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
