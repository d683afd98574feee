import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { onChainTransfers } from "@/drizzle/schema/whale-trades";
import type { Database } from "@/lib/connections";
import type { OnChainTransfer } from "@/lib/contracts/whales";
import type { UnixMs } from "@/lib/market/units";
import { instant, queryRows, unixMs } from "./query";

export interface CoinTransfer {
  readonly coinId: string;
  readonly transfer: OnChainTransfer;
}

/** A transfer that is already there stays. Coins without a key are skipped. */
export async function insertOnChainTransfers(
  database: Database,
  rows: readonly CoinTransfer[],
  keys: ReadonlyMap<string, number>,
): Promise<void> {
  const input = rows.flatMap(({ coinId, transfer }) => {
    const coin = keys.get(coinId);
    if (coin === undefined) return [];
    return [{ ...transfer, at: new Date(transfer.at).toISOString(), coin }];
  });
  if (input.length === 0) return;
  await queryRows(
    database,
    sql`
    insert into ${onChainTransfers} (id, at, usd, amount, coin, blockchain, direction, sender, receiver, hash)
    select id, at, usd, amount, coin, blockchain, direction, "from", "to", hash
    from json_to_recordset(${JSON.stringify(input)}::json) as input(id text, at timestamptz, usd float8, amount float8,
      coin int, blockchain text, direction text, "from" text, "to" text, hash text)
    on conflict do nothing`,
  );
}

/** Transfers at `from` or later by coin id, newest first. */
export async function listOnChainTransfers(database: Database, from: UnixMs): Promise<Map<string, OnChainTransfer[]>> {
  const rows = await queryRows<OnChainTransfer & { coin: string }>(
    database,
    sql`
    select ${coins.id} as coin, t.id, ${unixMs(sql`at`)} as at, usd, amount, blockchain, direction,
      sender as "from", receiver as "to", hash
    from ${onChainTransfers} t join ${coins} on ${coins.key} = t.coin
    where at >= ${instant(from)} order by at desc, t.id`,
  );
  const transfers = new Map<string, OnChainTransfer[]>();
  for (const { coin, ...transfer } of rows) {
    const known = transfers.get(coin);
    if (known === undefined) transfers.set(coin, [transfer]);
    else known.push(transfer);
  }
  return transfers;
}
