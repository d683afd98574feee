"use client";

import useSWR from "swr";
import { z } from "zod";
import { momentumRowSchema } from "@/lib/contracts/http/momentum";
import type { CoinRef } from "./coin-actions";
import { readJson } from "./requests";

const foundSchema = z.object({ results: z.array(momentumRowSchema.pick({ id: true, symbol: true, name: true })) });

async function findCoin(url: string): Promise<CoinRef | null> {
  return (await readJson(url, foundSchema)).results[0] ?? null;
}

/** The coin with an id; null when there is none, undefined while it is asked for. */
export function useCoinRef(id: string | null): CoinRef | null | undefined {
  const params = new URLSearchParams({ ids: id ?? "", include_stable: "true", per_page: "1" });
  const { data } = useSWR(id === null ? null : `/api/market/momentum?${params}`, findCoin, {
    revalidateOnFocus: false,
  });
  return id === null ? null : data;
}
