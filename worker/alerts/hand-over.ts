import { SECOND_MS } from "@/lib/market/units";
import { type QueuedDelivery, queueDeliveries } from "@/lib/queue/deliveries";
import type { ToldFiring } from "@/lib/store/alert-firings";
import type { Committed } from "@/lib/store/commit-evaluation";
import { markEnqueued } from "@/lib/store/deliveries";
import { publishInbox } from "@/lib/stream/inbox";
import type { JobContext } from "@/worker/runtime/services";
import { toInboxItem } from "./tell-firing";

/** Without Redis nobody waits longer than this; the sweep queues what was not. */
const PATIENCE_MS = 5 * SECOND_MS;

type Hands = Pick<JobContext, "redis" | "queues" | "db" | "wallNow">;

/** Queues what was committed and shows it in the inbox, at once. */
export async function handOver(context: Hands, { firings, deliveries }: Committed): Promise<void> {
  const due = deliveries.map(({ id, notBefore }) => ({ id, dueAt: notBefore }));
  await Promise.all([queueDue(context, due), showInInbox(context, firings)]);
}

/** Queues deliveries for when they are due, and remembers that they are queued. */
export async function queueDue({ queues, db, wallNow }: Hands, due: readonly QueuedDelivery[]): Promise<void> {
  if (due.length === 0) return;
  await within(PATIENCE_MS, () => queueDeliveries(queues, due, wallNow()));
  await markEnqueued(
    db.database,
    due.map(({ id }) => id),
    wallNow(),
  );
}

export async function showInInbox({ redis }: Pick<Hands, "redis">, firings: readonly ToldFiring[]): Promise<void> {
  if (firings.length > 0) await within(PATIENCE_MS, () => publishInbox(redis, firings.map(toInboxItem)));
}

function within<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${patienceMs} ms`)), patienceMs);
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
