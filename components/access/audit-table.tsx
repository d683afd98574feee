"use client";

import { mutate } from "swr";
import useSWRInfinite, { unstable_serialize } from "swr/infinite";
import { ExportMenu } from "@/components/ui/export-menu";
import { auditSubject } from "@/hooks/export-subjects";
import { failureText, readJson } from "@/hooks/requests";
import { auditListSchema } from "@/lib/contracts/http/access";
import { Failure } from "./form-parts";
import { presentAudit } from "./present-access";

const PAGE = 50;
const columns = ["When", "Who", "What", "To what", "From"] as const;
type AuditPage = Awaited<ReturnType<typeof readPage>>;

const readPage = (url: string) => readJson(url, auditListSchema);

function addressOfPage(index: number, previous: AuditPage | null): string | null {
  if (index === 0) return `/api/access/audit?limit=${PAGE}`;
  return previous?.next ? `/api/access/audit?limit=${PAGE}&before=${previous.next}` : null;
}

/** After a write on this page: the log has a new line. */
export function readAuditAgain(): void {
  void mutate(unstable_serialize(addressOfPage));
}

export function AuditTable() {
  const { data, error, size, setSize, isValidating } = useSWRInfinite<AuditPage, Error>(addressOfPage, readPage);
  if (error !== undefined) return <Failure>{failureText(error)}</Failure>;
  if (data === undefined) return <p className="text-fg-3 text-table">Reading the log.</p>;
  const views = data.flatMap(({ entries }) => entries.map(presentAudit));
  if (views.length === 0) return <p className="text-fg-3 text-table">Nothing has been written yet.</p>;
  return (
    <>
      <div className="flex justify-end">
        <ExportMenu subject={auditSubject} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="audit-box" aria-label="Audit log, table" tabIndex={0}>
        <table className="ledger num" data-testid="audit">
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col" className="whitespace-nowrap">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <tr key={view.id}>
                <td data-label="When" className="whitespace-nowrap">
                  {view.time}
                </td>
                <td data-label="Who">{view.actor}</td>
                <td data-label="What">{view.action}</td>
                <td data-label="To what" className="break-all font-mono">
                  {view.target}
                </td>
                <td data-label="From" className="whitespace-nowrap">
                  {view.address}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {data.at(-1)?.next !== null && (
        <button
          type="button"
          className="button w-fit pointer-coarse:min-h-11"
          disabled={isValidating}
          onClick={() => void setSize(size + 1)}
        >
          Older
        </button>
      )}
    </>
  );
}
