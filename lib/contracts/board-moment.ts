import { boardReadings } from "@/lib/alerts/board-readings";
import type { CoinReadings, Sight } from "@/lib/alerts/coin-readings";
import { HOUR_MS } from "@/lib/market/units";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import { isRefreshLate, isStale } from "./http/freshness";
import type { MomentumBoard } from "./snapshots";

/** What a provider has not seen traded for so long has no price, however fresh the row is: a recording has one an hour. */
const PRICE_OLD_MS = 2 * HOUR_MS;

/** A board as rules see it: what is missing is null, and a coin whose own data is old has no readings. */
export function momentOf(board: MomentumBoard): Pick<Sight, "at" | "sequence" | "stale" | "coins"> {
  const at = Math.floor(board.writtenAt);
  const coins = boardReadings(board.coins);
  for (const coin of board.coins) {
    const readings = coins.get(coin.asset.id);
    if (readings !== undefined && isCoinStale(coin, board)) coins.set(coin.asset.id, unknownReadings(readings));
  }
  return { at, sequence: board.sequence, stale: isStale(board, at), coins };
}

function isCoinStale({ asset, flags }: ScoredCoin, { full, clock, writtenAt }: MomentumBoard): boolean {
  if (flags.includes("stale_price")) return true;
  if (asset.lastUpdatedAt !== null && writtenAt - asset.lastUpdatedAt > PRICE_OLD_MS) return true;
  return (
    full !== null && isRefreshLate({ refreshedAt: asset.observedAt, everySeconds: full.everySeconds }, clock, writtenAt)
  );
}

function unknownReadings({ coinId, symbol, marketCapUsd, volumeUsd }: CoinReadings): CoinReadings {
  const unknown = { score: null, price: null, whale: null, pretrend: null, rank: null, clusterId: null, action: null };
  return { coinId, symbol, marketCapUsd, volumeUsd, ...unknown };
}
