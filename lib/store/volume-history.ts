import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { volumeSnapshots } from "@/drizzle/schema/volume-snapshot";
import type { Database } from "@/lib/connections";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { isStorableId } from "./coins";
import { instant, queryRows } from "./query";

const DAYS = 7;
const TOLERANCE_MS = 45 * MINUTE_MS;

const nearestHour = (at: UnixMs): UnixMs => Math.round(at / HOUR_MS) * HOUR_MS;
const secondsOff = (at: UnixMs): number => Math.round((at - nearestHour(at)) / SECOND_MS);

export interface VolumeRow {
  readonly id: string;
  readonly volumeUsd: Usd;
}

/**
 * The rolling 24 h volumes observed at a moment, kept under the hour nearest to it. The first observation of an hour stays,
 * so repeating is harmless; it replaces a charted point. Coins without a key are skipped.
 */
export async function insertVolumeSnapshots(
  database: Database,
  observedAt: UnixMs,
  rows: readonly VolumeRow[],
  keys: ReadonlyMap<string, number>,
): Promise<void> {
  const volumes = new Map<number, Usd>();
  for (const { id, volumeUsd } of rows) {
    const key = keys.get(id);
    if (key !== undefined) volumes.set(key, volumeUsd);
  }
  const input = Array.from(volumes, ([coin, volume]) => ({ coin, volume })).toSorted((a, b) => a.coin - b.coin);
  await queryRows(
    database,
    sql`
    insert into ${volumeSnapshots} as known (ts_hour, coin, total_volume, seconds_off)
    select ${instant(nearestHour(observedAt))}, coin, volume, ${secondsOff(observedAt)}::smallint
    from json_to_recordset(${JSON.stringify(input)}::json) as input(coin int, volume float8)
    on conflict (ts_hour, coin) do update set total_volume = excluded.total_volume,
      seconds_off = excluded.seconds_off, charted = false
    where known.charted`,
  );
}

export interface VolumePoint {
  readonly at: UnixMs;
  readonly volumeUsd: Usd;
}

/**
 * Volumes that the provider's chart told of the past, each rounded to its nearest hour; never over an observation of our own.
 * Answers how many were new; a coin that was never upserted has none.
 */
export async function insertVolumeHistory(
  database: Database,
  id: string,
  points: readonly VolumePoint[],
  source: "market_chart",
): Promise<number> {
  if (!isStorableId(id)) return 0;
  const byHour = new Map(points.map((point) => [nearestHour(point.at), point]));
  const input = Array.from(byHour, ([hour, { at, volumeUsd }]) => {
    return { hour: new Date(hour).toISOString(), off: secondsOff(at), volume: volumeUsd };
  });
  const inserted = await queryRows(
    database,
    sql`
    insert into ${volumeSnapshots} (ts_hour, coin, total_volume, seconds_off, charted)
    select input.hour, ${coins.key}, input.volume, input.off, ${source === "market_chart"}
    from ${coins},
      json_to_recordset(${JSON.stringify(input)}::json) as input(hour timestamptz, off smallint, volume float8)
    where ${coins.id} = ${id}
    on conflict (ts_hour, coin) do nothing
    returning 1`,
  );
  return inserted.length;
}

/**
 * Per coin the volumes at `now` − 24 h · k, k = 1…7, newest first: for each k the snapshot observed nearest in time, at most
 * 45 minutes away. A coin has 1 to 7 of them or is absent.
 */
export async function listVolumeHistory(database: Database, now: UnixMs): Promise<Map<string, number[]>> {
  const rows = await queryRows<{ id: string; volumes: number[] }>(
    database,
    sql`
    select ${coins.id}, array_agg(nearest.volume order by nearest.k) as volumes
    from (${nearestSnapshots(now)}) nearest join ${coins} on ${coins.key} = nearest.coin
    group by ${coins.id}`,
  );
  return new Map(rows.map(({ id, volumes }) => [id, volumes]));
}

/** The coins of `listVolumeHistory` at least one of whose volumes came from the provider's chart. */
export async function listChartedCoins(database: Database, now: UnixMs): Promise<Set<string>> {
  const rows = await queryRows<{ id: string }>(
    database,
    sql`
    select ${coins.id} from ${coins}
    where ${coins.key} in (select coin from (${nearestSnapshots(now)}) nearest where charted)`,
  );
  return new Set(rows.map(({ id }) => id));
}

function nearestSnapshots(now: UnixMs) {
  return sql`
    select distinct on (coin, k) coin, k, volume, charted
    from (
      select v.coin, wished.k, v.total_volume as volume, v.charted, abs(wished.away + v.seconds_off) as distance
      from json_to_recordset(${JSON.stringify(wishedHours(now))}::json) as wished(k int, hour timestamptz, away float8)
      join ${volumeSnapshots} v on v.ts_hour = wished.hour
    ) near
    where distance <= ${TOLERANCE_MS / SECOND_MS}
    order by coin, k, distance`;
}

/**
 * The whole hours under which an observation within tolerance of a target can be kept: exact values that the primary key
 * finds. `away` is how many seconds the hour lies after the target.
 */
function wishedHours(now: UnixMs): { k: number; hour: string; away: number }[] {
  const targets = Array.from({ length: DAYS }, (_, index) => ({ k: index + 1, at: now - (index + 1) * DAY_MS }));
  return targets.flatMap(({ k, at }) =>
    [-HOUR_MS, 0, HOUR_MS].map((step) => {
      const hour = nearestHour(at) + step;
      return { k, hour: new Date(hour).toISOString(), away: (hour - at) / SECOND_MS };
    }),
  );
}
