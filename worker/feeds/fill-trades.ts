import { setTimeout as sleep } from "node:timers/promises";
import type { BinanceClient } from "@/lib/adapters/binance/client";
import { AppError } from "@/lib/errors";
import type { UnixMs } from "@/lib/market/units";
import { closePair, type PairWatch } from "./pair-watch";
import type { WatchCounts } from "./watch-state";

/** Trades that come late close a hole by themselves; only an older one is asked for. Wall clock, like all here. */
const HOLE_PATIENCE_MS = 1_500;
/** A pair that stays silent this long after its stream opened is asked whether something was missed. */
const PROOF_PATIENCE_MS = 5_000;
const IDLE_MS = 250;
const BACKOFF_MS = 2_000;
const BACKOFF_MAX_MS = 120_000;
const PAGE = 1_000;
/** What a venue did not have after so many askings does not exist any more. */
const ASKED_IN_VAIN_MAX = 3;

export interface FillDesk {
  readonly binance: Pick<BinanceClient, "fetchTrades">;
  readonly pairs: () => Iterable<PairWatch>;
  readonly counts: WatchCounts;
  readonly now: () => UnixMs;
  readonly wallNow: () => number;
  /** What REST answers instead of trades; empty when it works again. */
  readonly onTrouble: (trouble: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

/** What is missing now goes before what is missing of the past, in a loop of its own. */
export type FillKind = "urgent" | "past";

/** Fetches missing trades until the signal aborts; a failure leaves its pair alone for a while and goes on with others. */
export async function fillTrades(desk: FillDesk, kind: FillKind, busy: Set<PairWatch>): Promise<void> {
  while (!desk.signal.aborted) {
    const watch = nextToFill(desk, kind, busy);
    if (watch === null) {
      await sleep(IDLE_MS, undefined, { signal: desk.signal }).catch(() => undefined);
      continue;
    }
    busy.add(watch);
    try {
      await fillPage(desk, watch, kind);
      desk.onTrouble("", null);
    } catch (error) {
      fail(desk, watch, error);
    } finally {
      busy.delete(watch);
    }
  }
}

function fail(desk: FillDesk, watch: PairWatch, error: unknown): void {
  if (desk.signal.aborted) return;
  if (error instanceof AppError && error.code === "not_found") {
    closePair(watch, "The venue does not list this pair any more.");
    return;
  }
  watch.failures += 1;
  const asked = error instanceof AppError ? (error.retryAfterMs ?? 0) : 0;
  const backoff = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(watch.failures, 6));
  watch.askAgainWall = desk.wallNow() + Math.max(asked, backoff);
  desk.onTrouble(error instanceof Error ? error.message : String(error), error);
}

function nextToFill(desk: FillDesk, kind: FillKind, busy: ReadonlySet<PairWatch>): PairWatch | null {
  const wall = desk.wallNow();
  let best: PairWatch | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const watch of desk.pairs()) {
    if (watch.closed !== null || busy.has(watch) || watch.askAgainWall > wall) continue;
    const cost = kind === "urgent" ? urgency(watch, wall) : remaining(watch);
    if (cost < bestCost) {
      best = watch;
      bestCost = cost;
    }
  }
  if (best !== null && kind === "urgent") noteGap(desk, best);
  return best;
}

/** Oldest hole first; infinite when nothing is missing now. */
function urgency(watch: PairWatch, wall: number): number {
  if (!watch.caughtUp) return Number.POSITIVE_INFINITY;
  if (watch.holeSinceWall !== null && wall - watch.holeSinceWall >= HOLE_PATIENCE_MS) return watch.holeSinceWall;
  const { connectedWall, proven } = watch;
  const unproven = connectedWall !== null && !proven && wall - connectedWall >= PROOF_PATIENCE_MS;
  return unproven ? connectedWall : Number.POSITIVE_INFINITY;
}

/** Trades still to be read of the past: the cheapest coin comes first, so that most coins are soon complete. */
function remaining(watch: PairWatch): number {
  if (watch.caughtUp) return Number.POSITIVE_INFINITY;
  const [hole] = watch.ledger.holes();
  if (hole?.fromId != null) return hole.toId - hole.fromId + 1;
  return watch.pair.trades24h ?? 0;
}

function noteGap(desk: FillDesk, watch: PairWatch): void {
  if (watch.gap || watch.holeSinceWall === null) return;
  watch.gap = true;
  desk.counts.gapsFound += 1;
}

/** One page of what is missing first: a hole, or else what came after the last trade. */
async function fillPage(desk: FillDesk, watch: PairWatch, kind: FillKind): Promise<void> {
  const { ledger, pair } = watch;
  const [hole] = ledger.holes();
  const fromId = firstMissing(watch);
  const asked = { at: desk.now(), wall: desk.wallNow() };
  const { trades, rows } = await desk.binance.fetchTrades({
    pair: pair.pair,
    multiplier: pair.multiplier,
    ...(fromId === null ? { startAt: watch.beginAt } : { fromId }),
    limit: PAGE,
    priority: kind === "urgent" ? "high" : "low",
    signal: desk.signal,
  });
  const [first] = trades;
  if (fromId === null && first !== undefined) ledger.anchor(first.id);
  for (const trade of trades) if (hole === undefined || trade.id <= hole.toId) watch.accept(trade);
  if (hole !== undefined && ledger.holes()[0]?.fromId === fromId) askedInVain(desk, watch);
  else watch.failures = 0;
  const isEnd = hole === undefined && rows < PAGE;
  if (isEnd) reachEnd(watch, asked);
  noteProgress(desk, watch, isEnd);
}

function firstMissing({ ledger }: PairWatch): number | null {
  const [hole] = ledger.holes();
  if (hole !== undefined) return hole.fromId;
  const { id } = ledger.last();
  return id === null ? null : id + 1;
}

/** A short page is the newest there is: from when it was asked for, an open stream tells the rest. */
function reachEnd(watch: PairWatch, asked: { at: UnixMs; wall: number }): void {
  watch.ledger.reach(asked.at);
  if (watch.connectedWall !== null && watch.connectedWall <= asked.wall) watch.proven = true;
}

function askedInVain(desk: FillDesk, watch: PairWatch): void {
  watch.failures += 1;
  watch.askAgainWall = desk.wallNow() + BACKOFF_MS;
  if (watch.failures < ASKED_IN_VAIN_MAX) throw new AppError("upstream_invalid", inVain(watch), { retryable: true });
  const [hole] = watch.ledger.holes();
  if (hole !== undefined) watch.ledger.giveUpBefore(hole.beforeAt);
}

const inVain = ({ pair }: PairWatch): string => `Binance does not answer the missing trades of ${pair.pair}.`;

/** Brings what is said of holes in line with the book. */
export function noteProgress(desk: Pick<FillDesk, "counts" | "wallNow">, watch: PairWatch, reachedEnd = false): void {
  if (!watch.ledger.isWhole()) {
    watch.holeSinceWall ??= desk.wallNow();
    return;
  }
  watch.holeSinceWall = null;
  if (watch.gap) desk.counts.gapsFilled += 1;
  watch.gap = false;
  // Without a hole and with the stream's own trades at its end, nothing of the past is missing either.
  if (reachedEnd || watch.proven) watch.caughtUp = true;
}
