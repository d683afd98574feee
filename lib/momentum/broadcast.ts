import { z } from "zod";
import { actionSchema, type ScoredCoin } from "./scored-coin";

/** One coin as the stream carries it. `delta` is points since the last time this coin was broadcast. */
export const broadcastRowSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  name: z.string(),
  rank: z.number().int().nullable(),
  momentum_score: z.number(),
  delta: z.number(),
  action: actionSchema,
  whale_confidence: z.number().nullable(),
  pretrend_prob: z.number().nullable(),
});
export type BroadcastRow = z.infer<typeof broadcastRowSchema>;

type RankedRow = Pick<BroadcastRow, "id" | "rank" | "momentum_score">;

/** Smaller moves of the score, in points, are not worth a message. */
const MIN_DELTA = 0.1;
/** Within this rank every change of rank is told. */
const WATCHED_RANKS = 100;

export interface BroadcastDiff {
  /** What has been broadcast once `changed` and `removed` are out, in broadcast order. */
  rows: BroadcastRow[];
  changed: BroadcastRow[];
  /** Ids no longer scored. */
  removed: string[];
}

/**
 * What to tell after a new board: coins that are new, whose score moved by 0.1 points or more since they were last told,
 * whose action changed, that gained or lost their rank, or whose rank changed within the top 100.
 * A coin that is not told keeps the row it was last told with, so small moves add up until they matter.
 */
export function diffBroadcast(previous: readonly BroadcastRow[], coins: readonly ScoredCoin[]): BroadcastDiff {
  const told = new Map(previous.map((row) => [row.id, row]));
  const changed: BroadcastRow[] = [];
  const rows: BroadcastRow[] = [];
  for (const coin of coins) {
    const before = told.get(coin.asset.id);
    const now = toBroadcastRow(coin, before);
    const tell = before === undefined || isWorthTelling(before, now);
    if (tell) changed.push(now);
    rows.push(tell ? now : before);
    told.delete(coin.asset.id);
  }
  return { rows: rows.sort(compareRows), changed, removed: [...told.keys()] };
}

/** The reader's side: `applyBroadcast(previous, changed, removed)` equals the `rows` of the diff that made them. */
export function applyBroadcast(
  rows: readonly BroadcastRow[],
  changed: readonly BroadcastRow[],
  removed: readonly string[],
): BroadcastRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const id of removed) byId.delete(id);
  for (const row of changed) byId.set(row.id, row);
  return [...byId.values()].sort(compareRows);
}

function isWorthTelling(before: BroadcastRow, now: BroadcastRow): boolean {
  if (Math.abs(now.delta) >= MIN_DELTA || now.action !== before.action) return true;
  if (now.rank === before.rank) return false;
  if (now.rank === null || before.rank === null) return true;
  return Math.min(now.rank, before.rank) <= WATCHED_RANKS;
}

/** Rows leave the process as they are, so they are rounded here: points to 2 decimals, shares to 3. */
function toBroadcastRow(coin: ScoredCoin, before: BroadcastRow | undefined): BroadcastRow {
  const score = round(coin.score, 100);
  return {
    id: coin.asset.id,
    symbol: coin.asset.symbol,
    name: coin.asset.name,
    rank: coin.rank,
    momentum_score: score,
    delta: before === undefined ? 0 : round(score - before.momentum_score, 100),
    action: coin.action,
    whale_confidence: roundOrNull(coin.readings.whale.confidence),
    pretrend_prob: roundOrNull(coin.readings.pretrend.probability),
  };
}

function round(value: number, scale: number): number {
  return Math.round(value * scale) / scale;
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : round(value, 1_000);
}

/** Rank order, coins without a rank last; a rank told earlier may tie, then the score and the id decide. */
export function compareRows(left: RankedRow, right: RankedRow): number {
  const byRank = (left.rank ?? Number.MAX_SAFE_INTEGER) - (right.rank ?? Number.MAX_SAFE_INTEGER);
  if (byRank !== 0) return byRank;
  if (left.momentum_score !== right.momentum_score) return right.momentum_score - left.momentum_score;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}
