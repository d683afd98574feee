import { setTimeout as sleep } from "node:timers/promises";
import { openTradeStream, type StreamProblem, type TradeStream } from "@/lib/adapters/binance/trade-stream";
import { readPairMap } from "@/lib/cache/pair-map";
import { forgetStrangers } from "@/lib/cache/whale-board";
import type { WhaleWatch } from "@/lib/contracts/whales";
import { AppError } from "@/lib/errors";
import type { MappedPair, PairMap } from "@/lib/market/pair";
import type { Trade } from "@/lib/market/trade";
import { DAY_MS, hourOf, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { enqueue } from "@/lib/queue/enqueue";
import { every, type FailureSinks } from "@/worker/runtime/every";
import type { FeedContext } from "./feed-context";
import { type FillDesk, fillTrades, noteProgress } from "./fill-trades";
import { keepWhales, loadWhales } from "./keep-whales";
import { closePair, openPairWatch, type PairWatch } from "./pair-watch";
import { type Shown, showWhales } from "./show-whales";
import type { TransferLog } from "./transfers";
import { judgeWatch, noCounts, type WatchCounts } from "./watch-state";

const PAST_READERS = 2;
const ASK_FOR_MAP_MS = 10 * SECOND_MS;
const KEEP_PATIENCE_MS = 3 * SECOND_MS;
/** Streams are added for new pairs; with more than this it is cheaper to begin again from what was kept. */
const STREAMS_MAX = 8;

interface Session {
  readonly context: FeedContext;
  readonly watches: Map<string, PairWatch>;
  readonly counts: WatchCounts;
  readonly streams: TradeStream[];
  readonly keys: Map<string, number>;
  readonly transfers: TransferLog;
  storedOf: Awaited<ReturnType<typeof loadWhales>>["storedOf"];
  map: PairMap;
  everConnected: boolean;
  socketTrouble: string;
  restTrouble: string;
  lastTradeAt: UnixMs | null;
  rate: { trades: number; wall: number; perSecond: number };
  /** Ends the session. */
  readonly over: AbortController;
}

/**
 * Watches the trades of every proven pair until the signal aborts: stream, gap-fill and back-fill into one book a pair, shown
 * to readers every few seconds and kept in Postgres twice a minute. Throws when it cannot go on; whoever calls begins again.
 */
export async function watchWhales(context: FeedContext, transfers: TransferLog, signal: AbortSignal): Promise<void> {
  const { services } = context;
  const map = await waitForMap(context, signal);
  if (map === null) return;
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const stored = await loadWhales(services.db.database, services.config.whaleMinUsd, context.now());
  for (const [coinId, known] of stored.transfers) transfers.restore(coinId, known);
  const session: Session = {
    context,
    watches: new Map(),
    counts: noCounts(),
    streams: [],
    keys: new Map(),
    transfers,
    storedOf: stored.storedOf,
    map,
    everConnected: false,
    socketTrouble: "",
    restTrouble: "",
    lastTradeAt: null,
    rate: { trades: 0, wall: services.wallNow(), perSecond: 0 },
    over,
  };
  follow(session, map);
  await forgetStrangers(services.redis, new Set(map.mapped.map(({ coinId }) => coinId)));
  const desk = deskOf(session, ended);
  const busy = new Set<PairWatch>();
  const kinds = ["urgent", ...Array.from({ length: PAST_READERS }, () => "past" as const)] as const;
  const fills = kinds.map((kind) => fillTrades(desk, kind, busy));
  const { times, sinks } = context;
  const tickers = [
    every({ name: "whale board", everyMs: times.showMs, work: () => show(session) }, sinks),
    every({ name: "whale history", everyMs: times.keepMs, work: () => keep(session) }, sinks),
    every({ name: "pairs to watch", everyMs: times.mapMs, work: () => followNewMap(session) }, sinks),
  ];
  if (!ended.aborted) await new Promise((resolve) => ended.addEventListener("abort", resolve, { once: true }));
  for (const stream of session.streams) stream.close();
  await Promise.all([...fills, ...tickers.map((ticker) => ticker.stop())]);
  // A copy that lost its lead must not write over its successor; the store would refuse it anyway.
  if (services.draining.aborted) await Promise.race([keep(session).catch(() => undefined), sleep(KEEP_PATIENCE_MS)]);
  if (over.signal.aborted) throw over.signal.reason;
}

async function waitForMap({ services, say }: FeedContext, signal: AbortSignal): Promise<PairMap | null> {
  while (!signal.aborted) {
    const map = await readPairMap(services.redis, services.log);
    if (map !== null) return map;
    await say("starting", "Waiting for the list of pairs and the coins they trade.");
    await enqueue(services.queues, "pairs.map", {});
    await sleep(ASK_FOR_MAP_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

function deskOf(session: Session, signal: AbortSignal): FillDesk {
  const { context, counts, watches } = session;
  return {
    binance: context.services.binance,
    pairs: () => watches.values(),
    counts,
    now: context.now,
    wallNow: context.services.wallNow,
    signal,
    onTrouble(trouble, error) {
      if (trouble !== "" && session.restTrouble === "") tally(context.sinks, error, trouble);
      session.restTrouble = trouble;
      // Where we are does not change: the supervisor waits long before it asks again.
      if (error instanceof AppError && error.code === "forbidden") session.over.abort(error);
    },
  };
}

function tally(sinks: FailureSinks, error: unknown, message: string): void {
  const kind = error instanceof AppError ? error.code : "internal";
  sinks.log.warn({ err: error, kind }, "the whale watch met trouble and goes on");
  sinks.tally(kind, `whale watch: ${message}`).catch(() => undefined);
}

/** Opens books and streams for pairs that are new in the map, and closes those that are gone from it. */
function follow(session: Session, map: PairMap): void {
  const { watches, context, storedOf } = session;
  session.map = map;
  const mapped = new Set(map.mapped.map(({ pair }) => pair));
  for (const watch of watches.values()) {
    if (!mapped.has(watch.pair.pair)) closePair(watch, whyClosed(map, watch.pair));
  }
  const fresh: MappedPair[] = [];
  for (const pair of map.mapped) {
    const known = watches.get(pair.pair);
    if (known === undefined) {
      fresh.push(pair);
      const stored = storedOf(pair.pair, pair.coinId);
      watches.set(pair.pair, openPairWatch(pair, stored, context.services.config.whaleMinUsd, context.now()));
    } else if (known.pair.coinId === pair.coinId && known.pair.multiplier === pair.multiplier) known.closed = null;
    else session.over.abort(beginAgain(`${pair.pair} trades another coin than was thought`));
  }
  if (fresh.length > 0) openStream(session, fresh);
}

function whyClosed({ unmapped }: PairMap, { pair }: MappedPair): string {
  const refused = unmapped.find((one) => one.pair === pair);
  if (refused === undefined) return "The venue does not list this pair any more, or the coin has another one.";
  return refused.reason === "not_trading"
    ? "The venue does not trade this pair at present."
    : "The pair is not proven to trade this coin any more.";
}

const beginAgain = (reason: string) => new AppError("upstream_invalid", reason, { retryable: true });

function openStream(session: Session, pairs: readonly MappedPair[]): void {
  const { context, watches } = session;
  const { services } = context;
  session.streams.push(
    openTradeStream({
      wsBase: context.wsBase,
      pairs,
      random: context.random,
      ...(context.streamTimes === undefined ? {} : { times: context.streamTimes }),
      onTrades: (pair, trades) => take(session, watches.get(pair), trades),
      onConnected(connected) {
        session.everConnected = true;
        session.socketTrouble = "";
        // One connection may take over from another without a pause; what was proven stays so.
        for (const pair of connected) connect(watches.get(pair), services.wallNow());
      },
      onProblem: (problem) => suffer(session, problem),
    }),
  );
}

function connect(watch: PairWatch | undefined, wallNow: number): void {
  if (watch !== undefined) watch.connectedWall ??= wallNow;
}

function suffer(session: Session, problem: StreamProblem): void {
  if (problem.kind === "malformed") return;
  session.socketTrouble = problem.reason;
  tally(session.context.sinks, null, `the trade stream was cut: ${problem.reason}`);
  for (const pair of problem.pairs) {
    const watch = session.watches.get(pair);
    if (watch === undefined) continue;
    watch.connectedWall = null;
    watch.proven = false;
  }
}

function take(session: Session, watch: PairWatch | undefined, trades: readonly Trade[]): void {
  if (watch === undefined || watch.closed !== null) return;
  const { counts, context } = session;
  for (const trade of trades) {
    const acceptance = watch.accept(trade);
    counts.trades += 1;
    if (acceptance === "duplicate") counts.duplicates += 1;
    if (acceptance === "stranger") {
      beginAnew(session, watch);
      return;
    }
    if (acceptance !== "new") continue;
    session.lastTradeAt = Math.max(session.lastTradeAt ?? 0, trade.at);
    // A trade at the end of the book shows that the stream is open and what came before it.
    if (watch.ledger.last().id === trade.id) watch.proven = true;
    if (watch.holeSinceWall !== null || !watch.ledger.isWhole()) {
      noteProgress({ counts, wallNow: context.services.wallNow }, watch);
    }
  }
}

/** The venue counts its trades from the beginning again: the last day is read anew, the cursor moves back. */
function beginAnew(session: Session, watch: PairWatch): void {
  const { services, now } = session.context;
  const { pair, connectedWall } = watch;
  services.log.warn({ pair: pair.pair }, "the venue began to count its trades anew");
  const saved = watch.ledger.savedCursor();
  const stored = { cursor: saved === null ? null : { ...saved, lastAt: 0 }, hours: [], orders: [] };
  const begun = openPairWatch(pair, stored, services.config.whaleMinUsd, now());
  begun.connectedWall = connectedWall;
  session.watches.set(pair.pair, begun);
}

async function followNewMap(session: Session): Promise<void> {
  const { services } = session.context;
  const map = await readPairMap(services.redis, services.log);
  if (map === null) return enqueue(services.queues, "pairs.map", {});
  if (map.mappedAt !== session.map.mappedAt) follow(session, map);
  if (session.streams.length > STREAMS_MAX) session.over.abort(beginAgain("Many new pairs: beginning again with all."));
}

async function keep(session: Session): Promise<void> {
  const { context, watches, keys } = session;
  const now = context.now();
  const all = [...watches.values()];
  for (const watch of all) {
    watch.ledger.giveUpBefore(hourOf(now - DAY_MS));
    watch.ledger.forget(now);
  }
  const saved = await keepWhales(context.services.db.database, all, context.services.config.whaleMinUsd, keys);
  if (saved) return;
  session.over.abort(
    new AppError("dependency_unavailable", "another worker has gone on with the whale watch", { retryable: true }),
  );
}

function show(session: Session): Promise<void> {
  const { context, watches, transfers } = session;
  const { redis, wallNow } = context.services;
  const now = context.now();
  const describe = (shown: Shown) => describeWatch(session, shown);
  return showWhales(redis, [...watches.values()], (id) => transfers.of(id, now), describe, { now, wallNow: wallNow() });
}

function describeWatch(session: Session, { whole }: Shown): WhaleWatch {
  const { context, counts, map, rate, streams } = session;
  const open = [...session.watches.values()].filter((watch) => watch.closed === null);
  const gapsOpen = open.filter((watch) => watch.gap).length;
  const stats = streams.map((stream) => stream.stats());
  const sum = (read: (one: (typeof stats)[number]) => number) => stats.reduce((total, one) => total + read(one), 0);
  const wall = context.services.wallNow();
  if (wall - rate.wall >= SECOND_MS) {
    rate.perSecond = ((counts.trades - rate.trades) * SECOND_MS) / (wall - rate.wall);
    rate.trades = counts.trades;
    rate.wall = wall;
  }
  const judged = judgeWatch({
    pairs: open.length,
    connected: open.filter((watch) => watch.connectedWall !== null).length,
    everConnected: session.everConnected,
    gapsOpen,
    socketTrouble: session.socketTrouble,
    restTrouble: session.restTrouble,
  });
  const ambiguous = map.unmapped.filter(({ reason }) => reason === "ambiguous").length;
  return {
    ...judged,
    pairs: open.length,
    ambiguousPairs: ambiguous,
    unmappedPairs: map.unmapped.length - ambiguous,
    ...counts,
    malformed: context.services.binance.malformed() + sum((one) => one.malformed),
    reconnects: sum((one) => one.reconnects),
    tradesPerSecond: Math.round(rate.perSecond * 10) / 10,
    gapsOpen,
    backfilled: whole,
    lastTradeAt: session.lastTradeAt,
  };
}
