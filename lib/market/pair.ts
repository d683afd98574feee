import { z } from "zod";

/** A dollar-quoted spot pair of a venue, as the venue describes it. */
export interface VenuePair {
  /** The venue's own name: `BTCUSDT`. */
  readonly pair: string;
  readonly base: string;
  readonly trading: boolean;
  readonly lastPrice: number | null;
  /** Rolling 24 h, US dollars. */
  readonly volumeUsd24h: number | null;
  /** Number of trades in 24 h. */
  readonly trades24h: number | null;
}

/** A pair whose coin is proven. */
export const mappedPairSchema = z.object({
  pair: z.string(),
  coinId: z.string(),
  /** Units of the coin in one unit of the pair's base: 1000 for `1000SATSUSDT`. */
  multiplier: z.number(),
  volumeUsd24h: z.number().nullable(),
  trades24h: z.number().nullable(),
  /** How many times in a row the prices have contradicted it since; absent: never. */
  doubts: z.number().int().optional(),
});
export type MappedPair = z.infer<typeof mappedPairSchema>;

/** A pair that is listed and not guessed. */
export const unmappedPairSchema = z.object({
  pair: z.string(),
  reason: z.enum(["no_such_symbol", "price_disagrees", "ambiguous", "not_trading", "no_price"]),
  candidates: z.array(z.string()),
});
export type UnmappedPair = z.infer<typeof unmappedPairSchema>;

export const pairMapSchema = z.object({
  venue: z.literal("binance"),
  mappedAt: z.number(),
  mapped: z.array(mappedPairSchema),
  unmapped: z.array(unmappedPairSchema),
});
export type PairMap = z.infer<typeof pairMapSchema>;
