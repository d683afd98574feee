import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { queryRows } from "@/lib/store/query";
import type { AlertLoad, AlertStanding } from "./alert-load";
import type { Ledger } from "./ledger";

const PATIENCE_MS = 180_000;

export interface Told extends AlertStanding {
  readonly received: number;
  readonly again: number;
}

/** Waits until the fate of every message is known, and compares what the ledger says with what arrived. */
export async function settleAlerts(alerts: AlertLoad, ledger: Ledger, say: (words: string) => void): Promise<Told> {
  const until = Date.now() + PATIENCE_MS;
  let standing = await alerts.standing();
  while ((standing.open > 0 || standing.fired < standing.rules) && Date.now() < until) {
    // Waits of minutes that the receiver's bad moments asked for are over at once.
    await queryRows(
      alerts.database,
      sql`update deliveries set next_attempt_at = now(), enqueued_at = null where state = 'queued' and next_attempt_at > now()`,
    );
    await sleep(1_000);
    standing = await alerts.standing();
  }
  const { lost, unaccounted, received, again } = await alerts.compareWithReceiver();
  if (standing.fired !== standing.rules)
    ledger.complain("alerts", `${standing.rules - standing.fired} rules never fired`);
  if (standing.open > 0) ledger.complain("alerts", `${standing.open} messages neither delivered nor failed`);
  if (standing.firedTwice > 0) ledger.complain("alerts", `${standing.firedTwice} rules fired twice`);
  if (lost.length > 0) ledger.complain("alerts", `${lost.length} messages called delivered never arrived`);
  if (unaccounted.length > 0)
    ledger.complain("alerts", `${unaccounted.length} messages arrived more often than they were tried`);
  say(
    `\nAlerts: ${standing.rules} rules, ${standing.fired} fired, ${standing.delivered} messages delivered, ${standing.failed} failed, ${again} received again under the same key.`,
  );
  return { ...standing, received, again };
}
