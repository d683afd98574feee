import type { JobPayload } from "@/lib/contracts/jobs";
import { retainHistory as retain } from "@/lib/store/retain-history";
import { retainLedger } from "@/lib/store/retain-ledger";
import type { JobContext } from "@/worker/runtime/services";

/** Down-samples what is closed and drops what is too old: the market's past in market time, the ledgers in wall time. */
export async function retainHistory(_: JobPayload<"history.retain">, { db, now, wallNow }: JobContext) {
  const summary = await retain(db.database, now());
  return { ...summary, ledgerRows: await retainLedger(db.database, wallNow()) };
}
