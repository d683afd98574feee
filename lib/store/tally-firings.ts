import { sql } from "drizzle-orm";
import { alertFirings, deliveries, deliveryFirings } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { queryRows } from "./query";

export interface FiringTally {
  readonly firings: number;
  /** Firings that no message carries. */
  readonly untold: number;
  readonly delivered: number;
  readonly failed: number;
  /** Messages that are neither. */
  readonly open: number;
  /** Delivered ones that left this machine: all but the inbox's. */
  readonly sent: number;
}

/** What became of everything that ever fired. Counts every row: for drills, not for requests. */
export async function tallyFirings(database: Database): Promise<FiringTally> {
  const [row] = await queryRows<FiringTally>(
    database,
    sql`
    select (select count(*) from ${alertFirings})::int as firings,
      (select count(*) from ${alertFirings} f where not exists (
        select from ${deliveryFirings} d where d.firing_key = f.key))::int as untold,
      count(*) filter (where state = 'delivered')::int as delivered,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state not in ('delivered', 'failed'))::int as open,
      count(*) filter (where state = 'delivered' and channel_id <> 'inbox')::int as sent
    from ${deliveries}`,
  );
  return row ?? { firings: 0, untold: 0, delivered: 0, failed: 0, open: 0, sent: 0 };
}
