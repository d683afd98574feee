"use client";

import { type KeyboardEvent, useState } from "react";
import { failureText } from "@/hooks/requests";
import { previewAlert } from "@/hooks/use-alerts";
import { useSettledAnswer } from "@/hooks/use-settled-answer";
import type { AlertPreview, RuleBody } from "@/lib/contracts/http/alerts";
import { type PreviewView, type PricePoint, presentPreview, priceLine, type TickView } from "./present-preview";

const WIDTH = 500;
const HEIGHT = 48;

interface Reading {
  readonly preview: AlertPreview | null;
  readonly failure: string | null;
  readonly waiting: boolean;
}

const ask = (text: string): Promise<AlertPreview> => previewAlert(JSON.parse(text) as RuleBody);

/** Neither the name nor the channels change what would have fired. */
export function usePreview(body: RuleBody | null): Reading {
  const text = body === null ? null : JSON.stringify({ ...body, name: "", channel_ids: [] });
  const { answer, failure, of } = useSettledAnswer(text, ask);
  return {
    preview: answer,
    failure: failure === null ? null : failureText(failure),
    waiting: text !== null && of !== text,
  };
}

interface TimelineProps {
  readonly view: PreviewView;
  readonly line: string | null;
  readonly chosen: TickView | null;
  readonly onChoose: (tick: TickView | null) => void;
}

/** Thirty days with a tick for every firing; one tab stop, arrow keys walk the ticks. */
function Timeline({ view, line, chosen, onChoose }: TimelineProps) {
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || view.ticks.length === 0) return;
    event.preventDefault();
    const at = chosen === null ? (step === 1 ? -1 : view.ticks.length) : view.ticks.indexOf(chosen);
    onChoose(view.ticks[Math.max(0, Math.min(view.ticks.length - 1, at + step))] ?? null);
  };
  return (
    <div
      role="slider"
      aria-label="Firings over the last days"
      aria-valuemin={0}
      aria-valuemax={view.ticks.length}
      aria-valuenow={chosen === null ? 0 : view.ticks.indexOf(chosen) + 1}
      aria-valuetext={chosen === null ? view.count : chosen.label}
      tabIndex={0}
      onKeyDown={walk}
      onPointerLeave={() => onChoose(null)}
      className="rounded-chip bg-surface-2 px-1"
      data-testid="preview-timeline"
    >
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-12 w-full overflow-visible"
        aria-hidden="true"
      >
        {view.gaps.map(({ key, from, to }) => (
          <rect
            key={key}
            x={from * WIDTH}
            width={Math.max(1, (to - from) * WIDTH)}
            y="0"
            height={HEIGHT}
            fill="var(--surface-3)"
          />
        ))}
        {line !== null && (
          <path d={line} fill="none" stroke="var(--fg-3)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
        )}
        {view.ticks.map((tick) => (
          <g key={tick.key} onPointerEnter={() => onChoose(tick)}>
            <rect x={tick.place * WIDTH - 4} width="8" y="0" height={HEIGHT} fill="transparent" />
            <path
              d={`M${tick.place * WIDTH} 4V${HEIGHT - 4}`}
              stroke={tick === chosen ? "var(--fg)" : "var(--accent)"}
              strokeWidth={tick === chosen ? 3 : 2}
              vectorEffect="non-scaling-stroke"
            />
          </g>
        ))}
      </svg>
    </div>
  );
}

function Outcomes({ view }: { readonly view: PreviewView }) {
  return (
    <table className="num w-full text-right text-meta" data-testid="preview-outcomes">
      <caption className="sr-only">Price change after a firing</caption>
      <thead className="text-fg-3">
        <tr>
          {["After", "n", "Median", "Worst", "Best"].map((name, index) => (
            <th key={name} scope="col" className={`font-normal ${index === 0 ? "text-left" : ""}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="text-fg">
        {view.outcomes.map(({ hours, n, median, worst, best }) => (
          <tr key={hours}>
            <th scope="row" className="text-left font-normal text-fg-2">
              {hours}
            </th>
            <td>{n}</td>
            <td>{median}</td>
            <td>{worst}</td>
            <td>{best}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Found({ preview, prices }: { readonly preview: AlertPreview; readonly prices: readonly PricePoint[] }) {
  const [key, setKey] = useState<string | null>(null);
  const view = presentPreview(preview);
  const chosen = view.ticks.find((tick) => tick.key === key) ?? null;
  const line = priceLine(prices, preview, WIDTH, HEIGHT);
  return (
    <>
      <p className="text-fg text-table" data-testid="preview-sentence">
        {view.count}
      </p>
      <Timeline view={view} line={line} chosen={chosen} onChoose={(tick) => setKey(tick?.key ?? null)} />
      <p className="num flex justify-between text-fg-3 text-meta">
        <span>{view.from}</span>
        <span className="text-fg-2">{chosen?.label ?? (line === null ? "" : "line: price")}</span>
        <span>{view.to}</span>
      </p>
      {view.ticks.length > 0 && <Outcomes view={view} />}
      {view.fewSentence !== null && <p className="text-fg-3 text-meta">{view.fewSentence}</p>}
      {(preview.notes.length > 0 ? preview.notes : view.gapSentence === null ? [] : [view.gapSentence]).map((note) => (
        <p key={note} className="text-fg-3 text-meta">
          {note}
        </p>
      ))}
      {preview.suggestion !== null && <p className="text-fg-2 text-meta">{preview.suggestion}</p>}
      {view.ticks.length > 0 && (
        <details className="text-fg-2 text-meta">
          <summary className="w-fit pointer-coarse:py-3.5">Dates</summary>
          <ul className="num mt-1 max-h-40 columns-2 overflow-y-auto max-sm:columns-1">
            {view.ticks.map((tick) => (
              <li key={tick.key}>{tick.label}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

export interface PreviewPanelProps {
  readonly reading: Reading;
  /** Nothing can be asked while a field is wrong. */
  readonly readable: boolean;
  readonly prices: readonly PricePoint[];
}

/** What the rule would have done, before it is kept. */
export function PreviewPanel({ reading, readable, prices }: PreviewPanelProps) {
  const { preview, failure, waiting } = reading;
  return (
    <section
      aria-label="Would have fired"
      aria-busy={waiting}
      className={`flex min-h-52 flex-col gap-2 border-line border-t pt-3 ${waiting && preview !== null ? "opacity-70" : ""}`}
      data-testid="preview"
    >
      <h3 className="font-semibold text-fg-2 text-table">Would have fired</h3>
      {!readable && <p className="text-fg-3 text-table">Known once every field can be read.</p>}
      {readable && preview === null && failure === null && (
        <p className="text-fg-3 text-table">Playing the rule over stored history.</p>
      )}
      {readable && failure !== null && <p className="text-fg-3 text-table">History could not be played: {failure}</p>}
      {readable && preview !== null && failure === null && <Found preview={preview} prices={prices} />}
    </section>
  );
}
