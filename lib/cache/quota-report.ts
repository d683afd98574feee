import type { Redis } from "ioredis";
import { type QuotaReport, quotaReportSchema } from "@/lib/contracts/status";
import type { Logger } from "@/lib/log";
import { quotaReportKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;

/** The latest word on what the CoinGecko plan allows; forgotten after a day without a worker. */
export async function writeQuotaReport(redis: Redis, report: QuotaReport): Promise<void> {
  await reply(redis.set(quotaReportKey, JSON.stringify(report), "EX", TTL_SECONDS));
}

export async function readQuotaReport(redis: Redis, log?: Logger): Promise<QuotaReport | null> {
  const text = await reply(redis.get(quotaReportKey));
  return text === null ? null : parseValue(quotaReportKey, text, quotaReportSchema, log);
}
