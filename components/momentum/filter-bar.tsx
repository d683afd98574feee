"use client";

import { Columns3, ListFilter, Search, X } from "lucide-react";
import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { Popover } from "@/components/ui/popover";
import { compactUsdDigits } from "@/lib/format/compact-usd";
import { actionSentences } from "@/lib/format/flags";
import { parseAmount } from "@/lib/format/parse-amount";
import { type Action, actionSchema } from "@/lib/momentum/scored-coin";
import { type ColumnId, defaultColumns, findColumns } from "./columns";
import {
  activeFilters,
  clearFilters,
  type FilterName,
  type ListQuery,
  type NumberFilter,
  numberFilters,
  withoutFilter,
} from "./list-query";
import { filterLabel } from "./present-filters";
import { WatchlistButton } from "./watchlist-button";

const TYPING_MS = 300;

const filterNames: Record<NumberFilter, { label: string; example: string }> = {
  min_marketcap: { label: "Market cap, at least $", example: "50M" },
  max_marketcap: { label: "Market cap, at most $", example: "5B" },
  min_volume: { label: "Volume of 24 h, at least $", example: "1M" },
  min_score: { label: "Score, at least", example: "60" },
};

export interface FilterBarProps {
  readonly query: ListQuery;
  /** Name of the group that the list is filtered by, as its rows tell it. */
  readonly groupLabel: string | null;
  readonly watchlistName: string | null;
  readonly onChange: (query: ListQuery) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly filterRef: RefObject<HTMLButtonElement | null>;
}

/** The text field: typing replaces the address 300 ms after the last key; Esc clears it. */
function SearchField({
  query,
  onChange,
  searchRef,
}: Omit<FilterBarProps, "filterRef" | "groupLabel" | "watchlistName">) {
  const [text, setText] = useState(query.q);
  const [seen, setSeen] = useState(query.q);
  // Back, Clear or a chip changed the address: the field follows it.
  if (seen !== query.q) {
    setSeen(query.q);
    setText(query.q);
  }
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSeen(next);
      onChange({ ...query, q: next, page: 1 });
    }, TYPING_MS);
  };
  return (
    <div className="relative min-w-40 flex-1 sm:max-w-72">
      <Search
        size={16}
        strokeWidth={1.75}
        aria-hidden="true"
        className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3"
      />
      <input
        ref={searchRef}
        type="search"
        name="q"
        value={text}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        aria-label="Find coins by symbol, name or id"
        aria-keyshortcuts="/"
        placeholder="Find a coin   /"
        className="field w-full pl-8"
        onChange={(event) => search(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (text === "") event.currentTarget.blur();
          else search("");
        }}
      />
    </div>
  );
}

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

function FilterForm({ query, onChange }: { readonly query: ListQuery; readonly onChange: (query: ListQuery) => void }) {
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

/** Search, one chip for each filter in force, and the door to all of them. */
export function FilterBar({ query, groupLabel, watchlistName, onChange, searchRef, filterRef }: FilterBarProps) {
  const active = activeFilters(query).filter((name): name is Exclude<FilterName, "q"> => name !== "q");
  return (
    <search className="flex flex-wrap items-center gap-2" aria-label="Coins">
      <SearchField query={query} onChange={onChange} searchRef={searchRef} />
      {active.map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          data-on="true"
          aria-label={`Remove filter ${filterLabel(query, name, groupLabel, watchlistName)}`}
          onClick={() => onChange(withoutFilter(query, name))}
        >
          {filterLabel(query, name, groupLabel, watchlistName)}
          <X size={12} aria-hidden="true" />
        </button>
      ))}
      <Popover
        label="Filters"
        triggerRef={filterRef}
        trigger={{
          className: "button",
          "aria-keyshortcuts": "f",
          children: (
            <>
              <ListFilter size={16} strokeWidth={1.75} aria-hidden="true" />
              Filter
            </>
          ),
        }}
      >
        <FilterForm query={query} onChange={onChange} />
      </Popover>
      <WatchlistButton query={query} onChange={onChange} />
      {activeFilters(query).length === 0 ? null : (
        <button
          type="button"
          className="button-plain px-2 text-accent text-table"
          onClick={() => onChange(clearFilters(query))}
        >
          Clear
        </button>
      )}
    </search>
  );
}

/** Which columns the table has; the search knows synonyms. */
export function ColumnMenu({
  query,
  onChange,
}: {
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
}) {
  const [search, setSearch] = useState("");
  const toggle = (id: ColumnId) => {
    const cols = query.cols.includes(id) ? query.cols.filter((other) => other !== id) : [...query.cols, id];
    if (cols.length > 0) onChange({ ...query, cols });
  };
  return (
    <Popover
      label="Columns"
      align="end"
      trigger={{
        className: "button",
        children: (
          <>
            <Columns3 size={16} strokeWidth={1.75} aria-hidden="true" />
            <span className="max-sm:sr-only">Columns</span>
          </>
        ),
      }}
    >
      <div className="w-64 max-w-full">
        <input
          type="search"
          className="field w-full"
          placeholder="Find a column"
          aria-label="Find a column"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ul className="mt-2 flex flex-col">
          {findColumns(search).map((column) => (
            <li key={column.id}>
              <label className="flex min-h-8 items-center gap-2 text-table pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={query.cols.includes(column.id)}
                  onChange={() => toggle(column.id)}
                />
                {column.meaning}
              </label>
            </li>
          ))}
        </ul>
        <button
          type="button"
          className="mt-2 min-h-8 text-accent text-table"
          onClick={() => onChange({ ...query, cols: defaultColumns })}
        >
          Usual columns
        </button>
      </div>
    </Popover>
  );
}
