"use client";

import Link from "next/link";
import { ExportMenu } from "@/components/ui/export-menu";
import { backtestsSubject } from "@/hooks/export-subjects";
import { useAddress } from "@/hooks/use-address";
import { useBacktests } from "@/hooks/use-backtests";
import { useCoinRef } from "@/hooks/use-coin-ref";
import { verdictNames } from "@/lib/contracts/backtest-definitions";
import type { BacktestMetrics } from "@/lib/contracts/http/backtest-result";
import type { BacktestsAnswer } from "@/lib/contracts/http/backtests";
import { formatCount } from "@/lib/format/count";
import { DASH } from "@/lib/format/glyph";
import { formatChange } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatMoment } from "@/lib/format/time";
import { BacktestDesk } from "./backtest-desk";
import { parseBacktestsQuery, serializeBacktestsQuery, toggleCompared } from "./backtests-query";
import { CompareView } from "./compare-view";
import { DeskSkeleton } from "./desk-skeleton";
import { Measure } from "./measure";
import { formatPart, progressText, statusWords } from "./present-backtest";
import { ReadProblem } from "./read-problem";

type Row = BacktestsAnswer["backtests"][number];

function outcomeOf(row: Row): string {
  if (row.status === "running" || row.status === "queued") return progressText(row.progress);
  if (row.status !== "completed") return [statusWords[row.status], row.error].filter(Boolean).join(": ");
  return row.verdict === null ? "" : (verdictNames[row.verdict as keyof typeof verdictNames] ?? row.verdict);
}

const noResult: Readonly<Record<Row["status"], string>> = {
  queued: "It waits: there is no result yet.",
  running: "It runs: there is no result yet.",
  completed: "Its result is not kept.",
  failed: "It failed: there is no result.",
  cancelled: "It was cancelled: there is no result.",
};

function figuresOf({ metrics }: Row): readonly (readonly [of: keyof BacktestMetrics, text: string])[] {
  return [
    ["total_return", formatChange(metrics?.total_return ?? null)],
    ["sharpe", formatReading(metrics?.sharpe ?? null, 2)],
    ["max_drawdown", formatPart(metrics?.max_drawdown ?? null)],
    ["trade_count", metrics === null ? DASH : formatCount(metrics.trade_count)],
  ];
}

function RunRow({
  row,
  compared,
  onCompare,
}: {
  readonly row: Row;
  readonly compared: boolean;
  readonly onCompare: () => void;
}) {
  const cell = "whitespace-nowrap py-1.5 pl-3 text-right";
  return (
    <tr className="border-line border-t" data-testid="backtest-row">
      <td className="py-1.5 pr-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          aria-label={`Compare ${row.title}`}
          checked={compared}
          disabled={row.status !== "completed"}
          onChange={onCompare}
        />
      </td>
      <th scope="row" className="min-w-48 py-1.5 text-left font-medium">
        <Link
          href={`/backtests/${encodeURIComponent(row.job_id)}`}
          className="text-fg underline-offset-2 hover:underline"
        >
          {row.title}
        </Link>
        <span className="num block font-normal text-fg-3 text-meta">{formatMoment(Date.parse(row.created_at))}</span>
        <span className="num block font-normal text-fg-2 text-meta sm:hidden">{outcomeOf(row)}</span>
      </th>
      <td className="num w-72 min-w-40 py-1.5 pl-3 text-fg-2 max-sm:hidden">{outcomeOf(row)}</td>
      {figuresOf(row).map(([of, text]) => (
        <td key={of} className={`num ${cell}`}>
          <Measure text={text} of={of} reason={row.metrics === null ? noResult[row.status] : null} />
        </td>
      ))}
    </tr>
  );
}

const columns = ["Run", "Outcome", "Return", "Sharpe", "Drawdown", "Trades"] as const;

function RunList({
  compare,
  onCompare,
}: {
  readonly compare: readonly string[];
  readonly onCompare: (id: string) => void;
}) {
  const { data, error, mutate } = useBacktests();
  if (data === undefined) {
    return (
      <section className="rounded-card border border-line bg-surface-1 p-4 text-fg-2 text-table" role="status">
        {error instanceof Error ? (
          <ReadProblem what="Backtests" error={error} onRetry={() => void mutate()} />
        ) : (
          "Reading the backtests."
        )}
      </section>
    );
  }
  if (data.backtests.length === 0) {
    return (
      <section className="rounded-card border border-line bg-surface-1 p-4" data-testid="no-backtests">
        <h2 className="font-semibold text-body">Nothing was tested yet</h2>
        <p className="max-w-[65ch] text-fg-2 text-table">
          A backtest plays the score of every past hour as this system would have given it, buys at the next open, pays
          fees and slippage, and says whether what came out is more than luck. Choose a coin and run one.
        </p>
      </section>
    );
  }
  return (
    <section className="rounded-card border border-line bg-surface-1 p-4" aria-label="Runs">
      <div className="flex items-center justify-between gap-4">
        <h2 className="font-semibold text-body">Runs</h2>
        <ExportMenu subject={backtestsSubject} />
      </div>
      <p className="min-h-5 text-fg-2 text-table" role="status">
        {compare.length === 1
          ? "Choose another run to put beside it."
          : "Mark up to four runs to put them beside each other."}
      </p>
      <div className="relative overflow-x-auto">
        <table className="w-full text-table" data-testid="backtest-list">
          <caption className="sr-only">Backtests, newest first</caption>
          <thead>
            <tr className="text-fg-3 text-meta">
              <th scope="col">
                <span className="sr-only">Compare</span>
              </th>
              {columns.map((name, index) => (
                <th
                  key={name}
                  scope="col"
                  className={`py-1 font-normal ${index < 2 ? "text-left" : "pl-3 text-right"} ${index === 1 ? "pl-3 max-sm:hidden" : ""}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.backtests.map((row) => (
              <RunRow
                key={row.job_id}
                row={row}
                compared={compare.includes(row.job_id)}
                onCompare={() => onCompare(row.job_id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {data.total > data.backtests.length && (
        <p className="num mt-2 text-fg-3 text-meta">
          The newest {formatCount(data.backtests.length)} of {formatCount(data.total)}.
        </p>
      )}
    </section>
  );
}

/** What was tested, and the form to test something. */
export function BacktestsScreen() {
  const { parsed, go } = useAddress(parseBacktestsQuery, serializeBacktestsQuery);
  const { query } = parsed;
  const coin = useCoinRef(query.symbol);
  if (coin === undefined) {
    return <DeskSkeleton title="Backtests" />;
  }
  return (
    <BacktestDesk
      // Another coin in the address is another form.
      key={query.symbol}
      title="Backtests"
      coin={coin}
      request={null}
      remark={coin === null && query.symbol !== null ? `No coin is called ${query.symbol}. Choose one.` : undefined}
    >
      {query.compare.length > 1 && <CompareView ids={query.compare} />}
      <RunList
        compare={query.compare}
        onCompare={(id) => go({ ...query, compare: toggleCompared(query.compare, id) }, "replace")}
      />
    </BacktestDesk>
  );
}
