"use client";

import { useState } from "react";
import { z } from "zod";
import { Dialog } from "@/components/ui/dialog";
import { failureText, sendJson } from "@/hooks/requests";
import { Failure } from "./form-parts";
import type { KeyView } from "./present-access";

interface RevokeProps {
  readonly view: KeyView;
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

/** A quiet trigger leads here; the loud part names what stops working. */
function RevokeDialog({ view, onClose, onRevoked }: RevokeProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const revoke = () =>
    sendJson("DELETE", `/api/access/keys/${encodeURIComponent(view.id)}`, undefined, z.unknown()).then(
      onRevoked,
      (error: unknown) => setFailure(failureText(error)),
    );
  const foot = (
    <div className="flex flex-wrap justify-end gap-3">
      <button type="button" className="button pointer-coarse:min-h-11" onClick={onClose} data-autofocus>
        Keep it
      </button>
      <button
        type="button"
        className="button text-danger pointer-coarse:min-h-11"
        onClick={() => void revoke()}
        data-testid="revoke-now"
      >
        Revoke {view.name}
      </button>
    </div>
  );
  return (
    <Dialog title={`Revoke ${view.name}?`} width={480} onClose={onClose} foot={foot}>
      <p className="text-body text-fg-2">
        Whatever uses <code className="font-mono">{view.prefix}</code> stops working at once. A revoked key never comes
        back.
      </p>
      {failure !== null && <Failure>{failure}</Failure>}
    </Dialog>
  );
}

export function KeyTable({ keys, onChanged }: { readonly keys: readonly KeyView[]; readonly onChanged: () => void }) {
  const [chosen, setChosen] = useState<KeyView | null>(null);
  if (keys.length === 0) return <p className="text-fg-3 text-table">No API keys yet. Scripts need one to write.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="relative overflow-x-auto" aria-label="API keys, table" tabIndex={0}>
        <table className="num w-full text-left text-table" data-testid="keys">
          <thead className="text-fg-3 text-meta">
            <tr>
              {["Name", "Begins with", "May", "State", "Last used"].map((name) => (
                <th key={name} scope="col" className="whitespace-nowrap py-1 pr-4 font-normal">
                  {name}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((view) => (
              <tr key={view.id} className="border-line border-t">
                <th scope="row" className="max-w-48 truncate py-1.5 pr-4 font-medium text-fg">
                  {view.name}
                </th>
                <td className="whitespace-nowrap py-1.5 pr-4 font-mono text-fg-2">{view.prefix}</td>
                <td className="min-w-24 py-1.5 pr-4 text-fg-2">{view.scopes}</td>
                <td className={`min-w-24 py-1.5 pr-4 ${view.works ? "text-fg-2" : "text-fg-3"}`}>
                  <span aria-hidden="true">{view.works ? "●" : "✕"}</span> {view.state}
                </td>
                <td className="min-w-24 py-1.5 pr-4 text-fg-2">{view.lastUsed}</td>
                <td className="py-1 text-right">
                  {view.works && (
                    <button
                      type="button"
                      className="button pointer-coarse:min-h-11"
                      aria-label={`Revoke ${view.name}`}
                      onClick={() => setChosen(view)}
                    >
                      Revoke…
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {chosen !== null && (
        <RevokeDialog
          view={chosen}
          onClose={() => setChosen(null)}
          onRevoked={() => {
            setChosen(null);
            onChanged();
          }}
        />
      )}
    </>
  );
}
