import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import type { Database } from "@/lib/connections";
import { inTransaction, lockFor, queryRows, rowsOf } from "./query";

export interface CoinName {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
}

/** An index row of Postgres holds some 2,700 bytes; no provider's id comes near. */
const ID_MAX_LENGTH = 500;

/** Text that Postgres can hold: no NUL and no half of a surrogate pair; U+FFFD stands for each. */
const storableText = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, "\uFFFD");

/** False for an id that Postgres would have to change; such a coin has no key and no history. */
export const isStorableId = (id: string): boolean => id.length <= ID_MAX_LENGTH && storableText(id) === id;

/**
 * Integer keys of these coins by id, made on first sight and kept for ever; symbols and names follow the provider.
 * Coins whose id cannot be stored are left out.
 */
export async function upsertCoins(database: Database, given: readonly CoinName[]): Promise<Map<string, number>> {
  const rows = new Map(given.filter(({ id }) => isStorableId(id)).map((coin) => [coin.id, storable(coin)]));
  const input = sql`json_to_recordset(${JSON.stringify([...rows.values()])}::json) as input(id text, symbol text, name text)`;
  const found = await inTransaction(database, async (tx) => {
    await lockFor(tx, "coins");
    // Not one upsert: `on conflict` draws a key for every row, known or not, and would use up the integers within a year.
    await tx.execute(sql`
      insert into ${coins} (id, symbol, name)
      select input.id, input.symbol, input.name from ${input}
      where not exists (select from ${coins} known where known.id = input.id)`);
    await tx.execute(sql`
      update ${coins} known set symbol = input.symbol, name = input.name from ${input}
      where known.id = input.id and (known.symbol, known.name) is distinct from (input.symbol, input.name)`);
    return rowsOf<{ id: string; key: number }>(
      tx,
      sql`select known.id, known.key from ${coins} known join ${input} on known.id = input.id`,
    );
  });
  return new Map(found.map(({ id, key }) => [id, key]));
}

/** Keys of the coins that have one. */
export async function findCoinKeys(database: Database, ids: readonly string[]): Promise<Map<string, number>> {
  const known = JSON.stringify(ids.filter(isStorableId));
  const rows = await queryRows<{ id: string; key: number }>(
    database,
    sql`select id, key from ${coins} where id in (select json_array_elements_text(${known}::json))`,
  );
  return new Map(rows.map(({ id, key }) => [id, key]));
}

function storable({ id, symbol, name }: CoinName): CoinName {
  return { id, symbol: storableText(symbol), name: storableText(name) };
}
