import { clamp } from "@/lib/statistics/clamp";

/** What the whale watch knows about a coin. */
export interface WhaleReading {
  /** How sure it is that whales are active, 0–1. */
  confidence: number;
  /** Bought minus sold, as a share of what whales traded, −1…1. */
  netFlow: number;
}

/** Points for a probable trend ahead: `maxPoints` × probability; none when unknown. */
export function pretrendBonus(probability: number | null, maxPoints: number): number {
  return probability === null ? 0 : maxPoints * clamp(probability, 0, 1);
}

/** Points for whales that accumulate: all of confidence × `maxPoints` from a net flow of 0.2, none from −0.2, none when unknown. */
export function whaleBonus(whale: WhaleReading | null, maxPoints: number): number {
  if (whale === null) return 0;
  return maxPoints * clamp(whale.confidence, 0, 1) * clamp((whale.netFlow + 0.2) / 0.4, 0, 1);
}
