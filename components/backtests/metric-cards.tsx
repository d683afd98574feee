"use client";

import { Info } from "lucide-react";
import { Glyph } from "@/components/ui/glyph";
import { Popover } from "@/components/ui/popover";
import { backtestDefinitions, whyDash } from "@/lib/contracts/backtest-definitions";
import type { BacktestMetrics } from "@/lib/contracts/http/backtest-result";
import { Measure } from "./measure";
import { type Holding, type MetricCard, metricCards } from "./present-backtest";

function Definition({ name, metric }: { readonly name: string; readonly metric: keyof BacktestMetrics }) {
  const definition = backtestDefinitions[metric];
  return (
    <Popover
      label={`What ${name} means`}
      trigger={{
        className:
          "inline-flex size-5 items-center justify-center rounded-chip text-fg-3 hover:text-fg pointer-coarse:size-8",
        "aria-label": `What ${name} means`,
        children: <Info size={13} strokeWidth={1.75} aria-hidden="true" />,
      }}
    >
      <div className="flex max-w-72 flex-col gap-2 text-table">
        <h2 className="font-semibold">{definition.name}</h2>
        <p className="text-fg-2">{definition.words}</p>
        <p className="num font-mono text-fg-2 text-meta">{definition.formula}</p>
        <p className="text-fg-3 text-meta">{definition.conventions}</p>
        {definition.missing !== null && <p className="text-fg-3 text-meta">{definition.missing}</p>}
      </div>
    </Popover>
  );
}

function Card({ card, metrics }: { readonly card: MetricCard; readonly metrics: BacktestMetrics }) {
  return (
    <li
      className="flex min-h-24 min-w-0 flex-col gap-1 rounded-card border border-line bg-surface-1 p-3"
      data-testid={`metric-${card.key}`}
    >
      <span className="flex items-center justify-between gap-1 text-fg-2 text-meta">
        {card.name}
        <Definition name={card.name} metric={card.key} />
      </span>
      <span className="num flex items-center gap-1.5 font-semibold text-title">
        {card.direction !== null && <Glyph direction={card.direction} />}
        <Measure text={card.value} of={card.key} reason={whyDash(card.key, metrics)} />
      </span>
      <span className="num text-fg-3 text-meta">{card.under}</span>
    </li>
  );
}

export function MetricCards({ metrics, hold }: { readonly metrics: BacktestMetrics; readonly hold: Holding }) {
  return (
    <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4" aria-label="Measures">
      {metricCards(metrics, hold).map((card) => (
        <Card key={card.key} card={card} metrics={metrics} />
      ))}
    </ul>
  );
}
