import type { StreamTimes } from "@/lib/adapters/binance/trade-stream";
import type { WhaleWatch } from "@/lib/contracts/whales";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import type { FailureSinks } from "@/worker/runtime/every";
import type { WorkerServices } from "@/worker/runtime/services";

/** How often things happen, wall clock. */
export interface FeedTimes {
  showMs: number;
  keepMs: number;
  /** Looking for a newer pair map. */
  mapMs: number;
  transfersMs: number;
  /** The lead of a copy that died is free after this long. */
  lockMs: number;
  /** Between two attempts to lead, or to begin again. */
  retryMs: number;
}

export const FEED_TIMES: FeedTimes = {
  showMs: 5 * SECOND_MS,
  keepMs: 30 * SECOND_MS,
  mapMs: 60 * SECOND_MS,
  transfersMs: 60 * SECOND_MS,
  lockMs: 9 * SECOND_MS,
  retryMs: 2 * SECOND_MS,
};

/** Everything a feed may touch. */
export interface FeedContext {
  readonly services: WorkerServices;
  readonly wsBase: string;
  /** Market time. */
  readonly now: () => UnixMs;
  /** 0…1, to spread reconnects. */
  readonly random: () => number;
  readonly times: FeedTimes;
  readonly streamTimes?: Partial<StreamTimes>;
  readonly sinks: FailureSinks;
  /** Tells readers what the watch does while it has no coins to tell of. */
  readonly say: (state: WhaleWatch["state"], reason: string) => Promise<void>;
}
