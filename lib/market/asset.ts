import { z } from "zod";

const finiteOrNull = z.number().nullable();

/**
 * One coin as its provider last described it. Unknown is null: never 0, never absent.
 * Every number is finite; prices are positive, volumes are not negative (the adapter's door sees to it).
 */
export const assetSchema = z.object({
  id: z.string().min(1),
  /** Upper case as the trade writes it ("BTC"); not unique. */
  symbol: z.string(),
  name: z.string(),
  imageUrl: z.string().nullable(),
  priceUsd: finiteOrNull,
  marketCapUsd: finiteOrNull,
  marketCapRank: z.number().int().nullable(),
  /** Rolling 24 h, not since midnight. */
  volumeUsd24h: finiteOrNull,
  highUsd24h: finiteOrNull,
  lowUsd24h: finiteOrNull,
  changePercent1h: finiteOrNull,
  changePercent24h: finiteOrNull,
  changePercent7d: finiteOrNull,
  /** When the provider last saw a price, in market time. */
  lastUpdatedAt: z.number().nullable(),
  /** When we received this row, in market time. */
  observedAt: z.number(),
});
export type Asset = z.infer<typeof assetSchema>;

/**
 * An asset with its hourly closes of the last seven days: oldest first, all finite and positive, usually 168 of them,
 * fewer for a new coin, none for a dead one. They carry no timestamps and may end hours before `observedAt`.
 */
export interface ObservedAsset {
  readonly asset: Asset;
  readonly closes: Float64Array;
}
