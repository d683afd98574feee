import { setTimeout as sleep } from "node:timers/promises";
import { withSingleFlight } from "@/lib/cache/single-flight";
import { AppError } from "@/lib/errors";
import type { CandlePage, HourRange } from "@/lib/market/hour-ranges";
import { HOUR_MS } from "@/lib/market/units";
import { listUnaskedHours, noteCandleSpan } from "@/lib/store/candle-spans";
import { upsertCandles, type Venue } from "@/lib/store/candles";
import type { JobContext } from "@/worker/runtime/services";

export interface HoursWish extends HourRange {
  readonly coinId: string;
  readonly venue: Venue;
  /** Who waits for a chart wants the newest hours first. */
  readonly order: "oldest-first" | "newest-first";
  readonly forBacktest: boolean;
  /** Most hours of one asking. */
  readonly pageHours: number;
  readonly fetchPage: (range: HourRange, signal: AbortSignal) => Promise<CandlePage>;
}

export interface BroughtHours {
  /** Requests that were made. */
  readonly pages: number;
  /** Candles that were written. */
  readonly stored: number;
  /** Rows that stayed unreadable; their hours are asked for again another time. */
  readonly malformed: number;
}

type BringContext = Pick<JobContext, "redis" | "db" | "log" | "now" | "signal">;

const LOCK_MS = 15_000;
const LOOK_AGAIN_MS = 250;
/** A page with unreadable rows is asked for again this often before its good rows are taken. */
const MALFORMED_TRIES = 2;

/**
 * Makes sure that the venue was asked for every hour of a range, page by page, each stored as it comes: an interrupted run
 * leaves less for the next one, and of two runs that want the same coin one asks while the other waits for what it finds.
 */
export async function bringHours(wish: HoursWish, context: BringContext): Promise<BroughtHours> {
  for (;;) {
    context.signal.throwIfAborted();
    if ((await unaskedOf(wish, context)).length === 0) return { pages: 0, stored: 0, malformed: 0 };
    const name = `candles:${wish.venue}:${wish.coinId}`;
    const flight = await withSingleFlight(context.redis, name, LOCK_MS, (lost) =>
      bringAlone(wish, { ...context, signal: AbortSignal.any([context.signal, lost]) }),
    );
    if (flight.ran) return flight.value;
    await sleep(LOOK_AGAIN_MS, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

function unaskedOf({ coinId, venue, from, to }: HoursWish, { db }: BringContext): Promise<HourRange[]> {
  return listUnaskedHours(db.database, coinId, venue, { from, to });
}

async function bringAlone(wish: HoursWish, context: BringContext): Promise<BroughtHours> {
  const brought = { pages: 0, stored: 0, malformed: 0 };
  const queue = await unaskedOf(wish, context);
  for (let range = takeRange(queue, wish); range !== null; range = takeRange(queue, wish)) {
    const page = await fetchReadable(wish, range, context);
    if (page.coveredTo <= range.from) {
      throw new AppError("upstream_invalid", `${wish.venue} told nothing of the hours asked for`, { retryable: true });
    }
    brought.pages += 1;
    brought.malformed += page.malformed;
    brought.stored += await keepPage(wish, range, page, context);
    if (page.coveredTo < range.to) queue.push({ from: page.coveredTo, to: range.to });
    queue.sort((a, b) => a.from - b.from);
  }
  return brought;
}

/** The next stretch of at most a page, taken out of the queue, which is in order of time. */
function takeRange(queue: HourRange[], { order, pageHours }: HoursWish): HourRange | null {
  const whole = order === "newest-first" ? queue.pop() : queue.shift();
  if (whole === undefined) return null;
  const most = pageHours * HOUR_MS;
  if (whole.to - whole.from <= most) return whole;
  if (order === "newest-first") {
    queue.push({ from: whole.from, to: whole.to - most });
    return { from: whole.to - most, to: whole.to };
  }
  queue.unshift({ from: whole.from + most, to: whole.to });
  return { from: whole.from, to: whole.from + most };
}

async function fetchReadable(wish: HoursWish, range: HourRange, { signal }: BringContext): Promise<CandlePage> {
  let page = await wish.fetchPage(range, signal);
  for (let tries = 0; tries < MALFORMED_TRIES && page.malformed > 0; tries++) {
    page = await wish.fetchPage(range, signal);
  }
  return page;
}

/** The candles first, then that they were asked for. Hours whose rows could not be read do not count as asked. */
async function keepPage(wish: HoursWish, range: HourRange, page: CandlePage, { db, now, signal }: BringContext) {
  signal.throwIfAborted();
  const { coinId, venue, forBacktest } = wish;
  const stored = await upsertCandles(db.database, coinId, venue, page.candles);
  if (page.malformed === 0) {
    const span = { from: range.from, to: page.coveredTo, askedAt: now() };
    await noteCandleSpan(db.database, { coinId, venue, forBacktest, ...span });
  }
  return stored;
}
