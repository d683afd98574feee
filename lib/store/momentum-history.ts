import { type SQL, sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { momentumDaily, momentumHourly, momentumSlots, momentumSnapshots } from "@/drizzle/schema/momentum-history";
import type { Database } from "@/lib/connections";
import { MINUTE_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { SCORE_VERSION } from "@/lib/momentum/config";
import { fromStoredUnits, type PastRanking, toPastRanking, toStoredUnits } from "@/lib/momentum/past-ranking";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { ensurePartition } from "./momentum-partitions";
import { instant, inTransaction, queryRows, rowsOf, unixMs } from "./query";

export const SLOT_MS = 5 * MINUTE_MS;

/** The five-minute slot that a market time belongs to. */
export const momentumSlotAt = (at: UnixMs): UnixMs => Math.floor(at / SLOT_MS) * SLOT_MS;

/** Four decimals are finer than any threshold and spare Postgres numbers too small for its `real`. */
const points = (value: number): number => fromStoredUnits(toStoredUnits(value));

/**
 * Stores the whole universe as it was at market time `writtenAt`, or nothing: the first writer of its slot stays, later ones
 * get false. Coins without a key are skipped.
 */
export async function writeMomentumSlot(
  database: Database,
  writtenAt: UnixMs,
  scored: readonly ScoredCoin[],
  keys: ReadonlyMap<string, number>,
  universeSize: number,
): Promise<boolean> {
  const slot = momentumSlotAt(writtenAt);
  await ensurePartition(database, slot);
  return inTransaction(database, async (tx) => {
    const claimed = await rowsOf(
      tx,
      sql`
      insert into ${momentumSlots} (slot, written_at, universe_size, score_version)
      values (${instant(slot)}, ${instant(writtenAt)}, ${universeSize}, ${SCORE_VERSION}) on conflict (slot) do nothing returning 1`,
    );
    if (claimed.length === 0) return false;
    await tx.execute(sql`
      insert into ${momentumSnapshots} (slot, price, coin, rank, score,
        price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus)
      select ${instant(slot)}, p, c, r, s, s1, s2, s3, s4, s5, s6
      from json_to_recordset(${JSON.stringify(slotRows(scored, keys))}::json)
        as input(c int, p float8, r int, s real, s1 real, s2 real, s3 real, s4 real, s5 real, s6 real)
      order by c`);
    return true;
  });
}

function slotRows(scored: readonly ScoredCoin[], keys: ReadonlyMap<string, number>) {
  return scored.flatMap(({ asset, rank, score, subScores }) => {
    const key = keys.get(asset.id);
    if (key === undefined) return [];
    const { price_momentum: s1, volume_spike: s2, rsi_signal: s3, ma_cross: s4 } = subScores;
    const { pretrend_bonus: s5, whale_bonus: s6 } = subScores;
    const [a, b, c, d, e, f] = [s1, s2, s3, s4, s5, s6].map(points);
    return [{ c: key, p: asset.priceUsd, r: rank, s: points(score), s1: a, s2: b, s3: c, s4: d, s5: e, s6: f }];
  });
}

/**
 * Ranks by coin id at the stored moment nearest to `target`, at most `toleranceSlots` slots of time away on either side;
 * empty when none is near.
 */
export async function listRanksAt(
  database: Database,
  target: UnixMs,
  toleranceSlots: number,
): Promise<Map<string, number>> {
  const near = await findSlotNear(database, target, toleranceSlots * SLOT_MS);
  if (near === null) return new Map();
  const rows = await queryRows<{ id: string; rank: number }>(
    database,
    sql`
    select ${coins.id}, m.rank from ${near.table} m join ${coins} on ${coins.key} = m.coin
    where m.slot = ${instant(near.slot)} and m.rank is not null`,
  );
  return new Map(rows.map(({ id, rank }) => [id, rank]));
}

/**
 * The whole ranking at the stored moment nearest to `target`, at most `toleranceMs` away on either side, from the finest table
 * that still has it; null when none is near.
 */
export async function readRankingNear(
  database: Database,
  target: UnixMs,
  toleranceMs: number,
): Promise<PastRanking | null> {
  const near = await findSlotNear(database, target, toleranceMs);
  if (near === null) return null;
  const rows = await queryRows<{ id: string; score: number } & Record<SubScoreName, number>>(
    database,
    sql`
    select ${coins.id}, m.score, m.price_momentum, m.volume_spike, m.rsi_signal, m.ma_cross, m.pretrend_bonus, m.whale_bonus
    from ${near.table} m join ${coins} on ${coins.key} = m.coin
    where m.slot = ${instant(near.slot)} and m.rank is not null order by m.rank`,
  );
  return toPastRanking(
    near.writtenAt,
    rows.map(({ id, score, ...subScores }) => ({ id, score, subScores })),
  );
}

export interface RankPoint {
  /** When it was written. */
  readonly at: UnixMs;
  readonly rank: number | null;
  readonly score: number;
  readonly subScores: Record<SubScoreName, number>;
  readonly price: Usd | null;
}

/** What is stored of one coin from `from` to `to`, oldest first, each stretch at the finest resolution still kept. */
export async function listRankHistory(
  database: Database,
  coinId: string,
  from: UnixMs,
  to: UnixMs,
): Promise<RankPoint[]> {
  const parts = sql`price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus`;
  // `offset 0` keeps the planner at one index probe a slot instead of reading every coin of every slot.
  const probes = (table: SQL, where: SQL) => sql`
    select s.written_at, m.* from ${momentumSlots} s
    cross join lateral (
      select rank, score, price, ${parts} from ${table} t
      where t.slot = s.slot and t.coin = (select key from ${coins} where id = ${coinId}) offset 0
    ) m
    where ${where} and ${writtenBetween(from, to)}`;
  const rows = await queryRows<Omit<RankPoint, "subScores"> & Record<SubScoreName, number>>(
    database,
    sql`
    select ${unixMs(sql`written_at`)} as at, rank, score, price, ${parts} from (
      ${probes(sql`${momentumSnapshots}`, sql`s.fine`)}
      union all ${probes(sql`${momentumHourly}`, sql`s.hourly and not s.fine`)}
      union all ${probes(sql`${momentumDaily}`, sql`s.daily and not s.hourly and not s.fine`)}
    ) known order by written_at`,
  );
  return rows.map(({ at, rank, score, price, ...subScores }) => ({ at, rank, score, subScores, price }));
}

export interface HistoricBoard {
  readonly writtenAt: UnixMs;
  readonly universeSize: number;
  readonly rows: readonly HistoricRow[];
}

export interface HistoricRow {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly rank: number | null;
  readonly score: number;
  readonly price: Usd | null;
  readonly subScores: Record<SubScoreName, number>;
}

/** The newest board written at or before `at`, ranked coins first; null when nothing is that old. */
export async function listBoardAt(database: Database, at: UnixMs): Promise<HistoricBoard | null> {
  const found = await findSlot(
    database,
    sql`slot <= ${instant(at)} and written_at <= ${instant(at)} order by slot desc`,
  );
  if (found === null) return null;
  const rows = await queryRows<HistoricRow & Record<SubScoreName, number>>(
    database,
    sql`
    select c.id, c.symbol, c.name, m.rank, m.score, m.price, m.price_momentum, m.volume_spike, m.rsi_signal,
      m.ma_cross, m.pretrend_bonus, m.whale_bonus
    from ${found.table} m join ${coins} c on c.key = m.coin
    where m.slot = ${instant(found.slot)} order by m.rank nulls last, m.score desc, c.id`,
  );
  return { writtenAt: found.writtenAt, universeSize: found.universeSize, rows: rows.map(toHistoricRow) };
}

function toHistoricRow(row: HistoricRow & Record<SubScoreName, number>): HistoricRow {
  const { id, symbol, name, rank, score, price, ...subScores } = row;
  return { id, symbol, name, rank, score, price, subScores };
}

/** A moment lies in its own slot, so the primary key narrows the search. */
const writtenBetween = (from: UnixMs, to: UnixMs): SQL =>
  sql`slot between ${instant(momentumSlotAt(from))} and ${instant(to)} and written_at between ${instant(from)} and ${instant(to)}`;

/** A stored moment and the finest table that still has its rows. */
export interface FoundSlot {
  slot: UnixMs;
  writtenAt: UnixMs;
  universeSize: number;
  table: SQL;
}

/** Ranks and points of another formula are of another kind: a difference to them would explain nothing. */
export function findSlotNear(database: Database, target: UnixMs, toleranceMs: number): Promise<FoundSlot | null> {
  return findSlot(
    database,
    sql`${writtenBetween(target - toleranceMs, target + toleranceMs)} and score_version = ${SCORE_VERSION}
    order by abs(extract(epoch from written_at - ${instant(target)})), slot`,
  );
}

/** The first slot by a condition and order, and the finest table that still has it. */
async function findSlot(database: Database, conditionAndOrder: SQL): Promise<FoundSlot | null> {
  return (await listSlots(database, sql`${conditionAndOrder} limit 1`))[0] ?? null;
}

/** Every stored moment after `after` and before `before`, oldest first. */
export function listSlotsBetween(database: Database, after: UnixMs, before: UnixMs): Promise<FoundSlot[]> {
  return listSlots(
    database,
    sql`slot between ${instant(momentumSlotAt(after))} and ${instant(before)}
    and written_at > ${instant(after)} and written_at < ${instant(before)} order by slot`,
  );
}

async function listSlots(database: Database, conditionAndOrder: SQL): Promise<FoundSlot[]> {
  const rows = await queryRows<{ at: number; written: number; size: number; fine: boolean; hourly: boolean }>(
    database,
    sql`
    select ${unixMs(sql`slot`)} as at, ${unixMs(sql`written_at`)} as written, universe_size as size, fine, hourly
    from ${momentumSlots} where ${conditionAndOrder}`,
  );
  return rows.map(({ at, written, size, fine, hourly }) => {
    const coarse = hourly ? sql`${momentumHourly}` : sql`${momentumDaily}`;
    const table = fine ? sql`${momentumSnapshots}` : coarse;
    return { slot: at, writtenAt: written, universeSize: size, table };
  });
}
