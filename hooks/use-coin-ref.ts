"use client";

import useSWR from "swr";
import { z } from "zod";
import { momentumRowSchema } from "@/lib/contracts/http/momentum";
import type { CoinRef } from "./coin-actions";
import { readJson } from "./requests";

const NEAREST = 20;
const foundSchema = z.object({ results: z.array(momentumRowSchema.pick({ id: true, symbol: true, name: true })) });

async function readCoins(question: Readonly<Record<string, string>>): Promise<readonly CoinRef[]> {
  const params = new URLSearchParams({ include_stable: "true", ...question });
  return (await readJson(`/api/market/momentum?${params}`, foundSchema)).results;
}

async function findCoin([, text]: readonly [string, string]): Promise<CoinRef | null> {
  const [withId] = await readCoins({ ids: text, per_page: "1" });
  if (withId !== undefined) return withId;
  const found = await readCoins({ q: text, sort: "market_cap", per_page: `${NEAREST}` });
  return found.find(({ symbol }) => symbol.toLowerCase() === text.toLowerCase()) ?? null;
}

/** The coin with an id, else the largest with that symbol; null when there is none, undefined while it is asked for. */
export function useCoinRef(text: string | null): CoinRef | null | undefined {
  const { data, error } = useSWR(text === null ? null : (["coin ref", text] as const), findCoin, {
    revalidateOnFocus: false,
  });
  if (text === null) return null;
  return data === undefined && error !== undefined ? null : data;
}
