"use client";

import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import { sendJson } from "@/hooks/requests";
import { type CreatedApiKey, createdApiKeySchema } from "@/lib/contracts/http/access";
import { Failure } from "./form-parts";
import { endOfLifetime, lifetimes, scopeMeanings } from "./present-access";
import { useSubmit } from "./use-submit";

/** The key in the one moment in which anybody can see it. */
function ShownOnce({ created, onDone }: { readonly created: CreatedApiKey; readonly onDone: () => void }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(created.key).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  const said = copied === null ? "" : copied ? "Copied." : "The browser did not allow copying; select the key instead.";
  return (
    <div className="flex flex-col gap-2 rounded-card bg-accent-tint p-3" data-testid="new-key">
      <p className="text-fg text-table">Keep the key of {created.name} now. It is not shown again.</p>
      <code className="select-all break-all font-mono text-fg text-table" data-testid="key">
        {created.key}
      </code>
      <div className="flex flex-wrap items-center gap-3">
        <button type="button" className="button pointer-coarse:min-h-11" onClick={() => void copy()}>
          {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />} Copy
        </button>
        <button type="button" className="button pointer-coarse:min-h-11" onClick={onDone}>
          I have kept it
        </button>
        <p role="status" className="text-fg-2 text-table">
          {said}
        </p>
      </div>
    </div>
  );
}

function Scopes({ mistake }: { readonly mistake: string | undefined }) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-fg-2 text-table">What it may do</legend>
      {scopeMeanings.map(({ scope, meaning }) => (
        <label
          key={scope}
          className="inline-flex min-h-7 items-center gap-2 text-fg text-table pointer-coarse:min-h-11"
        >
          <input type="checkbox" name="scopes" value={scope} defaultChecked={scope === "read"} />
          <span>
            {meaning} <code className="font-mono text-fg-3 text-meta">{scope}</code>
          </span>
        </label>
      ))}
      {mistake !== undefined && <p className="text-danger text-meta">{mistake}</p>}
    </fieldset>
  );
}

export function NewKey({ onCreated }: { readonly onCreated: () => void }) {
  const id = useId();
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  const { busy, failure, mistakes, onSubmit } = useSubmit(async (fields, form) => {
    const body = {
      name: String(fields.get("name")),
      scopes: fields.getAll("scopes").map(String),
      expires_at: endOfLifetime(String(fields.get("lifetime")), Date.now()),
    };
    setCreated(await sendJson("POST", "/api/access/keys", body, createdApiKeySchema));
    form.reset();
    onCreated();
  });
  if (created !== null) return <ShownOnce created={created} onDone={() => setCreated(null)} />;
  return (
    <form className="flex max-w-sm flex-col gap-3" onSubmit={onSubmit} data-testid="make-key">
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-name`} className="text-fg-2 text-table">
          Name
        </label>
        <input
          id={`${id}-name`}
          name="name"
          required
          maxLength={80}
          placeholder="What it is for"
          autoComplete="off"
          className="field pointer-coarse:min-h-11"
        />
        {mistakes.name !== undefined && <p className="text-danger text-meta">{mistakes.name}</p>}
      </div>
      <Scopes mistake={mistakes.scopes} />
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-lifetime`} className="text-fg-2 text-table">
          Ends after
        </label>
        <select id={`${id}-lifetime`} name="lifetime" defaultValue="90" className="field pointer-coarse:min-h-11">
          {lifetimes.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {failure !== null && <Failure>{failure}</Failure>}
      <button type="submit" className="button w-fit pointer-coarse:min-h-11" disabled={busy}>
        Make an API key
      </button>
    </form>
  );
}
