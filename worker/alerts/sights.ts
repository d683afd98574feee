import type { CoinReadings, PastReadings, Sight } from "@/lib/alerts/coin-readings";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { UnixMs } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import type { KnownReadings } from "@/lib/store/alert-progress";

/** One moment without what came before it. */
export type Moment = Pick<Sight, "at" | "sequence" | "stale" | "coins">;

export function sightOf(
  moment: Moment,
  known: Pick<KnownReadings, "at" | "coins"> | null,
  past: Partial<Record<RankWindow, PastReadings>>,
): Sight {
  return { ...moment, before: known === null || known.at === null ? null : { at: known.at, coins: known.coins }, past };
}

/** The last known readings after a moment: what it does not know stays as it was known before. */
export function knowMore(known: KnownReadings, { at, coins, stale }: Moment): KnownReadings {
  if (stale) return known;
  const next = new Map(known.coins);
  for (const [id, readings] of coins) next.set(id, merge(known.coins.get(id), readings));
  return { market: known.market, since: known.since, at, coins: next };
}

/**
 * What of it must outlive this process: the coins that some rule compares with their past (`watched`; null: all of them).
 * The others are remembered in case a rule is made before the next board.
 */
export function onlyWatched(known: KnownReadings, watched: ReadonlySet<string> | null): KnownReadings {
  return watched === null
    ? known
    : { ...known, coins: new Map([...known.coins].filter(([coinId]) => watched.has(coinId))) };
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
