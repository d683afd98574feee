import type { WebServices } from "@/app/api/web-services";
import { previewNotes, type StoredShare, sourceSentence } from "@/lib/contracts/backtest-notes";
import { hoursOf, variantsOf, WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import type { BacktestPreview } from "@/lib/contracts/http/backtests";
import { isoTime } from "@/lib/contracts/http/freshness";
import { coinHoursOf } from "@/lib/contracts/http/plan-of-body";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { HOUR_MS } from "@/lib/market/units";
import { findEqualBacktest } from "@/lib/store/backtests";
import { readStoredHours } from "@/lib/store/stored-hours";
import { estimateSeconds } from "./estimate-seconds";
import type { PlannedRequest } from "./plan-request";

/** What a run would rest on, how long it may take, and what its reader should know before. */
export async function readPreview(
  { database }: Pick<WebServices, "database">,
  { coins }: Pick<MomentumBoard, "coins">,
  { request, plan }: PlannedRequest,
): Promise<BacktestPreview> {
  const [stored, identical] = await Promise.all([readShare({ database }, plan), findEqualBacktest(database, plan)]);
  const chosen = new Set(plan.coins.map(({ coinId }) => coinId));
  const barred = coins.filter(({ asset, excluded }) => excluded !== null && chosen.has(asset.id));
  return {
    coins: plan.coins.map(({ coinId, symbol }) => ({ coin_id: coinId, symbol })),
    hours: hoursOf(plan),
    days: hoursOf(plan) / 24,
    variants: variantsOf(plan),
    data: { source: stored.source, stored: stored.share, sentence: sourceSentence(stored) },
    estimate_seconds: estimateSeconds(plan, stored),
    notes: previewNotes(
      plan,
      request,
      barred.map(({ asset }) => asset.symbol),
    ),
    identical: identical === null ? null : { job_id: identical.id, created_at: isoTime(identical.createdAt) },
  };
}

/** For each coin the venue that has told most of the range: mostly the one that the run takes, the first that has any of it. */
async function readShare(
  { database }: Pick<WebServices, "database">,
  plan: PlannedRequest["plan"],
): Promise<StoredShare> {
  const range = { from: plan.from - WARM_UP_HOURS * HOUR_MS, to: plan.to };
  const ids = plan.coins.map(({ coinId }) => coinId);
  const best = new Map<string, { venue: string; hours: number }>();
  for (const { coinId, venue, hours } of await readStoredHours(database, ids, range)) {
    if (hours > (best.get(coinId)?.hours ?? 0)) best.set(coinId, { venue, hours });
  }
  const have = [...best.values()];
  const wanted = coinHoursOf(plan);
  const hours = have.reduce((sum, one) => sum + one.hours, 0);
  const source = [...new Set(have.map(({ venue }) => venue))].sort().join(", ");
  return { source, hours, wanted, share: Math.min(1, hours / wanted), coins: ids.length };
}
