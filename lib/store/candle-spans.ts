import { sql } from "drizzle-orm";
import { candleSpans } from "@/drizzle/schema/backtest";
import { candles } from "@/drizzle/schema/candle";
import { coins } from "@/drizzle/schema/coin";
import type { Database } from "@/lib/connections";
import { type HourRange, uncoveredRanges } from "@/lib/market/hour-ranges";
import type { UnixMs } from "@/lib/market/units";
import type { Venue } from "./candles";
import { isStorableId } from "./coins";
import { instant, inTransaction, queryRows, rowsOf, unixMs } from "./query";

export interface AskedSpan extends HourRange {
  readonly coinId: string;
  readonly venue: Venue;
  /** Market time. */
  readonly askedAt: UnixMs;
  /** A backtest rests on these hours, so they outlive what only charts need. */
  readonly forBacktest: boolean;
}

/** Stretches of hours that this venue was asked for, oldest first. */
export async function listCandleSpans(database: Database, coinId: string, venue: Venue): Promise<HourRange[]> {
  if (!isStorableId(coinId)) return [];
  return queryRows<HourRange>(
    database,
    sql`
    select ${unixMs(sql`from_at`)} as "from", ${unixMs(sql`to_at`)} as "to"
    from ${candleSpans} join ${coins} c on c.key = coin
    where c.id = ${coinId} and venue = ${venue} order by from_at`,
  );
}

/** The hours that the venue was not asked for yet, oldest first; only the others have gaps that are the venue's own. */
export async function listUnaskedHours(
  database: Database,
  coinId: string,
  venue: Venue,
  wanted: HourRange,
): Promise<HourRange[]> {
  return uncoveredRanges(wanted, await listCandleSpans(database, coinId, venue));
}

/**
 * Notes that the venue has told all it knows of these hours, and joins the stretch with those it touches. Write the candles
 * first: a stretch without them would be taken for a gap of the venue.
 */
export async function noteCandleSpan(database: Database, span: AskedSpan): Promise<void> {
  if (!isStorableId(span.coinId) || span.to <= span.from) return;
  const backtestedAt = span.forBacktest ? span.askedAt : null;
  await inTransaction(database, async (tx) => {
    // Whoever notes hours of the same coin waits here, so that two of them cannot leave stretches that overlap.
    const [coin] = await rowsOf<{ key: number }>(
      tx,
      sql`select key from ${coins} where id = ${span.coinId} for no key update`,
    );
    if (coin === undefined) return;
    const touching = await rowsOf<HourRange & { backtested: UnixMs | null }>(
      tx,
      sql`
      delete from ${candleSpans}
      where coin = ${coin.key} and venue = ${span.venue}
        and from_at <= ${instant(span.to)} and to_at >= ${instant(span.from)}
      returning ${unixMs(sql`from_at`)} as "from", ${unixMs(sql`to_at`)} as "to",
        ${unixMs(sql`backtested_at`)} as backtested`,
    );
    const from = Math.min(span.from, ...touching.map((one) => one.from));
    const to = Math.max(span.to, ...touching.map((one) => one.to));
    const backtested = Math.max(backtestedAt ?? 0, ...touching.map((one) => one.backtested ?? 0));
    await tx.execute(sql`
      insert into ${candleSpans} (coin, venue, from_at, to_at, asked_at, backtested_at, found)
      select ${coin.key}, ${span.venue}, ${instant(from)}, ${instant(to)}, ${instant(span.askedAt)},
        ${backtested === 0 ? sql`null` : instant(backtested)}, count(*)
      from ${candles}
      where coin = ${coin.key} and venue = ${span.venue} and open_at >= ${instant(from)} and open_at < ${instant(to)}`);
  });
}

/** A backtest reads these hours again: they are kept on. */
export async function noteBacktested(
  database: Database,
  coinId: string,
  venue: Venue,
  { from, to }: HourRange,
  now: UnixMs,
): Promise<void> {
  if (!isStorableId(coinId)) return;
  await queryRows(
    database,
    sql`
    update ${candleSpans} set backtested_at = greatest(backtested_at, ${instant(now)})
    from ${coins} c
    where c.key = coin and c.id = ${coinId} and venue = ${venue}
      and from_at < ${instant(to)} and to_at > ${instant(from)}`,
  );
}

/** All candles and what was asked for, as when another market began. */
export async function forgetCandles(database: Database): Promise<void> {
  await queryRows(database, sql`truncate ${candles}, ${candleSpans}`);
}
