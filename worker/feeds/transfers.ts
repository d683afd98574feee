import type { WhaleAlertClient } from "@/lib/adapters/whale-alert/client";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { OnChainTransfer } from "@/lib/contracts/whales";
import { DAY_MS, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { upsertCoins } from "@/lib/store/coins";
import { insertOnChainTransfers } from "@/lib/store/on-chain-transfers";
import { readStanding } from "@/worker/refresh/read-visible";
import type { FeedContext } from "./feed-context";

/** Transfers of the last 24 h by coin, newest first, bounded. */
export interface TransferLog {
  of(coinId: string, now: UnixMs): readonly OnChainTransfer[];
  restore(coinId: string, transfers: readonly OnChainTransfer[]): void;
  /** Those that were not known yet. */
  add(coinId: string, transfers: readonly OnChainTransfer[]): OnChainTransfer[];
}

const KEPT_PER_COIN = 200;
/** What the cheapest plan lets one ask for. */
const REACH_MS = HOUR_MS - 60_000;
const MIN_USD: Usd = 500_000;
/** A transfer's own price and the market's are of slightly different moments. */
const PRICE_TOLERANCE = 1.1;

export function createTransferLog(): TransferLog {
  const byCoin = new Map<string, OnChainTransfer[]>();
  function add(coinId: string, transfers: readonly OnChainTransfer[]): OnChainTransfer[] {
    const known = byCoin.get(coinId) ?? [];
    const ids = new Set(known.map(({ id }) => id));
    const fresh = transfers.filter(({ id }) => !ids.has(id));
    byCoin.set(coinId, [...known, ...fresh].sort((a, b) => b.at - a.at).slice(0, KEPT_PER_COIN));
    return fresh;
  }
  return {
    add,
    restore: add,
    of: (coinId, now) => (byCoin.get(coinId) ?? []).filter(({ at }) => at > now - DAY_MS && at <= now),
  };
}

/** Asks for what moved on chain since the last time; a symbol is a coin only where the price says so of one coin alone. */
export function createTransferPoll({ services, now }: FeedContext, client: WhaleAlertClient, log: TransferLog) {
  let cursor: string | null = null;
  // Shown at once, and tried again until stored; a day's worth at most.
  let unsaved: { coin: MomentumBoard["coins"][number]["asset"]; transfer: OnChainTransfer }[] = [];
  return async (): Promise<void> => {
    const answer = await client.fetchTransfers({
      startAt: now() - REACH_MS,
      minUsd: MIN_USD,
      cursor,
      signal: services.draining,
    });
    const { visible } = await readStanding(services);
    // Without coins nobody knows whose transfers these are; they are asked for again.
    if (visible === null) return;
    cursor = answer.cursor;
    const coinOf = coinsBySymbol(visible.snapshot.board.coins);
    const fresh = answer.transfers.flatMap(({ symbol, ...transfer }) => {
      const coin = coinOf(symbol, transfer.amount > 0 ? transfer.usd / transfer.amount : null);
      return coin === null ? [] : log.add(coin.id, [transfer]).map((one) => ({ coin, transfer: one }));
    });
    unsaved = [...unsaved, ...fresh].filter(({ transfer }) => transfer.at > now() - DAY_MS);
    if (unsaved.length === 0) return;
    const saving = unsaved;
    const saved = await services.db.attempt("on-chain transfers", async (database) => {
      const keys = await upsertCoins(
        database,
        saving.map(({ coin }) => coin),
      );
      await insertOnChainTransfers(
        database,
        saving.map(({ coin, transfer }) => ({ coinId: coin.id, transfer })),
        keys,
      );
    });
    if (saved.ok) unsaved = [];
  };
}

function coinsBySymbol(coins: MomentumBoard["coins"]) {
  const bySymbol = new Map<string, MomentumBoard["coins"][number]["asset"][]>();
  for (const { asset } of coins) {
    const symbol = asset.symbol.toUpperCase();
    const known = bySymbol.get(symbol);
    if (known === undefined) bySymbol.set(symbol, [asset]);
    else known.push(asset);
  }
  return (symbol: string, priceUsd: Usd | null) => {
    const candidates = (bySymbol.get(symbol) ?? []).filter((asset) => agrees(priceUsd, asset.priceUsd));
    const [only] = candidates;
    return candidates.length === 1 && only !== undefined ? only : null;
  };
}

function agrees(a: Usd | null, b: Usd | null): boolean {
  if (a === null || b === null || !(a > 0) || !(b > 0)) return false;
  return a / b <= PRICE_TOLERANCE && b / a <= PRICE_TOLERANCE;
}
