import type { Database } from "@/lib/connections";
import { differencesOf } from "@/lib/contracts/backtest-differences";
import type { BacktestVerify } from "@/lib/contracts/http/backtests";
import type { StoredBacktest } from "@/lib/store/backtests";
import { readResult } from "./find-backtest";

/** What running a backtest again has shown so far. */
export async function compareRuns(
  database: Database,
  before: StoredBacktest,
  again: StoredBacktest,
): Promise<BacktestVerify> {
  const job_id = again.id;
  if (again.status === "queued" || again.status === "running") return { job_id, state: "running", differences: [] };
  if (again.status !== "completed") {
    return { job_id, state: "failed", differences: again.error === null ? [] : [again.error] };
  }
  if (before.resultSha256 === again.resultSha256) return { job_id, state: "identical", differences: [] };
  const [old, fresh] = await Promise.all([readResult(database, before.id), readResult(database, again.id)]);
  const differences = old === null || fresh === null ? ["One of the two results is gone."] : differencesOf(old, fresh);
  return { job_id, state: "differs", differences };
}
