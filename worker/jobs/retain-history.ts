import type { JobPayload } from "@/lib/contracts/jobs";
import { retainBacktests } from "@/lib/store/retain-backtests";
import { retainHistory as retain } from "@/lib/store/retain-history";
import { retainLedger } from "@/lib/store/retain-ledger";
import type { JobContext } from "@/worker/runtime/services";

/** Down-samples what is closed and drops what is too old: the market's past in market time, people's own in wall time. */
export async function retainHistory(_: JobPayload<"history.retain">, { db, now, wallNow }: JobContext) {
  const market = await retain(db.database, now());
  const ledgerRows = await retainLedger(db.database, wallNow());
  return { ...market, ledgerRows, backtests: await retainBacktests(db.database, wallNow()) };
}
