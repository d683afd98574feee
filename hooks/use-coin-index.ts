"use client";

import useSWR from "swr";
import { z } from "zod";
import { momentumRowSchema } from "@/lib/contracts/http/momentum";
import { readJson } from "./requests";

/** A coin by its names; the order of the index is that of market value. */
export interface IndexedCoin {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
}

const PER_PAGE = 250;
const AT_ONCE = 4;
const READ_AGAIN_AFTER_MS = 10 * 60_000;

const pageSchema = z.object({
  total: z.number(),
  coins: z.array(momentumRowSchema.pick({ id: true, symbol: true, name: true })),
});

const readPage = (page: number) => readJson(`/api/market/coins?per_page=${PER_PAGE}&page=${page}`, pageSchema);

/** All coins by name: the pages are kept by the server as they are sent, so that 2,500 coins are ten cheap answers. */
async function readIndex(): Promise<readonly IndexedCoin[]> {
  const first = await readPage(1);
  const coins = [...first.coins];
  const pages = Math.ceil(first.total / PER_PAGE);
  for (let from = 2; from <= pages; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, pages - from + 1) }, (_, at) => from + at);
    for (const page of await Promise.all(numbers.map(readPage))) coins.push(...page.coins);
  }
  // A refresh between two pages may move a coin from one to the other.
  return [...new Map(coins.map((coin) => [coin.id, coin])).values()];
}

export interface CoinIndex {
  /** Null until it is read. */
  readonly coins: readonly IndexedCoin[] | null;
  readonly failed: boolean;
}

/** Names do not change with prices: they are read once in ten minutes, and only where something asks for them. */
export function useCoinIndex(): CoinIndex {
  const { data, error } = useSWR("coin index", readIndex, {
    revalidateOnFocus: false,
    dedupingInterval: READ_AGAIN_AFTER_MS,
    keepPreviousData: true,
  });
  return { coins: data ?? null, failed: data === undefined && error !== undefined };
}
