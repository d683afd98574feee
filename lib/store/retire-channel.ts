import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { insertSystemFiring, type ToldFiring } from "./alert-firings";
import { disableChannel } from "./channels";
import { failWaiting } from "./deliveries";
import { inTransaction } from "./query";

/**
 * Switches a channel off for good, because its other side said so: nothing waits for it any more, and its owner finds it in
 * the inbox. Null when it was off already.
 */
export function retireChannel(
  database: Database,
  { id, label, reason }: { id: string; label: string; reason: string },
  { now, wallNow }: { now: UnixMs; wallNow: UnixMs },
): Promise<ToldFiring | null> {
  return inTransaction(database, async (tx) => {
    if (!(await disableChannel(tx, id, reason, wallNow))) return null;
    await failWaiting(tx, id, `The channel was switched off: ${reason}`, wallNow);
    const told = `The channel ${label} was switched off: ${reason}`;
    return insertSystemFiring(tx, { about: id, label, reason: told, at: now });
  });
}
