import type { Candle } from "@/lib/market/candle";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { fatTailed, seededRandom } from "@/lib/momentum/seeded-universe.fixture";

export interface Walk {
  readonly seed: number;
  readonly from: UnixMs;
  readonly hours: number;
  /** Of an hour's log return. */
  readonly sigma?: number;
  readonly start?: number;
  /** Share of the hours that the venue left out. */
  readonly missing?: number;
}

/** Hourly candles of a fat-tailed random walk, with the eight digits and whole dollars that a provider tells. */
export function walkCandles({ seed, from, hours, sigma = 0.01, start = 100, missing = 0 }: Walk): Candle[] {
  const random = seededRandom(seed);
  const candles: Candle[] = [];
  let price = start;
  for (let hour = 0; hour < hours; hour++) {
    const open = price;
    price = Number((price * Math.exp(sigma * fatTailed(random))).toPrecision(8));
    const high = Number((Math.max(open, price) * (1 + sigma * random())).toPrecision(8));
    const low = Number((Math.min(open, price) * (1 - 0.5 * sigma * random())).toPrecision(8));
    const volumeUsd = Math.round(1e6 * Math.exp(2 * random()));
    const left = random() < missing;
    if (left) price = open;
    else {
      const candle = { openAt: from + hour * HOUR_MS, open, close: price, volume: volumeUsd / price, volumeUsd };
      candles.push({ ...candle, high: Math.max(high, open, price), low: Math.min(low, open, price) });
    }
  }
  return candles;
}
