import type { UnixMs } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import type { Action } from "@/lib/momentum/scored-coin";

/** What rules can see of one coin at one moment. Missing is null and never judged. */
export interface CoinReadings {
  readonly coinId: string;
  readonly symbol: string;
  readonly score: number | null;
  readonly price: number | null;
  readonly whale: number | null;
  readonly pretrend: number | null;
  readonly rank: number | null;
  readonly clusterId: number | null;
  readonly action: Action | null;
  readonly marketCapUsd: number | null;
  readonly volumeUsd: number | null;
}

/** The readings of an earlier moment that percent moves are measured from. */
export type PastReadings = ReadonlyMap<string, Pick<CoinReadings, "score" | "price">>;

/** One board as rules see it. */
export interface Sight {
  readonly at: UnixMs;
  /** Null for a moment out of stored history. */
  readonly sequence: number | null;
  /** Data older than twice its interval: nothing fires and nothing is armed again. */
  readonly stale: boolean;
  readonly coins: ReadonlyMap<string, CoinReadings>;
  /** The last known readings before this board, and when they were taken; null at a first sight. */
  readonly before: { readonly at: UnixMs; readonly coins: ReadonlyMap<string, CoinReadings> } | null;
  /** Readings one window ago; a window that history does not reach is left out. */
  readonly past: Partial<Record<RankWindow, PastReadings>>;
}
