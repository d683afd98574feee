"use client";

import useSWR, { mutate } from "swr";
import { z } from "zod";
import { type Watchlist, watchlistSchema, watchlistsSchema } from "@/lib/contracts/http/watchlists";
import { readJson, sendJson } from "./requests";

const WATCHLISTS = "/api/market/watchlists";

const fetchWatchlists = async (url: string): Promise<readonly Watchlist[]> =>
  (await readJson(url, watchlistsSchema)).watchlists.toSorted((a, b) => a.position - b.position);

export function useWatchlists(asked: boolean) {
  return useSWR(asked ? WATCHLISTS : null, fetchWatchlists, { keepPreviousData: true });
}

export async function createWatchlist(name: string, coinIds: readonly string[] = []): Promise<Watchlist> {
  const created = await sendJson("POST", WATCHLISTS, { name, coin_ids: coinIds }, watchlistSchema);
  await mutate(WATCHLISTS);
  return created;
}

export async function changeWatchlist(
  id: string,
  changes: { readonly name?: string; readonly position?: number; readonly coin_ids?: readonly string[] },
): Promise<void> {
  await sendJson("PATCH", `${WATCHLISTS}/${encodeURIComponent(id)}`, changes, z.unknown());
  await mutate(WATCHLISTS);
}

export async function deleteWatchlist(id: string): Promise<void> {
  await sendJson("DELETE", `${WATCHLISTS}/${encodeURIComponent(id)}`, undefined, z.unknown());
  await mutate(WATCHLISTS);
}
