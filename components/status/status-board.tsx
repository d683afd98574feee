"use client";

import useSWR from "swr";
import { ExportMenu } from "@/components/ui/export-menu";
import { statusSubject } from "@/hooks/export-subjects";
import { type StatusReport, statusReportSchema } from "@/lib/contracts/status";
import { presentStatus, type StatusLine } from "./present-status";

const POLL_MS = 5_000;

async function fetchStatus(url: string): Promise<StatusReport> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return statusReportSchema.parse(await response.json());
}

const glyphs = { quiet: "●", stale: "◷", danger: "✕" } as const;
const toneClass = { quiet: "text-fg-2", stale: "text-stale", danger: "text-danger" } as const;

function StatusTable({
  title,
  lines,
  empty,
}: {
  readonly title: string;
  readonly lines: readonly StatusLine[];
  readonly empty: string;
}) {
  return (
    <section className="rounded-card border border-line bg-surface-1 p-4">
      <h2 className="mb-2 font-semibold text-body text-fg">{title}</h2>
      {lines.length === 0 ? (
        <p className="text-fg-3 text-table">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <section className="overflow-x-auto" aria-label={`${title}, table`} tabIndex={0}>
          <table className="num w-full text-left text-table">
            <tbody>
              {lines.map((line) => (
                <tr key={line.name} className="border-line border-b align-top last:border-b-0">
                  <th scope="row" className="whitespace-nowrap py-1.5 pr-4 font-medium text-fg">
                    {line.name}
                  </th>
                  <td className={`whitespace-nowrap py-1.5 pr-4 ${toneClass[line.tone]}`}>
                    <span aria-hidden="true">{glyphs[line.tone]}</span> {line.state}
                  </td>
                  {line.cells.map((cell, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells are positional columns
                    <td key={index} className="whitespace-nowrap py-1.5 pr-4 text-fg-2">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** What is wrong, each with how to mend it; the headings are those of RUNBOOK.md. */
function Troubles({ troubles }: { readonly troubles: StatusReport["troubles"] }) {
  if (troubles.length === 0) return null;
  return (
    <section
      className="rounded-card border border-line bg-surface-1 p-4"
      aria-label="What is wrong"
      data-testid="troubles"
    >
      <ul className="flex flex-col gap-3">
        {troubles.map(({ id, what, mend }) => (
          <li key={`${id} ${what}`} className="text-body">
            <p className="text-fg">
              <span className="text-danger" aria-hidden="true">
                {glyphs.danger}
              </span>{" "}
              {what}
            </p>
            <p className="text-fg-2 text-table">{mend}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The state of everything, read again every few seconds; the last report stays on screen when the server is silent. */
export function StatusBoard() {
  const { data, error } = useSWR<StatusReport, Error>("/api/status", fetchStatus, { refreshInterval: POLL_MS });
  if (!data) {
    return (
      <p className="text-body text-fg-2">
        {error ? `Status could not be read: ${error.message} Trying again.` : "Reading the status."}
      </p>
    );
  }
  const view = presentStatus(data, Date.parse(data.timestamp));
  return (
    <div className="flex flex-col gap-4">
      <Troubles troubles={data.troubles} />
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <p className="text-body text-fg" role="status">
          {data.troubles.length === 0 ? view.summary : `${data.troubles.length} to look at.`}
          {error && <span className="text-stale"> This report is old: {error.message}</span>}
        </p>
        <ExportMenu subject={statusSubject} />
      </div>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <StatusTable title="Market data" lines={view.market} empty="The worker has not told its clock yet." />
        <section className="rounded-card border border-line bg-surface-1 p-4">
          <h2 className="mb-2 font-semibold text-body text-fg">CoinGecko quota</h2>
          {view.quota ? (
            <div className="num flex flex-col gap-1 text-fg-2 text-table">
              {view.quota.usedPercent !== null && (
                <meter
                  className="w-full"
                  min={0}
                  max={100}
                  value={view.quota.usedPercent}
                  aria-label="Share of the month's calls spent"
                />
              )}
              {view.quota.lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
              {view.quota.note && <p className="text-stale">{view.quota.note}</p>}
            </div>
          ) : (
            <p className="text-fg-3 text-table">No plan has been computed yet.</p>
          )}
        </section>
        <StatusTable title="Whale watch" lines={view.whales} empty="No worker has said anything of it yet." />
        <StatusTable title="Processes" lines={view.processes} empty="No process has reported in the last 15 seconds." />
        <StatusTable title="Lanes" lines={view.queues} empty="No queue could be read." />
        <StatusTable title="Stores" lines={view.stores} empty="" />
        <section className="flex flex-col gap-2">
          <StatusTable title="Pairs without a coin" lines={view.pairs.lines} empty="None." />
          <p className="text-fg-2 text-table">{view.pairs.summary}</p>
        </section>
        <StatusTable title="Errors by kind" lines={view.errors} empty="None recorded." />
        <section className="rounded-card border border-line bg-surface-1 p-4">
          <h2 className="mb-2 font-semibold text-body text-fg">Counters since the start of this Redis</h2>
          <dl className="num grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-table">
            {view.counters.map((counter) => (
              <div key={counter.name} className="contents">
                <dt className="text-fg-2">{counter.name}</dt>
                <dd className="text-right text-fg">{counter.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </div>
  );
}
