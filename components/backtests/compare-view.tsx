"use client";

import useSWR from "swr";
import { readJson } from "@/hooks/requests";
import { backtestAnswerSchema } from "@/lib/contracts/http/backtests";
import { CompareCurves } from "./compare-curves";
import { compareRuns } from "./compare-runs";
import { type FinishedBacktest, isFinished } from "./result-view";

async function readAll(ids: readonly string[]): Promise<FinishedBacktest[]> {
  const answers = await Promise.all(
    ids.map((id) => readJson(`/api/market/backtest/${encodeURIComponent(id)}`, backtestAnswerSchema)),
  );
  return answers.filter(isFinished);
}

/** Up to four runs beside each other: first what was asked differently, then what came out. */
export function CompareView({ ids }: { readonly ids: readonly string[] }) {
  const { data, error } = useSWR(["backtests compared", ...ids], () => readAll(ids), { keepPreviousData: true });
  if (error instanceof Error) {
    return (
      <p role="alert" className="text-danger text-table">
        The runs could not be compared: {error.message}
      </p>
    );
  }
  if (data === undefined || data.length < 2) return <div className="skeleton h-40" aria-busy="true" />;
  const { warnings, rows } = compareRuns(data);
  return (
    <section
      aria-label="Compared"
      className="flex flex-col gap-2 rounded-card border border-line bg-surface-1 p-4"
      data-testid="compare-view"
    >
      <h2 className="font-semibold text-body">Compared</h2>
      {warnings.map((warning) => (
        <p key={warning} className="strip text-table">
          {warning}
        </p>
      ))}
      <div className="relative overflow-x-auto">
        <table className="num w-full text-right text-table">
          <caption className="sr-only">Settings that differ, then measures</caption>
          <thead>
            <tr className="text-fg-2 text-meta">
              <th scope="col" className="text-left font-normal">
                <span className="sr-only">What</span>
              </th>
              {data.map((run) => (
                <th key={run.job_id} scope="col" className="pl-4 font-normal">
                  {run.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, kind, cells }) => (
              <tr key={name} className="border-line border-t">
                <th
                  scope="row"
                  className={`py-1 text-left font-normal ${kind === "setting" ? "text-accent" : "text-fg-2"}`}
                >
                  {name}
                </th>
                {cells.map((cell, index) => (
                  <td key={data[index]?.job_id} className="whitespace-nowrap py-1 pl-4 text-fg">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <CompareCurves
        curves={data.map(({ job_id, title, equity_curve }) => ({ id: job_id, name: title, points: equity_curve }))}
      />
    </section>
  );
}
