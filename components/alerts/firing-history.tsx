"use client";

import { useState } from "react";
import { useFirings } from "@/hooks/use-firings";
import { useMarketNow } from "@/hooks/use-market";
import type { WireFiring } from "@/lib/contracts/http/firings";
import { formatAge } from "@/lib/format/age";
import { DASH } from "@/lib/format/glyph";
import { formatClock, formatMoment } from "@/lib/format/time";
import { FlagGlyph } from "./flag-glyph";
import { type AttemptView, deliverySummary, presentLedger } from "./present-ledger";

const PAGE = 50;
const MOST = 200;

const tones: Readonly<Record<AttemptView["tone"], string>> = {
  good: "text-live",
  waiting: "text-fg-2",
  bad: "text-danger",
};
const marks: Readonly<Record<AttemptView["tone"], string>> = { good: "✓", waiting: "…", bad: "✕" };

/** A row for every attempt: which channel, when, what it answered in its own words, and how it ended. */
function Ledger({ firing }: { readonly firing: WireFiring }) {
  const rows = presentLedger(firing.deliveries);
  if (rows.length === 0)
    return <p className="text-fg-3 text-table">No channel was to be told: it stands in the inbox.</p>;
  return (
    <table className="ledger num" data-testid="ledger">
      <caption className="sr-only">Attempts to deliver this firing</caption>
      <thead>
        <tr>
          {["Channel", "Try", "Sent", "Answer", "Took", "State"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row" data-label="Channel">
              {row.channel}
              {row.label !== "" && <span className="text-fg-3"> {row.label}</span>}
            </th>
            <td data-label="Try">{row.attempt}</td>
            <td
              data-label="Sent"
              data-hint={row.sentAt === null ? undefined : `${formatMoment(row.sentAt)}, wall time`}
            >
              {row.sentAt === null ? DASH : formatClock(row.sentAt)}
            </td>
            <td data-label="Answer" className="break-words">
              {row.answer}
            </td>
            <td data-label="Took">{row.took}</td>
            <td data-label="State" className={tones[row.tone]}>
              <span aria-hidden="true">{marks[row.tone]} </span>
              {row.state}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FiringItem({
  firing,
  named,
  unfolded,
}: {
  readonly firing: WireFiring;
  readonly named: boolean;
  readonly unfolded: boolean;
}) {
  const now = useMarketNow();
  const [open, setOpen] = useState(unfolded);
  const at = Date.parse(firing.time);
  return (
    <li className="border-line border-b last:border-b-0" data-testid="firing">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1.5 text-table">
          <FlagGlyph className={firing.read ? "text-fg-3" : "text-accent"} />
          <span className="num min-w-0 flex-1 basis-48 text-fg">
            {named && <span className="font-semibold">{firing.alert_name} </span>}
            {firing.reason}
            {firing.late && <span className="text-stale"> late</span>}
          </span>
          <span className="text-fg-3 text-meta">{deliverySummary(firing.deliveries)}</span>
          <span className="num text-fg-3" data-hint={`${formatMoment(at)}, market time`}>
            {formatClock(at)} · {formatAge(at, now)}
          </span>
        </summary>
        {open && (
          <div className="px-4 pb-3">
            <Ledger firing={firing} />
            <p className="mt-1 break-all font-mono text-fg-3 text-meta">key {firing.key}</p>
          </div>
        )}
      </details>
    </li>
  );
}

export interface FiringHistoryProps {
  readonly alertId?: string;
  /** The firing that a message led to. */
  readonly firing: string | null;
}

/** Every firing, the newest first, with the fate of each message. */
export function FiringHistory({ alertId, firing }: FiringHistoryProps) {
  const [limit, setLimit] = useState(PAGE);
  const { data, error } = useFirings({ limit, ...(alertId === undefined ? {} : { alertId }) });
  if (data === undefined)
    return (
      <p className="min-h-11 px-4 py-3 text-fg-3 text-table" role="status">
        {error instanceof Error ? `The history could not be read: ${error.message}` : "Reading the history."}
      </p>
    );
  return (
    <>
      {data.firings.length === 0 && <p className="px-4 py-3 text-fg-2 text-table">Nothing has fired yet.</p>}
      <ul className="flex flex-col" data-testid="firings">
        {data.firings.map((item) => (
          <FiringItem key={item.key} firing={item} named={alertId === undefined} unfolded={item.key === firing} />
        ))}
      </ul>
      {data.total > data.firings.length && limit < MOST && (
        <button type="button" className="button m-3" onClick={() => setLimit(MOST)}>
          Show up to {MOST} of {data.total}
        </button>
      )}
      {data.firings.length > 0 && (
        <p className="px-4 py-2 text-fg-3 text-meta">
          Sent at least once: a message may arrive twice and then carries the same key. Firings are in market time,
          attempts in wall time.
        </p>
      )}
    </>
  );
}

export function FiringsOf({ alertId }: { readonly alertId: string }) {
  return (
    <div className="-mx-4">
      <FiringHistory alertId={alertId} firing={null} />
    </div>
  );
}
