import type { Redis } from "ioredis";
import type { BinanceClient } from "@/lib/adapters/binance/client";
import type { CoinGeckoClient } from "@/lib/adapters/coingecko/client";
import type { OkxClient } from "@/lib/adapters/okx/client";
import type { WhaleAlertClient } from "@/lib/adapters/whale-alert/client";
import type { SharedBudget } from "@/lib/cache/request-budget";
import type { ClusterMethod } from "@/lib/clustering/cluster-run";
import type { Logger } from "@/lib/log";
import type { MarketClock } from "@/lib/market/clock";
import type { UnixMs, Usd } from "@/lib/market/units";
import type { MomentumConfig } from "@/lib/momentum/config";
import type { Queues } from "@/lib/queue/connect-queues";
import type { SecretBox } from "@/lib/store/secret-box";
import type { ChannelSenders } from "@/worker/alerts/channel-senders";
import type { DeliveryPolicy } from "@/worker/alerts/delivery-policy";
import type { WorkerMemory } from "@/worker/refresh/memory";
import type { loadHistories } from "@/worker/research/load-histories";
import type { ResearchDesk } from "@/worker/research/research-desk";
import type { DatabaseGate } from "./database-gate";
import type { Cadence } from "./pace";

export interface ClusteringConfig {
  readonly enabled: boolean;
  /** The method whose groups the board and the filter speak of; the other one is computed too. */
  readonly method: ClusterMethod;
  readonly count: number;
  readonly everySeconds: number;
  /** Off: only when somebody asks (`npm run clusters`). */
  readonly automatic: boolean;
}

/** What messages are sent with. */
export interface DeliveryServices {
  readonly senders: ChannelSenders;
  readonly box: SecretBox;
  readonly policy: DeliveryPolicy;
  readonly random: () => number;
}

/** What backtests are run with. */
export interface ResearchServices {
  readonly desk: ResearchDesk;
  readonly load: typeof loadHistories;
  /** Written into every manifest. */
  readonly codeVersion: string;
}

export interface WorkerConfig {
  readonly momentum: MomentumConfig;
  readonly clustering: ClusteringConfig;
  readonly rankChanges: boolean;
  readonly whaleMinUsd: Usd;
  readonly whaleWatch: boolean;
  /** How many coins a fast refresh covers. */
  readonly topFast: number;
}

/** What a worker process holds for as long as it lives. Whatever changes while it runs is a function. */
export interface WorkerServices {
  readonly redis: Redis;
  readonly db: DatabaseGate;
  readonly queues: Queues;
  readonly coingecko: CoinGeckoClient;
  readonly binance: BinanceClient;
  readonly okx: OkxClient;
  /** Null without a key. */
  readonly whaleAlert: WhaleAlertClient | null;
  readonly budget: SharedBudget;
  readonly delivery: DeliveryServices;
  readonly research: ResearchServices;
  readonly config: WorkerConfig;
  readonly memory: WorkerMemory;
  readonly log: Logger;
  readonly clock: () => MarketClock;
  readonly cadence: () => Cadence;
  readonly wallNow: () => UnixMs;
  /** Aborts when the process was asked to stop: long work ends at its next step and resumes another time. */
  readonly draining: AbortSignal;
}

/** Everything a job may touch. */
export interface JobContext extends WorkerServices {
  /** Market time. */
  readonly now: () => UnixMs;
  /** Aborts when the job has used up its time or the process can wait no longer. */
  readonly signal: AbortSignal;
}
