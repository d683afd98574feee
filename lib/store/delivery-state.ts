import { sql } from "drizzle-orm";
import { deliveries, deliveryAttempts } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { type DeliveryState, deliveryStateSchema } from "@/lib/contracts/delivery-state";
import { queryRows } from "./query";

export interface DeliveryNow {
  readonly state: DeliveryState;
  /** What the channel answered last, or why there was no attempt. */
  readonly answer: string | null;
}

/** Where a delivery stands; null when there is no such one. */
export async function readDelivery(database: Database, id: string): Promise<DeliveryNow | null> {
  const [row] = await queryRows<{ state: string; answer: string | null }>(
    database,
    sql`
    select d.state, coalesce(
      (select a.answer from ${deliveryAttempts} a where a.delivery_id = d.id order by a.attempt desc limit 1), d.error
    ) as answer
    from ${deliveries} d where d.id = ${id}`,
  );
  return row === undefined ? null : { state: deliveryStateSchema.parse(row.state), answer: row.answer };
}
