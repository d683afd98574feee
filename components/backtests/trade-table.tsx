"use client";

import { useEffect, useRef, useState } from "react";
import type { WireTrade } from "@/lib/contracts/http/backtest-result";
import { countOf, formatCount } from "@/lib/format/count";
import { formatChange } from "@/lib/format/percent";
import { formatPrice } from "@/lib/format/price";
import { formatReading } from "@/lib/format/reading";
import { formatClockMinutes, formatReaderDay } from "@/lib/format/time";
import { directionOf, exitWords } from "./present-backtest";

const PAGE = 50;
const tones = { up: "text-up", down: "text-down", same: "text-fg-2" } as const;
const columns = [
  "Coin",
  "Result",
  "In, UTC",
  "Out, UTC",
  "Paid",
  "Got",
  "Worst",
  "Best",
  "Score",
  "Hours",
  "Exit",
] as const;

function hourText(iso: string): string {
  const at = Date.parse(iso);
  return `${formatReaderDay(at)} ${formatClockMinutes(at)}`;
}

export interface TradeTableProps {
  readonly trades: readonly WireTrade[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** Every round trip, a page at a time; a row leads to its marks on the candles. */
export function TradeTable({ trades, chosen, onChoose }: TradeTableProps) {
  const [page, setPage] = useState(0);
  const [followed, setFollowed] = useState(chosen);
  if (followed !== chosen) {
    setFollowed(chosen);
    setPage(Math.floor(chosen / PAGE));
  }
  const pages = Math.max(1, Math.ceil(trades.length / PAGE));
  const from = Math.min(page, pages - 1) * PAGE;
  const shown = trades.slice(from, from + PAGE);
  if (trades.length === 0) return <p className="text-fg-2 text-table">There was no trade.</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="relative max-h-96 overflow-auto" aria-label="Trades" tabIndex={0}>
        <table className="num w-full text-right text-meta" data-testid="trade-table">
          <caption className="sr-only">{countOf(trades.length, "trade")}, oldest first</caption>
          <thead className="sticky top-0 bg-surface-1">
            <tr>
              {columns.map((name, index) => (
                <th
                  key={name}
                  scope="col"
                  className={`py-1 pl-3 font-normal text-fg-3 last:pr-3 ${index === 0 ? "text-left" : ""}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((trade, index) => (
              <TradeRow
                key={`${trade.coin_id} ${trade.entry_time}`}
                trade={trade}
                chosen={chosen === from + index}
                onChoose={() => onChoose(from + index)}
              />
            ))}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <div className="flex items-center gap-2 text-fg-2 text-meta">
          <button type="button" className="button" disabled={from === 0} onClick={() => setPage(page - 1)}>
            Earlier
          </button>
          <span className="num">
            {formatCount(from + 1)}–{formatCount(from + shown.length)} of {formatCount(trades.length)}
          </span>
          <button
            type="button"
            className="button"
            disabled={from + PAGE >= trades.length}
            onClick={() => setPage(page + 1)}
          >
            Later
          </button>
        </div>
      )}
    </div>
  );
}

/** Scrolls the table's own box, never the page. */
function keepInSight(row: HTMLElement | null): void {
  const box = row?.closest("section");
  if (row === null || box == null) return;
  const head = box.querySelector("thead")?.offsetHeight ?? 0;
  const above = row.offsetTop - head;
  const below = row.offsetTop + row.offsetHeight - box.clientHeight;
  if (box.scrollTop > above) box.scrollTop = above;
  else if (box.scrollTop < below) box.scrollTop = below;
}

function TradeRow({
  trade,
  chosen,
  onChoose,
}: {
  readonly trade: WireTrade;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (chosen) keepInSight(row.current);
  }, [chosen]);
  const tone = tones[directionOf(trade.pnl_pct) ?? "same"];
  const cell = "whitespace-nowrap py-0.5 pl-3";
  return (
    <tr
      ref={row}
      className={`border-line border-t ${chosen ? "bg-accent-tint" : "hover:bg-surface-2"}`}
      aria-current={chosen || undefined}
    >
      <th scope="row" className="whitespace-nowrap py-0.5 pl-3 text-left font-medium">
        <button
          type="button"
          className="text-fg underline-offset-2 hover:underline pointer-coarse:min-h-11"
          onClick={onChoose}
        >
          {trade.symbol}
        </button>
      </th>
      <td className={`${cell} ${tone}`}>{formatChange(trade.pnl_pct)}</td>
      <td className={`${cell} text-fg-2`}>{hourText(trade.entry_time)}</td>
      <td className={`${cell} text-fg-2`}>{hourText(trade.exit_time)}</td>
      <td className={cell}>{formatPrice(trade.entry_price)}</td>
      <td className={cell}>{formatPrice(trade.exit_price)}</td>
      <td className={`${cell} text-fg-2`}>{formatChange(trade.worst_pct)}</td>
      <td className={`${cell} text-fg-2`}>{formatChange(trade.best_pct)}</td>
      <td className={`${cell} text-fg-2`}>{formatReading(trade.entry_score, 1)}</td>
      <td className={`${cell} text-fg-2`}>{formatReading(trade.hold_hours, 0)}</td>
      <td className={`${cell} pr-3 text-fg-2`}>{exitWords[trade.reason]}</td>
    </tr>
  );
}
