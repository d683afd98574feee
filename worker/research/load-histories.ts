import type { CoinHistory } from "@/lib/backtest/bars";
import type { UnixMs } from "@/lib/market/units";
import type { JobContext } from "@/worker/runtime/services";

/** Where a backtest's candles of a coin can come from, in the order in which they are asked. */
export type HistoryVenue = "binance" | "okx" | "coingecko";

/** What a run is made of before it is scored. */
export type UnscoredHistory = Omit<CoinHistory, "scores">;

/** Where the hours of one coin came from. */
export interface CoinSource {
  readonly coinId: string;
  readonly symbol: string;
  readonly venue: HistoryVenue | "recorded";
  /** In words: why it is this venue and none before it. */
  readonly reason: string;
  /** First and last hour that traded, the last one exclusive. */
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** Hours that traded, and hours between the first and the last that did not. */
  readonly hours: number;
  readonly missingHours: number;
  readonly closeOnly: boolean;
}

/** A coin that nothing is known of in the whole range. */
export interface CoinWithout {
  readonly coinId: string;
  readonly symbol: string;
  readonly reason: string;
}

export interface LoadedHistories {
  /** In order of coin id, all on the grid [from, to). */
  readonly histories: readonly UnscoredHistory[];
  /** One for each history, in the same order. */
  readonly sources: readonly CoinSource[];
  readonly without: readonly CoinWithout[];
  /** The coins, or when each of them was in the universe, are not known point in time. */
  readonly survivorshipBias: boolean;
}

export interface HistoryWish {
  readonly coins: readonly { readonly coinId: string; readonly symbol: string }[];
  /** Nobody named the coins: when each was in the universe is looked up. */
  readonly isUniverse: boolean;
  /** Whole hours, warm-up included; [from, to). */
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What bringing candles needs of a job. */
export type CandleContext = Pick<JobContext, "redis" | "db" | "binance" | "coingecko" | "log" | "now">;

/** Brings the candles that are not stored yet, then reads all of them. Throws AppError; what was brought stays. */
export async function loadHistories(_wish: HistoryWish, _context: CandleContext): Promise<LoadedHistories> {
  throw new Error("not built yet");
}
