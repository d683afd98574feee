import type { JobPayload } from "@/lib/contracts/jobs";
import { retainBacktests } from "@/lib/store/retain-backtests";
import { retainHistory as retain } from "@/lib/store/retain-history";
import type { JobContext } from "@/worker/runtime/services";

/** Down-samples what is closed and drops what is too old: the market's past in market time, backtests in wall-clock time. */
export async function retainHistory(_: JobPayload<"history.retain">, { db, now, wallNow }: JobContext) {
  const market = await retain(db.database, now());
  return { ...market, backtests: await retainBacktests(db.database, wallNow()) };
}
