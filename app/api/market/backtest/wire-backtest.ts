import type { BacktestAnswer, BacktestRow } from "@/lib/contracts/http/backtests";
import { isoOrNull, isoTime } from "@/lib/contracts/http/freshness";
import type { StoredBacktest } from "@/lib/store/backtests";

/** What of a backtest is known without its result. */
function wireJob({ id, status, title, request, progress, error, createdAt, startedAt, finishedAt }: StoredBacktest) {
  return {
    job_id: id,
    status,
    title,
    request,
    progress,
    error,
    created_at: isoTime(createdAt),
    started_at: isoOrNull(startedAt),
    finished_at: isoOrNull(finishedAt),
  };
}

/** A backtest without what it found. */
export function wireWithoutResult(stored: StoredBacktest, duplicate = false): BacktestAnswer {
  return { ...wireJob(stored), metrics: stored.summary?.metrics ?? null, trades: null, duplicate };
}

/** The answer about a finished backtest, made of the stored bytes of its result: nothing is parsed and written again. */
export function wireWithResult(stored: StoredBacktest, result: Uint8Array): Uint8Array {
  const head = JSON.stringify({ ...wireJob(stored), duplicate: false });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},`), result.subarray(1)]);
}

export function wireRow(stored: StoredBacktest): BacktestRow {
  const { verdict, metrics } = stored.summary ?? { verdict: null, metrics: null };
  return {
    ...wireJob(stored),
    verdict,
    metrics:
      metrics === null
        ? null
        : {
            total_return: metrics.total_return,
            sharpe: metrics.sharpe,
            max_drawdown: metrics.max_drawdown,
            win_rate: metrics.win_rate,
            trade_count: metrics.trade_count,
          },
  };
}
