"use client";

import Link from "next/link";
import { useMemo } from "react";
import { useDesk } from "@/hooks/use-coin-actions";
import { type ListQuery, withoutFilter } from "./list-query";

/** The query with the coins of its watchlist, as far as they are read. */
export function useWatchlistQuery(query: ListQuery): { query: ListQuery; watchlistName: string | null } {
  const lists = useDesk((state) => state.lists);
  const list = query.watchlist === null ? undefined : lists?.find(({ id }) => id === query.watchlist);
  const coinIds = list?.coinIds ?? null;
  const full = useMemo(() => (query.watchlist === null ? query : { ...query, ids: coinIds }), [query, coinIds]);
  return { query: full, watchlistName: list?.name ?? null };
}

/** Why a watchlist shows no coin: not read yet, nobody's, gone, or empty. */
export function EmptyWatchlist({
  query,
  onChange,
}: {
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
}) {
  const owner = useDesk((state) => state.owner);
  const lists = useDesk((state) => state.lists);
  if (owner === null || (owner && lists === null))
    return (
      <p role="status" className="py-2 text-fg-2">
        Reading the watchlist.
      </p>
    );
  const sentence = !owner
    ? "Watchlists are the owner's."
    : query.ids === null
      ? "This watchlist is gone."
      : "Nothing watched yet. Press w on any coin.";
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 py-2 text-fg-2" data-testid="empty-watchlist">
      <p>{sentence}</p>
      {!owner && (
        <Link href="/sign-in" className="button">
          Sign in
        </Link>
      )}
      <button type="button" className="button" onClick={() => onChange(withoutFilter(query, "watchlist"))}>
        Show all coins
      </button>
    </div>
  );
}
