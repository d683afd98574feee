import type { Bars, CoinHistory } from "@/lib/backtest/bars";
import { buildBars, closesToBars } from "@/lib/backtest/build-bars";
import { AppError } from "@/lib/errors";
import { DAY_MS, HOUR_MS, hourOf, type UnixMs } from "@/lib/market/units";
import { findCoinKeys, upsertCoins } from "@/lib/store/coins";
import { listRankedDays, listUniverseDays, listUniverseMembers } from "@/lib/store/universe-membership";
import type { JobContext } from "@/worker/runtime/services";
import { bringCoin } from "./bring-coin";
import { closePoints } from "./chart-closes";
import { type HistorySource, historySources } from "./history-venues";
import { boardsReach, membershipOf } from "./universe-at";

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
export type CandleContext = Pick<
  JobContext,
  "redis" | "db" | "binance" | "okx" | "coingecko" | "log" | "now" | "signal"
>;

/** Coins that are brought at the same time: the venues' budgets are what limits, not the wait for one answer. */
const COINS_AT_ONCE = 4;
/** A coin without an hour for this long before the end of the range has left its venue. */
export const DELISTED_AFTER_HOURS = 72;

/**
 * Brings the hours that are not stored yet, then reads all of them. Throws AppError: what was brought stays, so that another
 * try goes on from there. A coin that nobody has is told in `without`, never left out in silence.
 */
export async function loadHistories(wish: HistoryWish, context: CandleContext): Promise<LoadedHistories> {
  const universe = await universeOf(wish, context);
  const ours = { ...context, signal: AbortSignal.any([context.signal, wish.signal]) };
  await keepCoins(universe.coins, context);
  return loadAll({ ...wish, coins: universe.coins }, universe, ours);
}

interface Universe {
  readonly coins: HistoryWish["coins"];
  readonly boards: readonly UnixMs[];
  readonly ranked: ReadonlyMap<string, readonly UnixMs[]>;
  readonly survivorshipBias: boolean;
}

/** Coins that nobody named are completed by those that our own boards had then and that are gone now. */
async function universeOf({ coins, isUniverse, from, to }: HistoryWish, { db, now }: CandleContext): Promise<Universe> {
  if (!isUniverse) {
    // Several can only be named of those that there are today. One coin stands for itself.
    return { coins: inOrder(coins), boards: [], ranked: new Map(), survivorshipBias: coins.length > 1 };
  }
  const { database } = db;
  // The board of the day before tells of the first hours.
  const range = { from: from - DAY_MS, to };
  const boards = await listUniverseDays(database, range);
  const members = await listUniverseMembers(database, range);
  const today = await listUniverseMembers(database, { from: now() - 2 * DAY_MS, to: now() });
  const present = new Set([...today, ...coins].map(({ coinId }) => coinId));
  const gone = today.length === 0 ? [] : members.filter(({ coinId }) => !present.has(coinId)).slice(0, VANISHED_MAX);
  const all = inOrder([...coins, ...gone]);
  const ids = new Set(all.map(({ coinId }) => coinId));
  const isWhole = boardsReach(boards, { from, to }) && members.every(({ coinId }) => ids.has(coinId));
  return { coins: all, boards, ranked: await listRankedDays(database, [...ids], range), survivorshipBias: !isWhole };
}

const VANISHED_MAX = 100;

function inOrder(coins: HistoryWish["coins"]): HistoryWish["coins"] {
  const byId = new Map(coins.map((coin) => [coin.coinId, coin]));
  return [...byId.values()].sort((a, b) => (a.coinId < b.coinId ? -1 : 1));
}

/** Candles are kept under a coin's key. */
async function keepCoins(coins: HistoryWish["coins"], { db }: CandleContext): Promise<void> {
  const keys = await findCoinKeys(
    db.database,
    coins.map(({ coinId }) => coinId),
  );
  const unknown = coins.filter(({ coinId }) => !keys.has(coinId));
  if (unknown.length > 0) {
    await upsertCoins(
      db.database,
      unknown.map(({ coinId: id, symbol }) => ({ id, symbol, name: symbol })),
    );
  }
}

type LoadedCoin = { history: UnscoredHistory; source: CoinSource } | { without: CoinWithout };

async function loadAll(wish: HistoryWish, universe: Universe, context: CandleContext): Promise<LoadedHistories> {
  const { coins, onProgress } = wish;
  const sources = historySources(context, coins.length);
  const loaded: LoadedCoin[] = new Array(coins.length);
  const stop = new AbortController();
  const ours = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < coins.length; index = next++) {
      const coin = coins[index];
      if (coin === undefined) return;
      loaded[index] = await loadCoin(coin, wish, universe, sources, ours);
      onProgress?.(++done, coins.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: COINS_AT_ONCE }, work));
  } catch (error) {
    stop.abort(error);
    throw tellHowFar(error, done, coins.length);
  }
  const found = loaded.filter((one) => "history" in one);
  const without = loaded.filter((one) => "without" in one).map((one) => one.without);
  return {
    histories: found.map(({ history }) => history),
    sources: found.map(({ source }) => source),
    without,
    // A coin that nobody has prices of any more is missing from the run, whatever the boards know of it.
    survivorshipBias: universe.survivorshipBias || (wish.isUniverse && without.length > 0),
  };
}

async function loadCoin(
  { coinId, symbol }: HistoryWish["coins"][number],
  { from, to }: HistoryWish,
  { boards, ranked }: Universe,
  sources: readonly HistorySource[],
  context: CandleContext,
): Promise<LoadedCoin> {
  const brought = await bringCoin(coinId, { from, to }, sources, context);
  if (typeof brought === "string") return { without: { coinId, symbol, reason: brought } };
  const { source, candles, reason } = brought;
  const bars = source.closeOnly ? closesToBars(closePoints(candles), from, to) : buildBars(candles, from, to);
  if (bars === null) return { without: { coinId, symbol, reason: `None of the hours of ${source.name} can be read.` } };
  const span = spanOfBars(bars);
  const end = Math.min(to, hourOf(context.now()));
  return {
    history: {
      coinId,
      symbol,
      bars,
      member: membershipOf(boards, ranked.get(coinId) ?? [], { from, to }),
      delisted: end - span.to >= DELISTED_AFTER_HOURS * HOUR_MS,
    },
    source: { coinId, symbol, venue: source.venue, reason, ...span, closeOnly: source.closeOnly },
  };
}

/** Where the hours that traded begin and end, and how many there are and are missing between. */
export function spanOfBars({ firstOpenAt, traded }: Bars): Pick<CoinSource, "from" | "to" | "hours" | "missingHours"> {
  const first = traded.indexOf(1);
  const last = traded.lastIndexOf(1);
  let hours = 0;
  for (const one of traded) hours += one;
  return {
    from: firstOpenAt + first * HOUR_MS,
    to: firstOpenAt + (last + 1) * HOUR_MS,
    hours,
    missingHours: last + 1 - first - hours,
  };
}

/** Says that nothing was measured on a part of the data, and that trying again does not begin anew. */
function tellHowFar(error: unknown, done: number, coins: number): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, retryable, retryAfterMs } = error;
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  const so = `${message}. Candles of ${done} of ${coins} coins are complete; what was brought is kept.`;
  return new AppError(code, so.replace("..", "."), { retryable, ...wait, cause: error });
}
