"use client";

import { ListFilter, Search, X } from "lucide-react";
import dynamic from "next/dynamic";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Popover } from "@/components/ui/popover";
import { activeFilters, clearFilters, type FilterName, type ListQuery, withoutFilter } from "./list-query";
import { filterLabel } from "./present-filters";
import { WatchlistButton } from "./watchlist-button";

const FilterForm = dynamic(() => import("./filter-form").then((module) => module.FilterForm), { ssr: false });

const TYPING_MS = 300;

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
