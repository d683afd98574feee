import type { OnChainTransfer, WhaleDetails } from "@/lib/contracts/whales";
import type { MappedPair } from "@/lib/market/pair";
import type { Trade } from "@/lib/market/trade";
import { DAY_MS, HOUR_MS, hourOf, type UnixMs, type Usd } from "@/lib/market/units";
import { type BaselineShare, readBaselineShare } from "@/lib/whales/baseline-share";
import { createOrderLog, type OrderLog } from "@/lib/whales/order-log";
import { createPairLedger, type LedgerCursor, type PairLedger } from "@/lib/whales/pair-ledger";
import { RECENT_MS, readWhales } from "@/lib/whales/read-whales";
import type { Acceptance } from "@/lib/whales/segment-list";
import type { WhaleHour, WhaleOrder, WhaleReport } from "@/lib/whales/whale-report";

/** What the store knows of a pair and its coin. */
export interface StoredPair {
  readonly cursor: LedgerCursor | null;
  readonly hours: readonly WhaleHour[];
  readonly orders: readonly WhaleOrder[];
}

/** One pair that is watched: its book, and where its stream and its fills stand. Wall-clock times end in `Wall`. */
export interface PairWatch {
  readonly pair: MappedPair;
  readonly ledger: PairLedger;
  /** Where its trades are wanted from. */
  readonly beginAt: UnixMs;
  readonly openedAt: UnixMs;
  /** Since when its stream is open; null while it is not. */
  connectedWall: number | null;
  /** Whether silence on the open stream is known to be silence: nothing was missed while it was closed. */
  proven: boolean;
  /** The past is complete: from now on a hole is a gap. */
  caughtUp: boolean;
  /** Since when something is missing. */
  holeSinceWall: number | null;
  /** The hole was counted as a gap. */
  gap: boolean;
  /** Not asked over REST before this. */
  askAgainWall: number;
  failures: number;
  /** Why it is not watched any more; null while it is. */
  closed: string | null;
  /** Its details differ from what readers see. */
  changed: boolean;
  shownWall: number;
  accept(trade: Trade): Acceptance;
  read(now: UnixMs): WhaleReport;
  details(report: WhaleReport, transfers: readonly OnChainTransfer[], now: UnixMs): WhaleDetails;
}

const ORDERS_SHOWN = 300;

/** Opens the book of a pair where the store left it; of what is older than a day, only hours are used again. */
export function openPairWatch(pair: MappedPair, stored: StoredPair, minUsd: Usd, now: UnixMs): PairWatch {
  const dayAgo = hourOf(now - DAY_MS);
  const { cursor } = stored;
  const resumes = cursor !== null && cursor.lastAt >= dayAgo && cursor.lastAt <= now;
  const begin = resumes ? { lastTrade: cursor.lastTrade, at: cursor.lastAt } : { lastTrade: null, at: dayAgo };
  const isKept = ({ at }: { at: UnixMs }) => resumes || at < begin.at;
  const log = createOrderLog();
  for (const order of stored.orders.filter(isKept)) log.add(order);
  const ledger = createPairLedger({
    minUsd,
    onOrder: log.add,
    onForgotten: log.remove,
    hours: stored.hours.filter(({ hour }) => isKept({ at: hour })),
    cursor,
    begin,
  });
  const baseline = rememberBaseline(ledger);
  const watch: PairWatch = {
    pair,
    ledger,
    beginAt: begin.at,
    openedAt: now,
    connectedWall: null,
    proven: false,
    caughtUp: false,
    holeSinceWall: null,
    gap: false,
    askAgainWall: 0,
    failures: 0,
    closed: null,
    changed: true,
    shownWall: 0,
    accept(trade) {
      const acceptance = ledger.accept(trade);
      if (acceptance === "new") watch.changed = true;
      return acceptance;
    },
    read: (at) => readPair(watch, log, baseline(at), minUsd, at),
    details: (report, transfers, at) => ({
      report,
      orders: [...log.largest(at, ORDERS_SHOWN), ...ledger.openOrders()]
        .sort((a, b) => b.at - a.at || b.firstTradeId - a.firstTradeId)
        .slice(0, ORDERS_SHOWN),
      hours: lastDay(watch, at),
      transfers: [...transfers],
      uniqueWallets: countWallets(transfers),
      writtenAt: at,
    }),
  };
  return watch;
}

/** Until when silence counts as watched; null when nobody can vouch for it. */
function liveUntil({ connectedWall, proven, closed }: PairWatch, now: UnixMs): UnixMs | null {
  return connectedWall !== null && proven && closed === null ? now : null;
}

function lastDay(watch: PairWatch, now: UnixMs): WhaleHour[] {
  return watch.ledger
    .hours(liveUntil(watch, now))
    .filter(({ hour }) => hour + HOUR_MS > now - DAY_MS && hour <= now)
    .map((hour) => ({ ...hour, watchedSeconds: Math.floor(hour.watchedSeconds) }))
    .sort((a, b) => a.hour - b.hour);
}

function readPair(watch: PairWatch, log: OrderLog, baseline: BaselineShare, minUsd: Usd, now: UnixMs): WhaleReport {
  const { coinId, pair } = watch.pair;
  const orders = [...log.weighed(now), ...watch.ledger.openOrders()];
  const seen = { hours: lastDay(watch, now), backFilled: isBackFilled(watch), watchedUntil: watchedUntil(watch, now) };
  return readWhales({ coinId, pair, orders, ...seen, baseline }, minUsd, now);
}

/** One that goes on where it stopped moments ago has no past to read; a longer pause must be read first. */
function isBackFilled({ caughtUp, openedAt, beginAt }: PairWatch): boolean {
  return caughtUp || openedAt - beginAt <= RECENT_MS;
}

/** What a filling hole hides counts as seen only while the hole is short. */
function watchedUntil(watch: PairWatch, now: UnixMs): UnixMs {
  const long = watch.ledger.holes().find(({ afterAt, beforeAt }) => beforeAt - afterAt > RECENT_MS);
  return long?.afterAt ?? Math.max(watch.ledger.last().at, liveUntil(watch, now) ?? 0);
}

/** What comes over its stream while it is closed is not taken, so its silence proves nothing until it was asked again. */
export function closePair(watch: PairWatch, reason: string): void {
  watch.closed ??= reason;
  watch.proven = false;
}

/** The baseline is of whole hours, so it is read once an hour; filled holes of the day do not touch it. */
function rememberBaseline(ledger: PairLedger): (now: UnixMs) => BaselineShare {
  let held: { hour: UnixMs; baseline: BaselineShare } | null = null;
  return (now) => {
    const hour = hourOf(now);
    if (held?.hour !== hour) held = { hour, baseline: readBaselineShare(ledger.hours(null), now) };
    return held.baseline;
  };
}

/** Named owners and addresses on either side; null when nothing was reported. */
function countWallets(transfers: readonly OnChainTransfer[]): number | null {
  if (transfers.length === 0) return null;
  return new Set(transfers.flatMap(({ from, to }) => [from, to]).filter((name) => name !== null)).size;
}
