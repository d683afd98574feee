import { invariant } from "@/lib/invariant";
import type { Trade } from "@/lib/market/trade";
import type { PairOfCoin } from "./client";
import type { Frame } from "./frame";
import { type ConnectionTimes, openConnection, type StreamConnection } from "./stream-connection";

export type StreamProblem =
  | { readonly kind: "disconnected"; readonly pairs: readonly string[]; readonly reason: string }
  | { readonly kind: "malformed" };

export interface TradeStreamOptions {
  wsBase: string;
  pairs: readonly PairOfCoin[];
  onTrades: (pair: string, trades: readonly Trade[]) => void;
  /** The streams of these pairs are open: from now on, what does not come did not happen. */
  onConnected?: (pairs: readonly string[]) => void;
  onProblem?: (problem: StreamProblem) => void;
  /** 0…1, to spread reconnects. */
  random: () => number;
  pairsPerConnection?: number;
  times?: Partial<StreamTimes>;
}

export interface StreamTimes extends ConnectionTimes {
  backoffMs: number;
  backoffMsMax: number;
  /** How long a connection is used before another takes over. */
  lifeMs: number;
}

export interface StreamStats {
  readonly connections: number;
  readonly connected: number;
  readonly trades: number;
  readonly malformed: number;
  readonly reconnects: number;
}

export interface TradeStream {
  close(): void;
  stats(): StreamStats;
}

/** Binance takes 1,024 streams a connection, but proxies cut an address line at 8 KB. */
const PAIRS_PER_CONNECTION = 200;
const PAIRS_PER_CONNECTION_MAX = 1_000;
/** Binance cuts every connection after 24 h; 300 attempts in five minutes are a ban. */
const DEFAULT_TIMES: StreamTimes = {
  openMs: 10_000,
  silenceMs: 60_000,
  tradeSilenceMs: 300_000,
  backoffMs: 1_000,
  backoffMsMax: 60_000,
  lifeMs: 23.5 * 3_600_000,
};

/**
 * Trades of many pairs as they happen, over as many connections as they need. A connection that ends, falls silent, is
 * announced to end or grows old is replaced; trades may come twice around a replacement, and be missing around a cut.
 */
export function openTradeStream(options: TradeStreamOptions): TradeStream {
  const size = options.pairsPerConnection ?? PAIRS_PER_CONNECTION;
  invariant(size >= 1 && size <= PAIRS_PER_CONNECTION_MAX, `A connection takes 1 to ${PAIRS_PER_CONNECTION_MAX} pairs`);
  const shards: Shard[] = [];
  for (let first = 0; first < options.pairs.length; first += size) {
    const share = shards.length / Math.ceil(options.pairs.length / size);
    shards.push(openShard(options, options.pairs.slice(first, first + size), share));
  }
  return {
    close: () => {
      for (const shard of shards) shard.close();
    },
    stats: () => {
      const sum = { connections: shards.length, connected: 0, trades: 0, malformed: 0, reconnects: 0 };
      for (const shard of shards) {
        const stats = shard.stats();
        sum.connected += stats.connected ? 1 : 0;
        sum.trades += stats.trades;
        sum.malformed += stats.malformed;
        sum.reconnects += stats.reconnects;
      }
      return sum;
    },
  };
}

interface Shard {
  close(): void;
  stats(): { connected: boolean; trades: number; malformed: number; reconnects: number };
}

/** Life is shortened by up to this part from shard to shard, so that not all are replaced in one minute. */
const LIFE_SPREAD = 0.1;
const FAILURES_COUNTED = 16;

function openShard(options: TradeStreamOptions, pairs: readonly PairOfCoin[], share: number): Shard {
  const times = { ...DEFAULT_TIMES, ...options.times };
  const names = pairs.map(({ pair }) => pair);
  const multipliers = new Map(pairs.map(({ pair, multiplier }) => [pair, multiplier]));
  const url = addressOf(options.wsBase, names);
  let active: StreamConnection | null = null;
  let dialling: StreamConnection | null = null;
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  const counts = { trades: 0, malformed: 0, reconnects: 0 };

  function take(frame: Frame): void {
    if (frame.kind === "trade") {
      counts.trades++;
      // Only a feed that delivers has earned a quick reconnect.
      failures = 0;
      options.onTrades(frame.pair, [frame.trade]);
    } else if (frame.kind === "malformed") {
      counts.malformed++;
      options.onProblem?.({ kind: "malformed" });
    } else if (frame.kind === "shutdown") {
      replace();
    }
  }

  /** The connection before stays in use until this one is open. */
  function dial(): void {
    const mine = openConnection({
      url,
      multipliers,
      times,
      onFrame: take,
      onQuiet: replace,
      onOpen: () => {
        active?.close();
        active = mine;
        dialling = null;
        clearTimeout(timer);
        timer = setTimeout(replace, times.lifeMs * (1 - LIFE_SPREAD * share));
        options.onConnected?.(names);
      },
      onEnd: (reason) => {
        if (mine === dialling) dialling = null;
        if (mine === active) active = null;
        if (active === null) options.onProblem?.({ kind: "disconnected", pairs: names, reason });
        if (dialling === null) dialLater();
      },
    });
    dialling = mine;
  }

  function replace(): void {
    if (closed || dialling !== null) return;
    counts.reconnects++;
    dial();
  }

  function dialLater(): void {
    if (closed) return;
    const backoff = Math.min(times.backoffMsMax, times.backoffMs * 2 ** failures);
    failures = Math.min(failures + 1, FAILURES_COUNTED);
    clearTimeout(timer);
    timer = setTimeout(replace, backoff * (0.5 + options.random() / 2));
  }

  dial();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      dialling?.close();
      active?.close();
    },
    stats: () => ({ connected: active !== null, ...counts }),
  };
}

/** Symbols may be other than ASCII, and stream names are lower case. */
function addressOf(wsBase: string, pairs: readonly string[]): string {
  const streams = pairs.map((pair) => `${encodeURIComponent(pair.toLowerCase())}@aggTrade`);
  return `${wsBase}/stream?streams=${streams.join("/")}`;
}
