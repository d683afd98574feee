import useSWR from "swr";
import { readJson } from "@/hooks/requests";
import { type CandlesAnswer, candlesAnswerSchema } from "@/lib/contracts/http/candles";
import type { Timeframe } from "@/lib/market/candle";
import { candleLimits } from "./present-candles";

/** Candles are fetched in the background at the first wish: come again soon. */
const LOADING_AGAIN_MS = 2_000;
const AGAIN_MS = 30_000;

const fetchCandles = (url: string): Promise<CandlesAnswer> => readJson(url, candlesAnswerSchema);

/** Candles of a coin; the last answer stays while another timeframe loads. */
export function useCandles(coinId: string, timeframe: Timeframe) {
  const url = `/api/market/coin/${encodeURIComponent(coinId)}/candles?timeframe=${timeframe}&limit=${candleLimits[timeframe]}`;
  return useSWR(url, fetchCandles, {
    keepPreviousData: true,
    revalidateOnFocus: false,
    refreshInterval: (answer) => (answer?.state === "loading" ? LOADING_AGAIN_MS : AGAIN_MS),
  });
}
