import { boardReadings } from "@/lib/alerts/board-readings";
import type { CoinReadings, PastReadings, Sight } from "@/lib/alerts/coin-readings";
import { isRefreshLate, isStale } from "@/lib/contracts/http/freshness";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { KnownReadings } from "@/lib/store/alert-progress";

/** What a provider has not seen traded for so long has no price, however fresh the row is: a recording has one an hour. */
const PRICE_OLD_MS = 2 * HOUR_MS;

/** One moment without what came before it. */
export type Moment = Pick<Sight, "at" | "sequence" | "stale" | "coins">;

/** A board as rules see it: what is missing is null, and a coin whose own data is old has no readings. */
export function momentOf(board: MomentumBoard): Moment {
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
    full !== null &&
    isRefreshLate({ refreshedAt: asset.observedAt, everySeconds: full.everySeconds }, clock, writtenAt)
  );
}

function unknownReadings({ coinId, symbol, marketCapUsd, volumeUsd }: CoinReadings): CoinReadings {
  const unknown = { score: null, price: null, whale: null, pretrend: null, rank: null, clusterId: null, action: null };
  return { coinId, symbol, marketCapUsd, volumeUsd, ...unknown };
}

export function sightOf(
  moment: Moment,
  known: Pick<KnownReadings, "at" | "coins"> | null,
  past: Partial<Record<RankWindow, PastReadings>>,
): Sight {
  return { ...moment, before: known === null || known.at === null ? null : { at: known.at, coins: known.coins }, past };
}

/**
 * The last known readings after a moment: what it does not know stays as it was known before. Only of coins that some rule
 * compares with their past (`watched`; null: all of them).
 */
export function knowMore(
  known: KnownReadings,
  { at, coins, stale }: Moment,
  watched: ReadonlySet<string> | null,
): KnownReadings {
  if (stale) return known;
  const next = new Map<string, CoinReadings>();
  const isWanted = (id: string) => watched === null || watched.has(id);
  for (const [id, readings] of known.coins) if (isWanted(id)) next.set(id, readings);
  for (const [id, readings] of coins) {
    if (isWanted(id)) next.set(id, merge(known.coins.get(id), readings));
  }
  return { market: known.market, since: known.since, at, coins: next };
}

function merge(before: CoinReadings | undefined, now: CoinReadings): CoinReadings {
  if (before === undefined) return now;
  return {
    coinId: now.coinId,
    symbol: now.symbol,
    score: now.score ?? before.score,
    price: now.price ?? before.price,
    whale: now.whale ?? before.whale,
    pretrend: now.pretrend ?? before.pretrend,
    rank: now.rank ?? before.rank,
    clusterId: now.clusterId ?? before.clusterId,
    action: now.action ?? before.action,
    marketCapUsd: now.marketCapUsd ?? before.marketCapUsd,
    volumeUsd: now.volumeUsd ?? before.volumeUsd,
  };
}

/** Nothing known yet of the market of this board. `since`: what is stored from before is another's. */
export function knowNothing({ clock }: Pick<MomentumBoard, "clock">, since: UnixMs | null): KnownReadings {
  return { market: { source: clock.source, seed: clock.seed }, since, at: null, coins: new Map() };
}
