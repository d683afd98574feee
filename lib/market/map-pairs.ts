import type { MappedPair, PairMap, UnmappedPair, VenuePair } from "./pair";
import type { UnixMs, Usd } from "./units";

/** What identifies a coin to a venue's pair. */
export interface CoinToMap {
  readonly id: string;
  /** Upper case. */
  readonly symbol: string;
  readonly priceUsd: Usd | null;
  /** Over all venues. */
  readonly volumeUsd24h: Usd | null;
  readonly marketCapUsd: Usd | null;
  /** A wrapped, staked, bridged or stable one: its price agrees with the real coin's, so it is never a candidate. */
  readonly excluded: boolean;
}

/** Venue and provider look at slightly different moments and prices. */
const PRICE_TOLERANCE = 1.03;
/** A coin is traded on all venues at least about as much as on one of them. */
const VOLUME_SHARE_MIN = 0.5;
/** How venues write that a pair's unit is many coins. */
const MULTIPLES = [
  { prefix: "1000000", multiplier: 1_000_000 },
  { prefix: "10000", multiplier: 10_000 },
  { prefix: "1000", multiplier: 1_000 },
  { prefix: "1M", multiplier: 1_000_000 },
] as const;

interface Candidate {
  coin: CoinToMap;
  multiplier: number;
}

/**
 * Which pair trades which coin. A symbol is not an identity: price and volume must agree too, and where that leaves more
 * than one coin, or two pairs for one coin, the pair is listed as ambiguous rather than guessed.
 */
export function mapPairs(pairs: readonly VenuePair[], coins: readonly CoinToMap[], now: UnixMs): PairMap {
  const bySymbol = new Map<string, CoinToMap[]>();
  for (const coin of coins) {
    if (coin.excluded) continue;
    const known = bySymbol.get(coin.symbol);
    if (known === undefined) bySymbol.set(coin.symbol, [coin]);
    else known.push(coin);
  }
  const mapped: MappedPair[] = [];
  const unmapped: UnmappedPair[] = [];
  for (const pair of pairs) {
    const result = mapPair(pair, bySymbol);
    if ("reason" in result) unmapped.push(result);
    else mapped.push(result);
  }
  const largest = largestPairOfCoin(mapped);
  for (const { pair, coinId } of mapped) {
    if (largest.get(coinId)?.pair !== pair) unmapped.push({ pair, reason: "ambiguous", candidates: [coinId] });
  }
  return {
    venue: "binance",
    mappedAt: now,
    mapped: [...largest.values()].sort((a, b) => byName(a.pair, b.pair)),
    unmapped: unmapped.sort((a, b) => byName(a.pair, b.pair)),
  };
}

function mapPair(pair: VenuePair, bySymbol: ReadonlyMap<string, CoinToMap[]>): MappedPair | UnmappedPair {
  const { lastPrice, volumeUsd24h, trades24h } = pair;
  const refuse = (reason: UnmappedPair["reason"], candidates: readonly Candidate[]): UnmappedPair => ({
    pair: pair.pair,
    reason,
    candidates: [...new Set(candidates.map(({ coin }) => coin.id))].sort(byName),
  });
  const named = readings(pair.base).flatMap(({ symbol, multiplier }) =>
    (bySymbol.get(symbol) ?? []).map((coin): Candidate => ({ coin, multiplier })),
  );
  if (!pair.trading) return refuse("not_trading", named);
  if (named.length === 0) return refuse("no_such_symbol", []);
  if (lastPrice === null || !(lastPrice > 0)) return refuse("no_price", named);
  const priced = named.filter(({ coin, multiplier }) => agrees(lastPrice, coin.priceUsd, multiplier));
  if (priced.length === 0) return refuse("price_disagrees", named);
  const traded = priced.filter(({ coin }) => isTradedEnough(coin, volumeUsd24h));
  const [only] = traded;
  if (only === undefined || traded.length > 1) return refuse("ambiguous", priced);
  return { pair: pair.pair, coinId: only.coin.id, multiplier: only.multiplier, volumeUsd24h, trades24h };
}

/** A base as a plain symbol, and as a multiple of another one: `1000SATS` is both until prices tell. */
function readings(base: string): { symbol: string; multiplier: number }[] {
  const upper = base.toUpperCase();
  const multiples = MULTIPLES.filter(({ prefix }) => upper.length > prefix.length && upper.startsWith(prefix));
  return [
    { symbol: upper, multiplier: 1 },
    ...multiples.map(({ prefix, multiplier }) => ({ symbol: upper.slice(prefix.length), multiplier })),
  ];
}

function agrees(pairPrice: number, coinPrice: Usd | null, multiplier: number): boolean {
  if (coinPrice === null || !(coinPrice > 0)) return false;
  const ratio = pairPrice / (coinPrice * multiplier);
  return ratio <= PRICE_TOLERANCE && ratio >= 1 / PRICE_TOLERANCE;
}

/** A coin of unknown volume has not been shown to be the one. */
function isTradedEnough(coin: CoinToMap, pairVolume: Usd | null): boolean {
  if (pairVolume === null || pairVolume === 0) return true;
  return coin.volumeUsd24h !== null && coin.volumeUsd24h >= VOLUME_SHARE_MIN * pairVolume;
}

/** A coin has one pair: the one with most volume. */
function largestPairOfCoin(mapped: readonly MappedPair[]): Map<string, MappedPair> {
  const largest = new Map<string, MappedPair>();
  for (const pair of mapped) {
    const known = largest.get(pair.coinId);
    const difference = known === undefined ? 1 : (pair.volumeUsd24h ?? 0) - (known.volumeUsd24h ?? 0);
    if (known === undefined || difference > 0 || (difference === 0 && byName(pair.pair, known.pair) < 0)) {
      largest.set(pair.coinId, pair);
    }
  }
  return largest;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
