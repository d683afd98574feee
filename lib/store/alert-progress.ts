import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { alertProgress } from "@/drizzle/schema/alerts";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { Database } from "@/lib/connections";
import { type MarketClock, marketSourceSchema } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { actionSchema } from "@/lib/momentum/scored-coin";
import { type Executor, instant, queryRows, rowsOf, unixMs } from "./query";

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const FAST = { level: 1 };

const readingSchema = z.object({
  coinId: z.string(),
  symbol: z.string(),
  score: z.number().nullable(),
  price: z.number().nullable(),
  whale: z.number().nullable(),
  pretrend: z.number().nullable(),
  rank: z.number().nullable(),
  clusterId: z.number().nullable(),
  action: actionSchema.nullable(),
  marketCapUsd: z.number().nullable(),
  volumeUsd: z.number().nullable(),
}) satisfies z.ZodType<CoinReadings>;

const knownSchema = z.object({
  market: z.object({ source: marketSourceSchema, seed: z.number().nullable() }),
  since: z.number().nullable(),
  at: z.number().nullable(),
  coins: z.array(readingSchema),
});

/** The readings that the next board is compared with. */
export interface KnownReadings {
  readonly market: Pick<MarketClock, "source" | "seed">;
  /** Market time of this market's first board, when another one's history may lie before it. */
  readonly since: UnixMs | null;
  /** Market time of the last board that was not stale; null before the first one. */
  readonly at: UnixMs | null;
  readonly coins: ReadonlyMap<string, CoinReadings>;
}

/** Which board was judged last. */
export interface Judged {
  readonly sequence: number;
  /** Market time at which it became visible. */
  readonly boardAt: UnixMs;
}

export interface Progress extends Judged {
  /** Null when they cannot be read: everything is seen for the first time then. */
  readonly known: KnownReadings | null;
}

/** The board that was judged last, in whichever worker; null before the first one. */
export async function readProgress(database: Database): Promise<Progress | null> {
  const [row] = await queryRows<Judged & { readings: Buffer }>(
    database,
    sql`select sequence::float8 as sequence, ${unixMs(sql`board_at`)} as "boardAt", readings from ${alertProgress}`,
  );
  if (row === undefined) return null;
  const { sequence, boardAt, readings } = row;
  return { sequence, boardAt, known: await unpack(readings) };
}

/** Which board was judged last, without what it read. */
export async function readJudged(database: Database): Promise<Judged | null> {
  const [row] = await queryRows<Judged>(
    database,
    sql`select sequence::float8 as sequence, ${unixMs(sql`board_at`)} as "boardAt" from ${alertProgress}`,
  );
  return row ?? null;
}

/** Compressed ahead of the transaction, which holds a lock that other workers wait for. */
export async function packReadings({ market, since, at, coins }: KnownReadings): Promise<Buffer> {
  const { source, seed } = market;
  return compress(JSON.stringify({ market: { source, seed }, since, at, coins: [...coins.values()] }), FAST);
}

/** Locks the progress until the transaction ends and answers whether it still stands where the evaluation began. */
export async function lockProgress(tx: Executor, expected: Judged | null): Promise<boolean> {
  const locked = await rowsOf<Judged>(
    tx,
    sql`
    select sequence::float8 as sequence, ${unixMs(sql`board_at`)} as "boardAt" from ${alertProgress} for update`,
  );
  const [row] = locked;
  if (expected === null || row === undefined) return expected === null && row === undefined;
  return row.sequence === expected.sequence && row.boardAt === expected.boardAt;
}

/** False when another worker made the first row. */
export async function saveProgress(
  tx: Executor,
  { sequence, boardAt }: Judged,
  readings: Buffer,
  isFirst: boolean,
): Promise<boolean> {
  const conflict = isFirst
    ? sql`on conflict ("only") do nothing`
    : sql`on conflict ("only") do update set
      sequence = excluded.sequence, board_at = excluded.board_at, readings = excluded.readings`;
  const saved = await rowsOf(
    tx,
    sql`
    insert into ${alertProgress} (sequence, board_at, readings)
    values (${sequence}, ${instant(boardAt)}, ${readings}) ${conflict} returning 1`,
  );
  return saved.length === 1;
}

async function unpack(bytes: Buffer): Promise<KnownReadings | null> {
  try {
    const parsed = knownSchema.safeParse(JSON.parse((await decompress(bytes)).toString("utf8")));
    if (!parsed.success) return null;
    const { market, since, at, coins } = parsed.data;
    return { market, since, at, coins: new Map(coins.map((coin) => [coin.coinId, coin])) };
  } catch {
    return null;
  }
}
