import { sql } from "drizzle-orm";
import { coinCategories } from "@/drizzle/schema/coin-category";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { isStorableId } from "./coins";
import { instant, queryRows, unixMs } from "./query";

export interface SavedCategory {
  readonly ids: readonly string[];
  readonly savedAt: UnixMs;
}

/** Replaces the members of a category. */
export async function saveCategory(
  database: Database,
  category: string,
  ids: readonly string[],
  now: UnixMs,
): Promise<void> {
  const members = [...new Set(ids)].filter(isStorableId);
  await queryRows(
    database,
    sql`
    insert into ${coinCategories} (category, saved_at, coin_ids)
    values (${category}, ${instant(now)}, array(select json_array_elements_text(${JSON.stringify(members)}::json)))
    on conflict (category) do update set saved_at = excluded.saved_at, coin_ids = excluded.coin_ids`,
  );
}

/** Every saved category by name. */
export async function loadCategories(database: Database): Promise<Map<string, SavedCategory>> {
  const rows = await queryRows<{ category: string; at: number; ids: string[] }>(
    database,
    sql`select category, ${unixMs(sql`saved_at`)} as at, coin_ids as ids from ${coinCategories}`,
  );
  return new Map(rows.map(({ category, at, ids }) => [category, { ids, savedAt: at }]));
}
