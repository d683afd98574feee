"use client";

import { mutate } from "swr";
import useSWRInfinite, { unstable_serialize } from "swr/infinite";
import { failureText, readJson } from "@/hooks/requests";
import { auditListSchema } from "@/lib/contracts/http/access";
import { Failure } from "./form-parts";
import { presentAudit } from "./present-access";

const PAGE = 50;
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="relative max-h-96 overflow-auto" aria-label="Audit log, table" tabIndex={0}>
        <table className="num w-full text-left text-table" data-testid="audit">
          <thead className="text-fg-3 text-meta">
            <tr>
              {["When", "Who", "What", "To what", "From"].map((name) => (
                <th key={name} scope="col" className="whitespace-nowrap py-1 pr-4 font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <tr key={view.id} className="border-line border-t align-top">
                <td className="whitespace-nowrap py-1.5 pr-4 text-fg-2">{view.time}</td>
                <td className="max-w-56 truncate py-1.5 pr-4 text-fg">{view.actor}</td>
                <td className="whitespace-nowrap py-1.5 pr-4 text-fg">{view.action}</td>
                <td className="max-w-56 truncate py-1.5 pr-4 font-mono text-fg-3 text-meta">{view.target}</td>
                <td className="whitespace-nowrap py-1.5 text-fg-2">{view.address}</td>
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
