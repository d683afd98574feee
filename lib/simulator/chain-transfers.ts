import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { mix, uniform } from "./hash";
import type { SimulatedPair } from "./pair-book";
import type { ChainTransfer, WhaleEpisode } from "./venue";

/** Transfers this large are seen for the largest coins only. */
const COINS = 40;
const MOST_PER_HOUR = 3;
const SMALLEST_USD = 500_000;
const EXCHANGES = ["binance", "coinbase", "kraken", "okx", "bybit", "bitfinex"];
const CHAINS = ["ethereum", "bitcoin", "tron", "solana"];
/** Share of transfers that touch an exchange on one side. */
const LABELLED = 0.7;

/** Price of the coin at an instant and the episode around it; null where neither exists. */
export type CoinReading = (
  pair: SimulatedPair,
  at: UnixMs,
) => { readonly price: Usd; readonly episode: WhaleEpisode | null } | null;

const hex = (key: number, words: number) =>
  Array.from({ length: words }, (_, word) => (mix(key, 50 + word) >>> 0).toString(16).padStart(8, "0")).join("");

/** Labelled transfers of large coins: a few an hour, out of exchanges in an accumulation and into them in a distribution. */
export function transfersBetween(
  seed: number,
  pairs: readonly SimulatedPair[],
  from: UnixMs,
  to: UnixMs,
  read: CoinReading,
): ChainTransfer[] {
  const transfers: ChainTransfer[] = [];
  const large = pairs.filter(({ slot, coinId, trading }) => slot < COINS && coinId !== null && trading);
  for (const pair of large) {
    const key = mix(mix(seed, 311), pair.slot);
    for (let hour = Math.floor(from / HOUR_MS); hour * HOUR_MS <= to; hour++) {
      const own = mix(key, hour);
      const count = Math.floor(uniform(own) * (MOST_PER_HOUR + 1) * (1 - pair.slot / COINS));
      for (let number = 0; number < count; number++) {
        const transfer = transferOf(pair, mix(own, 1 + number), hour, read);
        if (transfer !== null && transfer.at >= from && transfer.at <= to) transfers.push(transfer);
      }
    }
  }
  return transfers.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function transferOf(pair: SimulatedPair, own: number, hour: number, read: CoinReading): ChainTransfer | null {
  // Whole seconds: the source's own resolution.
  const at = Math.floor((hour * HOUR_MS + uniform(mix(own, 1)) * HOUR_MS) / 1_000) * 1_000;
  const reading = read(pair, at);
  if (reading === null || !(reading.price > 0)) return null;
  const usd = SMALLEST_USD * Math.min(200, uniform(mix(own, 2)) ** (-1 / 1.3));
  const exchange = EXCHANGES[Math.floor(uniform(mix(own, 3)) * EXCHANGES.length)] ?? null;
  const labelled = uniform(mix(own, 4)) < LABELLED;
  const outward = uniform(mix(own, 5)) < outwardChance(reading.episode, at);
  return {
    id: String(mix(own, 6) >>> 0),
    at,
    symbol: pair.traits.symbol.toLowerCase(),
    blockchain: CHAINS[Math.floor(uniform(mix(pair.key, 141)) * CHAINS.length)] ?? "ethereum",
    hash: hex(mix(own, 7), 8),
    amount: usd / reading.price,
    usd,
    fromOwner: labelled && outward ? exchange : null,
    toOwner: labelled && !outward ? exchange : null,
    fromAddress: hex(mix(own, 8), 5),
    toAddress: hex(mix(own, 9), 5),
  };
}

function outwardChance(episode: WhaleEpisode | null, at: UnixMs): number {
  if (episode === null || at < episode.from || at > episode.to) return 0.5;
  return episode.kind === "accumulation" ? 0.85 : 0.15;
}
