import type { WebServices } from "@/app/api/web-services";
import { laneSchema } from "@/lib/contracts/jobs";
import type { StatusReport } from "@/lib/contracts/status";
import { troubleIdSchema } from "@/lib/contracts/trouble";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import { errorKinds } from "@/lib/metrics/catalogue";
import { known } from "@/lib/metrics/count-facts";
import type { Metrics } from "@/lib/metrics/registry";
import { oldestJobs } from "@/lib/queue/oldest-jobs";
import { readAlertBacklog } from "@/lib/store/alert-backlog";
import { readStatus } from "./read-status";

/** What is true of the instance as a whole, as `/status` says it: for whoever reads metrics instead of pages. */
export async function tellInstance(metrics: Metrics, services: WebServices, wallNow: UnixMs): Promise<void> {
  const [report, lags, backlog] = await Promise.all([
    readStatus(services, wallNow),
    oldestJobs(services.queues(), wallNow).catch(() => []),
    readAlertBacklog(services.database, wallNow).catch(() => null),
  ]);
  tellBoard(metrics, report);
  tellQuota(metrics, report);
  tellProcesses(metrics, report);
  tellStores(metrics, report);
  tellResearch(metrics, report, wallNow);
  tellWhales(metrics, report);
  for (const id of troubleIdSchema.options) {
    metrics.set("ghostquant_trouble", { id }, Number(report.troubles.some((trouble) => trouble.id === id)));
  }
  for (const { lane, oldestSeconds } of lags) metrics.set("ghostquant_queue_oldest_seconds", { lane }, oldestSeconds);
  metrics.set("ghostquant_deliveries_waiting", { state: "open" }, backlog?.open ?? null);
  metrics.set("ghostquant_deliveries_waiting", { state: "overdue" }, backlog?.overdue ?? null);
  metrics.set("ghostquant_alerts_judged_sequence", {}, backlog?.judgedSequence ?? null);
}

function tellBoard(metrics: Metrics, { board, fast, full, market_time }: StatusReport): void {
  const now = market_time === null ? null : Date.parse(market_time);
  const age = (at: UnixMs | null): number | null =>
    at === null || now === null ? null : Math.max(0, now - at) / SECOND_MS;
  metrics.set("ghostquant_board_stale", {}, board === null || board.stale ? 1 : 0);
  metrics.set("ghostquant_board_age_seconds", {}, age(board === null ? null : Date.parse(board.as_of)));
  metrics.set("ghostquant_board_sequence", {}, board?.sequence ?? null);
  metrics.set("ghostquant_board_coins", { state: "ranked" }, board?.ranked ?? null);
  metrics.set("ghostquant_board_coins", { state: "excluded" }, board === null ? null : board.coins - board.ranked);
  for (const [kind, refresh] of [["fast", fast] as const, ["full", full] as const]) {
    metrics.set("ghostquant_refresh_age_seconds", { kind }, age(refresh?.refreshedAt ?? null));
    metrics.set("ghostquant_refresh_interval_seconds", { kind }, refresh?.everySeconds ?? null);
  }
}

function tellQuota(metrics: Metrics, { quota }: StatusReport): void {
  metrics.set("ghostquant_quota_limit", { window: "minute" }, quota?.perMinuteLimit ?? null);
  metrics.set("ghostquant_quota_limit", { window: "month" }, quota?.monthlyLimit ?? null);
  metrics.set("ghostquant_quota_spent", { window: "minute" }, quota?.perMinuteSpent ?? null);
  metrics.set("ghostquant_quota_spent", { window: "month" }, quota?.monthlySpent ?? null);
  metrics.set("ghostquant_quota_month_projected", {}, quota?.monthlyProjected ?? null);
  for (const state of ["closed", "open", "half-open"] as const) {
    metrics.set("ghostquant_circuit_state", { state }, quota === null ? null : Number(quota.circuit === state));
  }
}

function tellProcesses(metrics: Metrics, { processes, queues, errors, stores }: StatusReport): void {
  for (const role of ["web", "worker", "stream"] as const) {
    const alive = processes.filter((beat) => beat.role === role).length;
    // Without Redis nobody can be heard, so silence says nothing.
    metrics.set("ghostquant_processes", { role }, stores.redis.ok ? alive : null);
  }
  for (const lane of laneSchema.options) {
    const counts = queues.find((queue) => queue.lane === lane);
    for (const state of ["waiting", "active", "delayed", "failed"] as const) {
      metrics.set("ghostquant_queue_jobs", { lane, state }, counts?.[state] ?? null);
    }
  }
  const tallies = new Map<(typeof errorKinds)[number], number>();
  for (const { kind, count } of errors) {
    const told = known(errorKinds, kind);
    tallies.set(told, (tallies.get(told) ?? 0) + count);
  }
  for (const kind of errorKinds) {
    if (stores.redis.ok) metrics.total("ghostquant_errors_total", { kind }, tallies.get(kind) ?? 0);
  }
}

function tellStores(metrics: Metrics, { stores: { redis, postgres } }: StatusReport): void {
  const all = [
    { store: "redis", ...redis, bytes: redis.usedBytes },
    { store: "postgres", ...postgres, bytes: postgres.sizeBytes },
  ] as const;
  for (const { store, ok, pingMs, bytes } of all) {
    metrics.set("ghostquant_store_up", { store }, Number(ok));
    metrics.set("ghostquant_store_ping_seconds", { store }, pingMs === null ? null : pingMs / SECOND_MS);
    metrics.set("ghostquant_store_bytes", { store }, bytes);
  }
}

function tellResearch(metrics: Metrics, { backtests }: StatusReport, wallNow: UnixMs): void {
  for (const state of ["queued", "running", "completed", "failed"] as const) {
    metrics.set("ghostquant_backtests", { state }, backtests?.[state] ?? null);
  }
  const since = backtests?.oldest_queued_at ?? null;
  const waits = since === null ? 0 : (wallNow - Date.parse(since)) / SECOND_MS;
  metrics.set("ghostquant_backtest_oldest_seconds", {}, backtests === null ? null : Math.max(0, waits));
}

function tellWhales(metrics: Metrics, { whales }: StatusReport): void {
  for (const state of ["starting", "live", "degraded", "down", "unavailable"] as const) {
    metrics.set("ghostquant_whale_watch_state", { state }, whales === null ? null : Number(whales.state === state));
  }
  metrics.set("ghostquant_whale_gaps_open", {}, whales?.gapsOpen ?? null);
  if (whales !== null) metrics.total("ghostquant_whale_trades_total", {}, whales.trades);
}
