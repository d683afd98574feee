"use client";

import { Columns3 } from "lucide-react";
import { useState } from "react";
import { Popover } from "@/components/ui/popover";
import { type ColumnId, defaultColumns, findColumns } from "./columns";
import type { ListQuery } from "./list-query";

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
