import { z } from "zod";

export const backtestStatusSchema = z.enum(["queued", "running", "completed", "failed", "cancelled"]);
export type BacktestStatus = z.infer<typeof backtestStatusSchema>;

export const verdictKinds = [
  "not_enough_data",
  "no_edge",
  "worse_than_holding",
  "fails_out_of_sample",
  "edge_in_sample",
] as const;

export const exitReasonSchema = z.enum(["time_limit", "stop_loss", "take_profit", "end_of_data", "delisted"]);
