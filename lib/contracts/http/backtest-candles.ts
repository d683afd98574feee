import { z } from "zod";
import { candleSchema } from "@/lib/market/candle";

const dayRule = "must be an ISO time in UTC";

/** Query of `GET /market/backtest/{job_id}/candles`: the hours around a trade. */
export const backtestCandlesQuerySchema = z.object({
  coin_id: z.string().min(1, { error: "must be a coin of the backtest" }),
  from: z.iso.datetime({ error: dayRule }),
  to: z.iso.datetime({ error: dayRule }),
});

/** The hourly candles that a backtest traded on, oldest first, at most 1,000. */
export const backtestCandlesSchema = z
  .object({ coin_id: z.string(), venue: z.string(), candles: z.array(candleSchema) })
  .meta({ id: "BacktestCandles" });
export type BacktestCandles = z.infer<typeof backtestCandlesSchema>;
