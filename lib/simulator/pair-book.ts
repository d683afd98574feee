import { HOUR_MS, MINUTE_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { describeNewcomer, type StockedCoin, stockCoins } from "./coin-stock";
import { type CoinTraits, churns, generationAt, LIFE_HOURS } from "./coin-traits";
import { mix, uniform } from "./hash";
import type { ListedPair } from "./venue";

/** A pair of the simulated venue: what it lists, and how it trades. */
export interface SimulatedPair extends ListedPair {
  /** Place of its coin in the market: liquidity and episodes follow from it. */
  readonly slot: number;
  readonly key: number;
  /** Null for a base that only shares its symbol with a coin of the market. */
  readonly coinId: string | null;
  /** Whose price it trades at. */
  readonly traits: CoinTraits;
  /** Coins in one unit of the base. */
  readonly multiplier: number;
  readonly tradesPerMinute: number;
  /** Part of the coin's turnover that is traded here. */
  readonly share: number;
  /** What is usually traded here in a day. */
  readonly usualDayUsd: Usd;
  /** Ids count from this minute (since 1970). */
  readonly firstMinute: number;
  /** When its coin is delisted, null for never. */
  readonly endsAt: UnixMs | null;
}

/** What the venue lists that stands for Binance. */
const PAIRS = 400;
const MOST_TRADES_PER_MINUTE = 480;
/** 2020-01-01: no pair is older. */
const FIRST_MINUTE = 26_297_280;
/** A delisted pair is still listed for a while, without trading. */
const SHOWN_AFTER_END_MS = 14 * 24 * HOUR_MS;
const SYMBOL = /^[\p{L}\p{N}]+$/u;
const CHEAP_USD = 1e-3;
const THOUSAND = 1_000;
const SMALLEST_DAY_WITH_WHALES: Usd = 4_000_000;
/** How far the impostor's price is from that of the coin whose symbol it bears. */
const IMPOSTOR_RATIO = 3;

/** A large coin is traded everywhere, so one venue has less of it. */
function shareOf(traits: CoinTraits): number {
  const usual = 0.3 + 0.3 * uniform(mix(traits.key, 121));
  return usual / (1 + traits.volumePerDay / 4e9);
}

function decimalsOf(price: Usd): Pick<ListedPair, "priceDecimals" | "quantityDecimals"> {
  const magnitude = Math.floor(Math.log10(price));
  return {
    priceDecimals: Math.min(12, Math.max(2, 5 - magnitude)),
    quantityDecimals: Math.min(8, Math.max(0, magnitude + 3)),
  };
}

function pairOf(slot: number, traits: CoinTraits, base: string, multiplier: number): SimulatedPair {
  const share = shareOf(traits);
  const listedHour = traits.listedHour ?? 0;
  return {
    symbol: `${base}USDT`,
    base,
    trading: true,
    ...decimalsOf(traits.basePrice * multiplier),
    slot,
    key: mix(traits.key, 122),
    coinId: traits.id,
    traits,
    multiplier,
    tradesPerMinute: Math.max(4, Math.round(MOST_TRADES_PER_MINUTE / (slot + 1) ** 0.75)),
    share,
    usualDayUsd: share * traits.volumePerDay,
    firstMinute: Math.max(FIRST_MINUTE, (listedHour * HOUR_MS) / MINUTE_MS),
    endsAt: traits.listedHour === null ? null : (traits.listedHour + LIFE_HOURS) * HOUR_MS,
  };
}

const baseOf = (symbol: string) => symbol.toUpperCase();

/** Whether a coin may have a pair: it has its own price and a symbol that a venue could list. */
function isListable({ kind, symbol, volumePerDay }: CoinTraits): boolean {
  return (kind === "ordinary" || kind === "stable") && volumePerDay > 0 && SYMBOL.test(symbol);
}

/**
 * Whether whales ever come: never to a pair so small that they would trade more than the whole coin does, which a reader
 * who compares volumes would take for a wrong pair.
 */
export function drawsWhales({ coinId, usualDayUsd }: SimulatedPair): boolean {
  return coinId !== null && usualDayUsd >= SMALLEST_DAY_WITH_WHALES;
}

export interface PairBookOptions {
  readonly seed: number;
  readonly coins: number;
  /** How many pairs the venue lists. */
  readonly pairs?: number;
}

/** Pairs by symbol at an instant. */
export type PairBook = (now: UnixMs) => ReadonlyMap<string, SimulatedPair>;

/**
 * The venue's list: the largest coins with a price of their own. Some entries are traps that a real venue holds too:
 * a base that is another asset of the same symbol, a halted pair, thousands of a cheap coin, coins that come and go.
 */
export function createPairBook({ seed, coins, pairs = PAIRS }: PairBookOptions): PairBook {
  const market = stockCoins(seed, coins);
  const lasting = new Map<string, SimulatedPair>();
  const changing: StockedCoin[] = [];
  const unlisted: StockedCoin[] = [];
  for (const coin of market) {
    if (!isListable(coin.traits)) continue;
    if (lasting.size + changing.length >= pairs) unlisted.push(coin);
    else if (churns(coin.number, coin.key)) changing.push(coin);
    else list(lasting, coin);
  }
  plantTraps(lasting, market, unlisted);
  const newcomers = createNewcomers(market, changing);
  let known: { hour: number; pairs: ReadonlyMap<string, SimulatedPair> } | null = null;
  return (now) => {
    const hour = Math.floor(now / HOUR_MS);
    if (known?.hour !== hour) known = { hour, pairs: withNewcomers(lasting, newcomers(hour), hour * HOUR_MS) };
    return known.pairs;
  };
}

/** Of coins that share a symbol the largest has the pair. */
function list(pairs: Map<string, SimulatedPair>, { number, traits }: StockedCoin): void {
  const cheap = traits.basePrice < CHEAP_USD;
  const base = cheap ? `${THOUSAND}${baseOf(traits.symbol)}` : baseOf(traits.symbol);
  const pair = pairOf(number, traits, base, cheap ? THOUSAND : 1);
  if (!pairs.has(pair.symbol)) pairs.set(pair.symbol, pair);
}

function plantTraps(
  pairs: Map<string, SimulatedPair>,
  market: readonly StockedCoin[],
  unlisted: readonly StockedCoin[],
): void {
  const symbols = new Map<string, number>();
  for (const { traits } of market) symbols.set(baseOf(traits.symbol), (symbols.get(baseOf(traits.symbol)) ?? 0) + 1);
  const lonely = unlisted.filter(
    ({ number, key, traits }) =>
      traits.kind === "ordinary" && !churns(number, key) && symbols.get(baseOf(traits.symbol)) === 1,
  );
  const [halted, named, ...others] = lonely;
  if (halted !== undefined) {
    const pair = pairOf(halted.number, halted.traits, baseOf(halted.traits.symbol), 1);
    pairs.set(pair.symbol, { ...pair, trading: false });
  }
  const asset = others.find(
    ({ traits }) =>
      Math.abs(Math.log(traits.basePrice / (named?.traits.basePrice ?? 1))) > Math.log(IMPOSTOR_RATIO) * 2,
  );
  if (named === undefined || asset === undefined) return;
  const impostor = pairOf(named.number, asset.traits, baseOf(named.traits.symbol), 1);
  pairs.set(impostor.symbol, { ...impostor, coinId: null });
}

/** The pairs of changing places: of the coin that is listed, and of the one before. */
function createNewcomers(market: readonly StockedCoin[], changing: readonly StockedCoin[]) {
  const kept = new Map<string, SimulatedPair | null>();
  const describe = (coin: StockedCoin, generation: number): SimulatedPair | null => {
    const name = `${coin.number}/${generation}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const traits = describeNewcomer(coin, generation, market);
    const pair = isListable(traits) ? pairOf(coin.number, traits, baseOf(traits.symbol), 1) : null;
    if (kept.size > 4 * PAIRS) kept.clear();
    kept.set(name, pair);
    return pair;
  };
  return (hour: number): SimulatedPair[] =>
    changing
      .flatMap((coin) => {
        const generation = generationAt(coin.number, coin.key, hour);
        return [describe(coin, generation), describe(coin, generation - 1)];
      })
      .filter((pair) => pair !== null);
}

function withNewcomers(
  lasting: ReadonlyMap<string, SimulatedPair>,
  newcomers: readonly SimulatedPair[],
  at: UnixMs,
): ReadonlyMap<string, SimulatedPair> {
  const pairs = new Map(lasting);
  for (const pair of newcomers) {
    const over = pair.endsAt !== null && at >= pair.endsAt;
    if (pairs.has(pair.symbol) || (over && at >= (pair.endsAt ?? 0) + SHOWN_AFTER_END_MS)) continue;
    pairs.set(pair.symbol, over ? { ...pair, trading: false } : pair);
  }
  return pairs;
}
