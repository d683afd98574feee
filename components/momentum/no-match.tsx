"use client";

import { useEffect, useState } from "react";
import { momentumListSchema } from "@/lib/contracts/http/momentum";
import { countOf } from "@/lib/format/count";
import { activeFilters, type FilterName, type ListQuery, listQuestion, withoutFilter } from "./list-query";
import { filterLabel } from "./present-filters";

interface Remedy {
  readonly name: FilterName;
  readonly total: number;
}

async function countWithout(query: ListQuery, name: FilterName, signal: AbortSignal): Promise<Remedy> {
  const question = listQuestion(withoutFilter(query, name));
  const response = await fetch(`/api/market/momentum?${question}${question === "" ? "" : "&"}per_page=1`, { signal });
  return { name, total: momentumListSchema.parse(await response.json()).total };
}

/** The filter whose removal shows the fewest coins but some: the least is given up. */
function useLeastCostlyFilter(query: ListQuery): Remedy | null {
  const [remedy, setRemedy] = useState<Remedy | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    setRemedy(null);
    Promise.all(activeFilters(query).map((name) => countWithout(query, name, stop.signal)))
      .then((found) => {
        const helpful = found.filter(({ total }) => total > 0).sort((left, right) => left.total - right.total);
        setRemedy(helpful[0] ?? null);
      })
      // Without an answer there is no suggestion; Clear is still there.
      .catch(() => setRemedy(null));
    return () => stop.abort();
  }, [query]);
  return remedy;
}

/** No coin matches: names the filter to remove and how many coins that would show. */
export function NoMatch({
  query,
  onChange,
  onClear,
}: {
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
  readonly onClear: () => void;
}) {
  const remedy = useLeastCostlyFilter(query);
  return (
    <div className="flex flex-col items-center gap-3 py-16 text-center text-fg-2" role="status" data-testid="no-match">
      <p>No coin matches.</p>
      {remedy === null ? (
        <button type="button" className="button" onClick={onClear}>
          Clear all filters
        </button>
      ) : (
        <button type="button" className="button" onClick={() => onChange(withoutFilter(query, remedy.name))}>
          Removing {filterLabel(query, remedy.name)} would show {countOf(remedy.total, "coin")}
        </button>
      )}
    </div>
  );
}
