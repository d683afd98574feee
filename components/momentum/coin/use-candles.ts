import useSWR from "swr";
import { type CandlesAnswer, candlesAnswerSchema } from "@/lib/contracts/http/candles";
import { problemSchema } from "@/lib/contracts/http/problem";
import type { Timeframe } from "@/lib/market/candle";
import { candleLimits } from "./present-candles";

/** Candles are fetched in the background at the first wish: come again soon. */
const LOADING_AGAIN_MS = 2_000;
const AGAIN_MS = 30_000;

async function fetchCandles(url: string): Promise<CandlesAnswer> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  const body: unknown = await response.json();
  if (response.ok) return candlesAnswerSchema.parse(body);
  throw new Error(problemSchema.safeParse(body).data?.detail ?? `The server answered ${response.status}.`);
}

/** Candles of a coin; the last answer stays while another timeframe loads. */
export function useCandles(coinId: string, timeframe: Timeframe) {
  const url = `/api/market/coin/${encodeURIComponent(coinId)}/candles?timeframe=${timeframe}&limit=${candleLimits[timeframe]}`;
  return useSWR(url, fetchCandles, {
    keepPreviousData: true,
    revalidateOnFocus: false,
    refreshInterval: (answer) => (answer?.state === "loading" ? LOADING_AGAIN_MS : AGAIN_MS),
  });
}
