"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { ExportMenu } from "@/components/ui/export-menu";
import { givenSubject } from "@/hooks/export-subjects";
import type { BacktestResult, SweepCell } from "@/lib/contracts/http/backtest-result";
import { countOf } from "@/lib/format/count";
import { formatChange } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatPart } from "./present-backtest";

type Sweep = NonNullable<BacktestResult["sweep"]>;

export interface HeatMapProps {
  readonly sweep: Sweep;
  readonly chosen: { readonly threshold: number; readonly hold_hours: number };
}

const ascending = (left: number, right: number) => left - right;
const KEY_STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Zero is the surface itself; a gain or a loss takes its colour by degrees. The number stands in the cell. */
function toneOf(value: number, largest: number): string {
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(value) / largest);
  const mark = value >= 0 ? "var(--up-mark)" : "var(--down-mark)";
  return `color-mix(in oklab, ${mark} ${Math.round(share * 45)}%, var(--surface-2))`;
}

function cellText({ threshold, hold_hours, total_return, sharpe, max_drawdown, trade_count }: SweepCell): string {
  return `Score ≥ ${threshold}, ${hold_hours} h: ${formatChange(total_return)}, Sharpe ${formatReading(sharpe, 2)}, drawdown ${formatPart(max_drawdown)}, ${countOf(trade_count, "trade")}.`;
}

interface CellProps {
  /** Row and column, by which the arrow keys find it. */
  readonly place: string;
  readonly cell: SweepCell | undefined;
  readonly largest: number;
  readonly chosen: boolean;
  readonly reachable: boolean;
  readonly onPoint: () => void;
}

function Cell({ place, cell, largest, chosen, reachable, onPoint }: CellProps) {
  return (
    <td
      data-cell={place}
      tabIndex={reachable ? 0 : -1}
      aria-label={cell === undefined ? "not tried" : cellText(cell)}
      className={`h-9 min-w-[50px] rounded-chip px-1 sm:min-w-16 sm:px-2 text-center text-fg ${chosen ? "-outline-offset-1 outline-2 outline-accent" : ""}`}
      style={{ background: cell === undefined ? undefined : toneOf(cell.total_return, largest) }}
      onPointerEnter={onPoint}
      onFocus={onPoint}
    >
      {cell === undefined ? "–" : formatChange(cell.total_return)}
    </td>
  );
}

function sweepSubject({ cells }: HeatMapProps["sweep"]) {
  return givenSubject("backtest-sweep", "every variant of this sweep", () => ({ rows: cells, asOf: null }));
}

/** Threshold by holding time: the return of each variant, around zero. */
export function HeatMap({ sweep, chosen }: HeatMapProps) {
  const rows = [...new Set(sweep.cells.map(({ threshold }) => threshold))].sort(ascending);
  const columns = [...new Set(sweep.cells.map(({ hold_hours }) => hold_hours))].sort(ascending);
  const [at, setAt] = useState<readonly [number, number]>([
    Math.max(0, rows.indexOf(chosen.threshold)),
    Math.max(0, columns.indexOf(chosen.hold_hours)),
  ]);
  const table = useRef<HTMLTableElement>(null);
  const largest = Math.max(...sweep.cells.map(({ total_return }) => Math.abs(total_return)));
  const cellAt = (row: number, column: number) =>
    sweep.cells.find((cell) => cell.threshold === rows[row] && cell.hold_hours === columns[column]);
  const walk = (event: KeyboardEvent) => {
    const step = KEY_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(rows.length - 1, at[0] + step[0]));
    const column = Math.max(0, Math.min(columns.length - 1, at[1] + step[1]));
    setAt([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  const pointed = cellAt(at[0], at[1]);
  return (
    <div className="flex min-w-0 flex-col gap-2" data-testid="heat-map">
      <div className="flex items-center justify-between gap-4">
        <p className="text-fg-2 text-meta">Return by the score bought at (down) and the hours held at most (across).</p>
        <ExportMenu subject={sweepSubject(sweep)} compact />
      </div>
      <div className="relative overflow-x-auto">
        <table ref={table} className="num border-separate border-spacing-0.5 text-meta" onKeyDown={walk}>
          <caption className="sr-only">Return by threshold and holding time</caption>
          <thead>
            <tr>
              <th scope="col" className="pr-2 text-left font-normal text-fg-3">
                score
              </th>
              {columns.map((hours) => (
                <th key={hours} scope="col" className="px-2 font-normal text-fg-3">
                  {hours}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((threshold, row) => (
              <tr key={threshold}>
                <th scope="row" className="pr-2 text-left font-normal text-fg-3">
                  {threshold}
                </th>
                {columns.map((hours, column) => (
                  <Cell
                    key={hours}
                    place={`${row} ${column}`}
                    cell={cellAt(row, column)}
                    largest={largest}
                    chosen={threshold === chosen.threshold && hours === chosen.hold_hours}
                    reachable={at[0] === row && at[1] === column}
                    onPoint={() => setAt([row, column])}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="num min-h-4 text-fg-2 text-meta" aria-live="polite">
        {pointed === undefined ? "" : cellText(pointed)}
      </p>
      <p className="text-fg-2 text-table">{luckSentence(sweep)}</p>
    </div>
  );
}

function luckSentence({ cells, best, expected_best_by_luck }: Sweep): string {
  const tried = `${countOf(cells.length, "variant")} tried`;
  if (best === null) return `${tried}.`;
  const found = `${tried}; the best had ${formatChange(best.total_return)}`;
  if (expected_best_by_luck === null) return `${found}. What luck alone would give is not known for so few.`;
  return `${found}. The best of so many by luck alone: about ${formatChange(expected_best_by_luck)}.`;
}
