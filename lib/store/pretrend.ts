import { sql } from "drizzle-orm";
import { pretrendPredictions } from "@/drizzle/schema/pretrend";
import type { Database } from "@/lib/connections";
import type { UnixMs, Usd } from "@/lib/market/units";
import { instant, queryRows, unixMs } from "./query";

/** A probability at the moment it could be read. */
export interface StoredPrediction {
  /** Integer key of the coin. */
  readonly coin: number;
  readonly price: Usd;
  readonly sigma24: number;
  readonly modelProbability: number | null;
  readonly servedProbability: number;
  readonly baseRate: number;
}

/** Keeps what was said of every coin at a moment; what is already kept of that moment stays. Answers how many were new. */
export async function insertPredictions(
  database: Database,
  at: UnixMs,
  modelHash: string | null,
  predictions: readonly StoredPrediction[],
): Promise<number> {
  const rows = predictions.map(({ coin, price, sigma24, modelProbability, servedProbability, baseRate }) => {
    return { c: coin, p: price, s: sigma24, m: modelProbability, v: servedProbability, b: baseRate };
  });
  const inserted = await queryRows<{ count: number }>(
    database,
    sql`
    with new as (
      insert into ${pretrendPredictions}
        (at, price, coin, model_probability, served_probability, base_rate, sigma24, model_hash)
      select ${instant(at)}, p, c, m, v, b, s, ${modelHash}
      from json_to_recordset(${JSON.stringify(rows)}::json) as input(c int, p float8, s real, m real, v real, b real)
      order by c on conflict do nothing returning 1)
    select count(*)::int as count from new`,
  );
  return inserted[0]?.count ?? 0;
}

/** The newest moment at or before `now` of which probabilities are kept. */
export async function readLatestPredictionTime(database: Database, now: UnixMs): Promise<UnixMs | null> {
  const [row] = await queryRows<{ at: number | null }>(
    database,
    sql`select ${unixMs(sql`max(at)`)} as at from ${pretrendPredictions} where at <= ${instant(now)}`,
  );
  return row?.at ?? null;
}

/** Moments at or before `until` of which something is still to be looked up, oldest first. */
export async function listUnresolvedTimes(
  database: Database,
  from: UnixMs,
  until: UnixMs,
  limit: number,
): Promise<UnixMs[]> {
  const rows = await queryRows<{ at: number }>(
    database,
    sql`
    select ${unixMs(sql`at`)} as at from ${pretrendPredictions}
    where at between ${instant(from)} and ${instant(until)} and outcome is null and not unknowable
    group by ${pretrendPredictions.at} order by 1 limit ${limit}`,
  );
  return rows.map(({ at }) => at);
}

export async function listUnresolved(
  database: Database,
  at: UnixMs,
): Promise<Pick<StoredPrediction, "coin" | "price" | "sigma24">[]> {
  return queryRows(
    database,
    sql`
    select coin, price, sigma24 from ${pretrendPredictions}
    where at = ${instant(at)} and outcome is null and not unknowable`,
  );
}

/** `outcome` null: prices were missing, nothing can be said. What was resolved before stays. */
export async function resolvePredictions(
  database: Database,
  at: UnixMs,
  outcomes: readonly { readonly coin: number; readonly outcome: 0 | 1 | null }[],
): Promise<void> {
  const rows = outcomes.map(({ coin, outcome }) => ({ c: coin, o: outcome }));
  await queryRows(
    database,
    sql`
    update ${pretrendPredictions} known set outcome = input.o, unknowable = input.o is null
    from json_to_recordset(${JSON.stringify(rows)}::json) as input(c int, o smallint)
    where known.at = ${instant(at)} and known.coin = input.c and known.outcome is null and not known.unknowable`,
  );
}

/** Sums over the resolved probabilities of one day and one step of probability. */
export interface PredictionSums {
  /** Days since 1970 in UTC. */
  readonly day: number;
  /** Steps of five hundredths, 0…19. */
  readonly step: number;
  readonly samples: number;
  readonly outcomes: number;
  readonly probabilities: number;
  readonly squaresModel: number;
  readonly squaresBase: number;
}

/** What a model's probabilities of a stretch of time came to; one row a day and step. */
export async function sumResolved(
  database: Database,
  modelHash: string,
  from: UnixMs,
  to: UnixMs,
): Promise<PredictionSums[]> {
  return queryRows<PredictionSums>(
    database,
    sql`
    select floor(extract(epoch from at) / 86400)::int as day,
      least(floor(model_probability * 20), 19)::int as step,
      count(*)::int as samples, sum(outcome)::float8 as outcomes,
      sum(model_probability::float8) as probabilities,
      sum((model_probability::float8 - outcome) ^ 2) as "squaresModel",
      sum((base_rate::float8 - outcome) ^ 2) as "squaresBase"
    from ${pretrendPredictions}
    where at between ${instant(from)} and ${instant(to)} and model_hash = ${modelHash}
      and outcome is not null and model_probability is not null
    group by 1, 2 order by 1, 2`,
  );
}

/** How many of a model's probabilities wait for their hours, and of how many nothing can be said. */
export async function countOpen(
  database: Database,
  modelHash: string,
  from: UnixMs,
  to: UnixMs,
): Promise<{ waiting: number; unknowable: number }> {
  const [row] = await queryRows<{ waiting: number; unknowable: number }>(
    database,
    sql`
    select count(*) filter (where outcome is null and not unknowable)::int as waiting,
      count(*) filter (where unknowable)::int as unknowable
    from ${pretrendPredictions}
    where at between ${instant(from)} and ${instant(to)} and model_hash = ${modelHash}`,
  );
  return row ?? { waiting: 0, unknowable: 0 };
}
