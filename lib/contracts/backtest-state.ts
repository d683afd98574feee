import { z } from "zod";

export const backtestStatusSchema = z.enum(["queued", "running", "completed", "failed", "cancelled"]);
export type BacktestStatus = z.infer<typeof backtestStatusSchema>;
