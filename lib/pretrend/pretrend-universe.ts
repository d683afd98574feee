import type { UnixMs, Usd } from "@/lib/market/units";

/** What a perpetual of the coin says, where there is one. */
export interface PretrendFunding {
  /** Robust z of the 8 h funding rate against its own past. */
  rateZ: number | null;
  /** ln of open interest now over a day ago. */
  openInterestChange: number | null;
}

/** One coin as it was known at a moment. Unknown is null. */
export interface PretrendCoin {
  readonly id: string;
  /** Up to 168 hourly closes, oldest first, finite and positive, ending with the universe's `closesEndAt`. */
  readonly closes: Float64Array;
  /** Rolling 24 h. */
  readonly volumeUsd24h: Usd | null;
  /** That volume over the coin's ordinary one (A.3, own history). */
  readonly volumeRatio: number | null;
  readonly marketCapUsd: Usd | null;
  readonly whale: { readonly confidence: number; readonly netFlow: number } | null;
  readonly funding: PretrendFunding | null;
}

/**
 * Every coin that was in the market at a moment. Two features rank a coin among the others and two more compare it with
 * them, so a model must be shown the whole universe, in training as in serving.
 */
export interface PretrendUniverse {
  /**
   * The time of the newest close. A provider's sparkline ends hours before now; the closes are used as they are, so a
   * forecast is about the 24 h after this time and part of them may be over when it is read.
   */
  readonly closesEndAt: UnixMs;
  readonly coins: readonly PretrendCoin[];
}

/** Bitcoin's id, whose day is a feature of every coin. */
export const BITCOIN_ID = "bitcoin";
