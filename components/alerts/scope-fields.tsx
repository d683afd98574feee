"use client";

import { useId, useState } from "react";
import { CoinPicker } from "@/components/ui/coin-picker";
import { useWatchlists } from "@/hooks/use-watchlists";
import type { CoinFilter } from "@/lib/alerts/rule";
import { compactUsdDigits } from "@/lib/format/compact-usd";
import { parseAmount } from "@/lib/format/parse-amount";
import { actionSchema } from "@/lib/momentum/scored-coin";
import { Select } from "./condition-fields";
import type { ScopeDraft } from "./rule-draft";

export const anyCoin: CoinFilter = {
  minMarketCap: null,
  maxMarketCap: null,
  minVolume: null,
  minScore: null,
  actions: null,
  clusterId: null,
  minWhale: null,
};

type AmountName = "minMarketCap" | "maxMarketCap" | "minVolume" | "minScore" | "minWhale";
const amounts: readonly (readonly [name: AmountName, label: string, example: string, max: number])[] = [
  ["minMarketCap", "Market cap, at least $", "50M", 1e15],
  ["maxMarketCap", "Market cap, at most $", "5B", 1e15],
  ["minVolume", "Volume of 24 h, at least $", "1M", 1e15],
  ["minScore", "Score, at least", "60", 100],
  ["minWhale", "Whale confidence, at least", "0.6", 1],
];

function amountText(name: AmountName, value: number | null): string {
  if (value === null) return "";
  return name === "minScore" || name === "minWhale" ? String(value) : compactUsdDigits(value);
}

function AmountField({
  row: [name, label, example, max],
  filter,
  onChange,
}: {
  readonly row: (typeof amounts)[number];
  readonly filter: CoinFilter;
  readonly onChange: (filter: CoinFilter) => void;
}) {
  const id = useId();
  const [bad, setBad] = useState(false);
  const take = (text: string) => {
    const value = text.trim() === "" ? null : parseAmount(text);
    const isBad = text.trim() !== "" && (value === null || value > max);
    setBad(isBad);
    if (!isBad) onChange({ ...filter, [name]: value });
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-fg-2 text-meta">
        {label}
      </label>
      <input
        id={id}
        defaultValue={amountText(name, filter[name])}
        placeholder={example}
        inputMode="decimal"
        className="field num w-full"
        aria-invalid={bad}
        onChange={(event) => take(event.target.value)}
      />
      {bad && <p className="mt-1 text-danger text-meta">Write a number such as {example}.</p>}
    </div>
  );
}

function FilterFields({
  filter,
  onChange,
}: {
  readonly filter: CoinFilter;
  readonly onChange: (filter: CoinFilter) => void;
}) {
  const chosen = filter.actions ?? [];
  return (
    <fieldset className="mt-2 grid grid-cols-2 gap-2 rounded-button border border-line p-3 max-sm:grid-cols-1">
      <legend className="px-1 text-fg-2 text-meta">Coins that pass all of this; empty: every ranked coin</legend>
      {amounts.map((row) => (
        <AmountField key={row[0]} row={row} filter={filter} onChange={onChange} />
      ))}
      <div>
        <span className="mb-1 block text-fg-2 text-meta">Band</span>
        <span className="flex gap-1">
          {actionSchema.options.map((action) => {
            const on = chosen.includes(action);
            const next = on ? chosen.filter((other) => other !== action) : [...chosen, action];
            return (
              <button
                key={action}
                type="button"
                className="chip"
                aria-pressed={on}
                data-on={on}
                onClick={() => onChange({ ...filter, actions: next.length === 0 ? null : next })}
              >
                {action}
              </button>
            );
          })}
        </span>
      </div>
    </fieldset>
  );
}

function WatchlistSelect({ value, onChange }: { readonly value: string; readonly onChange: (id: string) => void }) {
  const { data: lists } = useWatchlists(true);
  if (lists?.length === 0) return <span className="text-fg-2 text-table">No watchlist yet: press w on a coin.</span>;
  return (
    <Select
      label="Watchlist"
      value={value}
      options={[["", "choose one"] as const, ...(lists ?? []).map(({ id, name }) => [id, name] as const)]}
      onChange={onChange}
    />
  );
}

export interface ScopeFieldsProps {
  readonly scope: ScopeDraft;
  readonly problem: string | undefined;
  readonly onChange: (scope: ScopeDraft) => void;
}

/** Whom the rule is about: one coin, a watchlist, or whatever passes a filter. */
export function ScopeFields({ scope, problem, onChange }: ScopeFieldsProps) {
  const choose = (kind: ScopeDraft["kind"]) => {
    if (kind === scope.kind) return;
    if (kind === "coin") onChange({ kind, coin: null });
    else if (kind === "watchlist") onChange({ kind, watchlistId: "" });
    else onChange({ kind, filter: anyCoin });
  };
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-fg-2 text-table">When</span>
        <Select
          label="About"
          value={scope.kind}
          options={[
            ["coin", "one coin"],
            ["watchlist", "a coin of a watchlist"],
            ["filter", "any coin of a filter"],
          ]}
          onChange={choose}
        />
        {scope.kind === "coin" && (
          <CoinPicker coin={scope.coin} problem={problem} onChange={(coin) => onChange({ kind: "coin", coin })} />
        )}
        {scope.kind === "watchlist" && (
          <WatchlistSelect
            value={scope.watchlistId}
            onChange={(watchlistId) => onChange({ kind: "watchlist", watchlistId })}
          />
        )}
      </div>
      {scope.kind === "filter" && (
        <FilterFields filter={scope.filter} onChange={(filter) => onChange({ kind: "filter", filter })} />
      )}
      {problem !== undefined && <p className="mt-1 text-danger text-meta">{problem}</p>}
    </div>
  );
}
