import type { Redis } from "ioredis";
import { writeWhaleBoard } from "@/lib/cache/whale-board";
import type { OnChainTransfer, WhaleWatch } from "@/lib/contracts/whales";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import type { WhaleReport } from "@/lib/whales/whale-report";
import type { PairWatch } from "./pair-watch";

/** Details of a coin in which nothing happened are still rewritten this often, because its readings age. Wall clock. */
const REWRITE_MS = 60 * SECOND_MS;
/** Details of a busy coin are not rewritten more often than this. */
const REST_MS = 10 * SECOND_MS;

const WHOLE_DAY_HOURS = 23.98;
/** Sums over less than this would read as of a day: no details are shown. */
const SHOWN_HOURS_MIN = 1;

export interface Shown {
  readonly coins: readonly WhaleReport[];
  /** Coins whose last 24 h are seen whole. */
  readonly whole: number;
}

/** Writes what readers see of every coin: the board of all, and the details that differ from what they saw last. */
export async function showWhales(
  redis: Redis,
  watches: readonly PairWatch[],
  transfersOf: (coinId: string) => readonly OnChainTransfer[],
  describe: (shown: Shown) => WhaleWatch,
  { now, wallNow }: { now: UnixMs; wallNow: number },
): Promise<void> {
  const reports = watches.map((watch) => ({ watch, report: watch.read(now) }));
  // A coin of which nothing of the last day was seen says nothing; its details go with it.
  const seen = reports.filter(({ watch, report }) => report.watchedHours > 0 || watch.closed === null);
  const [told, gone] = partition(reports, ({ report }) => report.watchedHours >= SHOWN_HOURS_MIN);
  const due = told.filter(({ watch }) => isDue(watch, wallNow));
  const coins = seen.map(({ report }) => report);
  const whole = coins.filter((report) => report.watchedHours >= WHOLE_DAY_HOURS).length;
  const details = due.map(({ watch, report }) => watch.details(report, transfersOf(watch.pair.coinId), now));
  const goneIds = gone.map(({ report }) => report.coinId);
  await writeWhaleBoard(redis, { writtenAt: now, watch: describe({ coins, whole }), coins }, details, goneIds);
  for (const { watch } of due) {
    watch.changed = false;
    watch.shownWall = wallNow;
  }
}

function partition<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter(holds), all.filter((one) => !holds(one))];
}

function isDue({ changed, shownWall }: PairWatch, wallNow: number): boolean {
  return wallNow - shownWall >= (changed ? REST_MS : REWRITE_MS);
}
