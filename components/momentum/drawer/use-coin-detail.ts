import { useEffect, useRef } from "react";
import useSWR from "swr";
import { type CoinDetail, coinDetailSchema } from "@/lib/contracts/http/momentum";
import { problemSchema } from "@/lib/contracts/http/problem";

/** Why a coin could not be shown, in the server's own words. */
export class CoinDetailError extends Error {
  override readonly name = "CoinDetailError";
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

async function fetchCoinDetail(url: string): Promise<CoinDetail> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  const body: unknown = await response.json();
  if (response.ok) return coinDetailSchema.parse(body);
  const problem = problemSchema.safeParse(body);
  throw new CoinDetailError(
    problem.success ? problem.data.detail : `The server answered ${response.status}.`,
    response.status,
  );
}

/** One coin with its explanation and history, read again with every new board. The last answer stays while the next one loads. */
export function useCoinDetail(coinId: string, sequence: number | null) {
  const url = `/api/market/coin/${encodeURIComponent(coinId)}`;
  const answer = useSWR(url, fetchCoinDetail, { keepPreviousData: true, revalidateOnFocus: false });
  const { mutate } = answer;
  const shown = useRef(sequence);
  // The sequence is no part of the key: every version's answer would stay in memory for as long as the tab lives.
  useEffect(() => {
    if (shown.current === sequence) return;
    shown.current = sequence;
    void mutate();
  }, [sequence, mutate]);
  return answer;
}
