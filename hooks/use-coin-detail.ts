import { useEffect, useRef } from "react";
import useSWR from "swr";

import { type CoinDetail, coinDetailSchema } from "@/lib/contracts/http/coin-answer";
import { readJson } from "./requests";
import { tickNow } from "./shared-tick";
import { useMarket } from "./use-market";

const fetchCoinDetail = (url: string): Promise<CoinDetail> => readJson(url, coinDetailSchema);

export interface CoinDetailOptions {
  /** What the server drew the page from. */
  readonly initial?: CoinDetail | null;
  /** For pages on which no list is read: how often to read while the stream is away. */
  readonly everyMs?: number;
}

/** One coin with its explanation and history, read again with every new board. The last answer stays while the next one loads. */
export function useCoinDetail(coinId: string, sequence: number | null, options: CoinDetailOptions = {}) {
  const url = `/api/market/coin/${encodeURIComponent(coinId)}`;
  const answer = useSWR(url, fetchCoinDetail, {
    keepPreviousData: true,
    revalidateOnFocus: false,
    refreshInterval: options.everyMs ?? 0,
    ...(options.initial ? { fallbackData: options.initial } : {}),
  });
  const { mutate, data } = answer;
  const { feed } = useMarket();
  useEffect(() => {
    if (data) feed.noteAnswer({ asOf: Date.parse(data.as_of), stale: data.stale, sequence: data.sequence }, tickNow());
  }, [feed, data]);
  const shown = useRef(sequence);
  // The sequence is no part of the key: every version's answer would stay in memory for as long as the tab lives.
  useEffect(() => {
    if (shown.current === sequence) return;
    shown.current = sequence;
    void mutate();
  }, [sequence, mutate]);
  return answer;
}
