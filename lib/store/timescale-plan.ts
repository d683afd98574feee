import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { RETENTION_MS } from "./retention";

/** A table that TimescaleDB may cut into chunks by time. Its primary key holds the time, as chunks need. */
export interface Hypertable {
  readonly table: string;
  readonly column: string;
  readonly chunkDays: number;
  readonly keptMs: number;
  /** Null: rows are too young or too often changed to be worth it. */
  readonly compressAfterMs: number | null;
}

/**
 * Rank changes and alerts read moments of up to a week ago across all coins, which a chunk that is compressed by coin answers
 * slowly: nothing younger than two weeks is compressed. `momentum_snapshots` is partitioned by day in plain SQL already, which
 * TimescaleDB cannot take over, and candles are filled in at any time of the past.
 */
export const HYPERTABLES: readonly Hypertable[] = [
  {
    table: "momentum_hourly",
    column: "slot",
    chunkDays: 7,
    keptMs: RETENTION_MS.hourly,
    compressAfterMs: 14 * DAY_MS,
  },
  {
    table: "momentum_daily",
    column: "slot",
    chunkDays: 90,
    keptMs: RETENTION_MS.daily,
    compressAfterMs: 90 * DAY_MS,
  },
  {
    table: "pretrend_predictions",
    column: "at",
    chunkDays: 7,
    keptMs: RETENTION_MS.predictions,
    compressAfterMs: 14 * DAY_MS,
  },
  { table: "whale_orders", column: "at", chunkDays: 1, keptMs: RETENTION_MS.whaleOrders, compressAfterMs: null },
];

/** What one of these tables is now. */
export interface ChunkedState {
  readonly isHypertable: boolean;
  readonly isCompressed: boolean;
  /** Rows, counted no further than `LARGE`. */
  readonly rows: number;
}

export interface TimescaleState {
  readonly version: string;
  /** False in the Apache edition, which has chunks and no compression. */
  readonly mayCompress: boolean;
  readonly tables: ReadonlyMap<string, ChunkedState>;
}

/** More rows than this are moved only when somebody asks: nobody can read or write the table meanwhile. */
export const LARGE = 100_000;
/** The first version with `by_range`. */
const OLDEST = [2, 13] as const;

export interface ConversionPlan {
  readonly statements: readonly string[];
  /** What stays as it is, in words for the operator. */
  readonly left: readonly string[];
}

/** What turns the tables of a database with the extension into hypertables: nothing where all of them are. */
export function planConversion(state: TimescaleState, convertLarge: boolean): ConversionPlan {
  if (isOlder(state.version)) {
    return {
      statements: [],
      left: [`TimescaleDB ${state.version} is older than ${OLDEST.join(".")} and is not used.`],
    };
  }
  const statements: string[] = [];
  const left: string[] = [];
  for (const hypertable of HYPERTABLES) {
    const { table, compressAfterMs } = hypertable;
    const now = state.tables.get(table);
    if (now === undefined) continue;
    if (!(now.isHypertable || now.rows <= LARGE || convertLarge)) {
      left.push(
        `${table} has more than ${LARGE.toLocaleString("en-US")} rows and stays a plain table; npm run db:migrate -- --hypertables moves them while nobody can use it.`,
      );
      continue;
    }
    if (!now.isHypertable) statements.push(creation(hypertable));
    if (compressAfterMs !== null && state.mayCompress && !now.isCompressed) statements.push(compression(hypertable));
  }
  return { statements, left };
}

function creation({ table, column, chunkDays }: Hypertable): string {
  return `select create_hypertable('${table}', by_range('${column}', interval '${chunkDays} days'), create_default_indexes => false, if_not_exists => true, migrate_data => true)`;
}

function compression({ table, column }: Hypertable): string {
  return `alter table ${table} set (timescaledb.compress, timescaledb.compress_segmentby = 'coin', timescaledb.compress_orderby = '${column}')`;
}

/** What the hourly retention does with the chunks of one table. */
export interface ChunkPlan {
  readonly table: string;
  /** Drops what is too old. */
  readonly drop: string;
  /** Lists chunks that are old enough and not compressed yet; each is compressed by a statement of its own. Null: none ever. */
  readonly listOld: string | null;
}

/**
 * By our own job and in market time: TimescaleDB's policies know only the wall clock, and would drop the whole of a replayed year
 * at once.
 */
export function planChunks(state: TimescaleState, now: UnixMs): ChunkPlan[] {
  return HYPERTABLES.flatMap(({ table, keptMs, compressAfterMs }) => {
    const known = state.tables.get(table);
    if (known === undefined || !known.isHypertable) return [];
    const compresses = compressAfterMs !== null && state.mayCompress && known.isCompressed;
    const drop = `select drop_chunks('${table}', older_than => ${literal(now - keptMs)})`;
    return [{ table, drop, listOld: compresses ? oldChunks(table, now - compressAfterMs) : null }];
  });
}

function oldChunks(table: string, before: UnixMs): string {
  return `select format('%I.%I', chunk_schema, chunk_name) as chunk from timescaledb_information.chunks where hypertable_schema = 'public' and hypertable_name = '${table}' and not is_compressed and range_end <= ${literal(before)} order by range_end`;
}

const literal = (at: UnixMs): string => `timestamptz '${new Date(at).toISOString()}'`;

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
