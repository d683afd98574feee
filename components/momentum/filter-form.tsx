"use client";

import { type FormEvent, useId, useState } from "react";
import { compactUsdDigits } from "@/lib/format/compact-usd";
import { actionSentences } from "@/lib/format/flags";
import { parseAmount } from "@/lib/format/parse-amount";
import { type Action, actionSchema } from "@/lib/momentum/scored-coin";
import { type ListQuery, type NumberFilter, numberFilters } from "./list-query";

const filterNames: Record<NumberFilter, { label: string; example: string }> = {
  min_marketcap: { label: "Market cap, at least $", example: "50M" },
  max_marketcap: { label: "Market cap, at most $", example: "5B" },
  min_volume: { label: "Volume of 24 h, at least $", example: "1M" },
  min_score: { label: "Score, at least", example: "60" },
};

function amountText(query: ListQuery, name: NumberFilter): string {
  const value = query[name];
  if (value === null) return "";
  return name === "min_score" ? String(value) : compactUsdDigits(value);
}

/** A number field that keeps the last good filter and says why it does not take a text. */
function AmountField({
  name,
  query,
  onChange,
}: {
  readonly name: NumberFilter;
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const take = (text: string) => {
    if (text.trim() === "") {
      setProblem(null);
      onChange({ ...query, [name]: null, page: 1 });
      return;
    }
    const value = parseAmount(text);
    const tooHigh = name === "min_score" && value !== null && value > 100;
    if (value === null || tooHigh) {
      setProblem(tooHigh ? "A score is at most 100." : "Write a number such as 20000, 50M or 1.5B.");
      return;
    }
    setProblem(null);
    onChange({ ...query, [name]: value, page: 1 });
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-fg-2 text-meta">
        {filterNames[name].label}
      </label>
      <input
        id={id}
        key={amountText(query, name)}
        defaultValue={amountText(query, name)}
        placeholder={filterNames[name].example}
        inputMode="decimal"
        className="field num w-full"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onBlur={(event) => take(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && take(event.currentTarget.value)}
      />
      {problem === null ? null : (
        <p id={`${id}-problem`} className="mt-1 text-danger text-meta">
          {problem}
        </p>
      )}
    </div>
  );
}

function BandField({ query, onChange }: { readonly query: ListQuery; readonly onChange: (query: ListQuery) => void }) {
  const toggle = (action: Action) => {
    const chosen = query.action.includes(action)
      ? query.action.filter((other) => other !== action)
      : [...query.action, action];
    onChange({ ...query, action: actionSchema.options.filter((option) => chosen.includes(option)), page: 1 });
  };
  return (
    <fieldset>
      <legend className="mb-1 text-fg-2 text-meta">Band</legend>
      <div className="flex gap-1">
        {actionSchema.options.map((action) => (
          <button
            key={action}
            type="button"
            className="chip"
            aria-pressed={query.action.includes(action)}
            data-on={query.action.includes(action)}
            data-hint={actionSentences[action]}
            onClick={() => toggle(action)}
          >
            {action}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** All filters but the search. */
export function FilterForm({
  query,
  onChange,
}: {
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
}) {
  const submit = (event: FormEvent) => event.preventDefault();
  return (
    <form className="flex w-72 max-w-full flex-col gap-3" onSubmit={submit}>
      {numberFilters.map((name) => (
        <AmountField key={name} name={name} query={query} onChange={onChange} />
      ))}
      <BandField query={query} onChange={onChange} />
      <label className="flex min-h-8 items-center gap-2 text-table pointer-coarse:min-h-11">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={query.whale_only}
          onChange={(event) => onChange({ ...query, whale_only: event.target.checked, page: 1 })}
        />
        Only coins whose whales are active
      </label>
      <label className="flex min-h-8 items-center gap-2 text-table pointer-coarse:min-h-11">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={query.include_stable}
          onChange={(event) => onChange({ ...query, include_stable: event.target.checked, page: 1 })}
        />
        Include stable, wrapped, dead and new coins
      </label>
    </form>
  );
}
