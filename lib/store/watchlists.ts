import { sql } from "drizzle-orm";
import { alertRules } from "@/drizzle/schema/alerts";
import { watchlists } from "@/drizzle/schema/watchlist";
import type { Database } from "@/lib/connections";
import { AppError } from "@/lib/errors";
import { type Executor, inTransaction, lockFor, queryRows, rowsOf } from "./query";

export const WATCHLISTS_MAX = 50;
export const WATCHLIST_COINS_MAX = 500;

/** A named list of coins in its owner's order. */
export interface StoredWatchlist {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly coinIds: readonly string[];
}

const columns = sql`id, name, position, coin_ids as "coinIds"`;

/** All of them in their owner's order. */
export function listWatchlists(database: Database): Promise<StoredWatchlist[]> {
  return queryRows(database, sql`select ${columns} from ${watchlists} order by position, created_at, id`);
}

/** Keeps a new one behind the others. */
export function insertWatchlist(
  database: Database,
  { id, name, coinIds }: Pick<StoredWatchlist, "id" | "name" | "coinIds">,
): Promise<StoredWatchlist> {
  return inTransaction(database, async (tx) => {
    await lockFor(tx, "alerts");
    const [known] = await rowsOf<{ n: number; next: number }>(
      tx,
      sql`select count(*)::int as n, coalesce(max(position) + 1, 0)::int as next from ${watchlists}`,
    );
    if ((known?.n ?? 0) >= WATCHLISTS_MAX) {
      throw new AppError(
        "bad_request",
        `There are ${WATCHLISTS_MAX} watchlists, as many as there may be. Delete one first.`,
        {
          retryable: false,
        },
      );
    }
    const made = { id, name, position: known?.next ?? 0, coinIds };
    await tx.execute(sql`
      insert into ${watchlists} (id, name, position, coin_ids)
      values (${id}, ${name}, ${made.position}, ${textArray(coinIds)})`);
    return made;
  });
}

export interface WatchlistChange {
  readonly name?: string | undefined;
  readonly coinIds?: readonly string[] | undefined;
  /** Where among the others it goes; they close up. */
  readonly position?: number | undefined;
}

/** The changed list; null when there is none. */
export function updateWatchlist(
  database: Database,
  id: string,
  { name, coinIds, position }: WatchlistChange,
): Promise<StoredWatchlist | null> {
  return inTransaction(database, async (tx) => {
    await lockFor(tx, "alerts");
    if (position !== undefined) await moveWatchlist(tx, id, position);
    const [row] = await rowsOf<StoredWatchlist>(
      tx,
      sql`
      update ${watchlists} set name = coalesce(${name ?? null}, name),
        coin_ids = coalesce(${coinIds === undefined ? sql`null::text[]` : textArray(coinIds)}, coin_ids)
      where id = ${id} returning ${columns}`,
    );
    return row ?? null;
  });
}

async function moveWatchlist(tx: Executor, id: string, position: number): Promise<void> {
  const rows = await rowsOf<{ id: string }>(tx, sql`select id from ${watchlists} order by position, created_at, id`);
  if (!rows.some((row) => row.id === id)) return;
  const order = rows.map((row) => row.id).filter((other) => other !== id);
  order.splice(position, 0, id);
  await tx.execute(sql`
    update ${watchlists} known set position = given.place::int - 1
    from json_array_elements_text(${JSON.stringify(order)}::json) with ordinality as given(id, place)
    where known.id = given.id`);
}

/** False when there is none. One that alerts watch is not deleted: they would fall silent without a word. */
export function deleteWatchlist(database: Database, id: string): Promise<boolean> {
  return inTransaction(database, async (tx) => {
    await lockFor(tx, "alerts");
    const [used] = await rowsOf<{ n: number }>(
      tx,
      sql`
      select count(*)::int as n from ${alertRules}
      where deleted_at is null and state <> 'ended' and body->'scope'->>'watchlistId' = ${id}`,
    );
    const count = used?.n ?? 0;
    if (count > 0) {
      const alerts = count === 1 ? "1 alert watches" : `${count} alerts watch`;
      throw new AppError("bad_request", `${alerts} this list. Delete or change them first.`, { retryable: false });
    }
    const rows = await rowsOf(tx, sql`delete from ${watchlists} where id = ${id} returning 1`);
    return rows.length > 0;
  });
}

const textArray = (texts: readonly string[]) =>
  sql`array(select json_array_elements_text(${JSON.stringify(texts)}::json))`;
