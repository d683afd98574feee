import { clearCandleTrouble, noteCandleLoad } from "@/lib/cache/candle-load";
import { writeFormingCandle } from "@/lib/cache/forming-candle";
import { readPairMap } from "@/lib/cache/pair-map";
import type { JobPayload } from "@/lib/contracts/jobs";
import type { MappedPair } from "@/lib/market/pair";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { readCandleSpan, upsertCandles } from "@/lib/store/candles";
import { RETENTION_MS } from "@/lib/store/retain-history";
import type { JobContext } from "@/worker/runtime/services";

const VENUE = "binance";
const PAGE = 1_000;

/** Brings one coin its hourly candles up to date, newest first, then what is kept of the past. */
export async function loadCandles({ coinId }: JobPayload<"candles.load">, context: JobContext) {
  const { log, redis } = context;
  const map = await readPairMap(redis, log);
  const pair = map?.mapped.find((one) => one.coinId === coinId);
  if (pair === undefined) return { skipped: "no proven pair" };
  try {
    const newest = await loadNewest(context, pair);
    const older = await loadOlder(context, pair);
    if (newest + older === 0 && (await readCandleSpan(context.db.database, coinId, VENUE)) === null) {
      await noteCandleLoad(redis, coinId, { state: "empty", reason: `Binance has no candles of ${pair.pair}.` });
    }
    await clearCandleTrouble(redis, coinId);
    return { newest, older };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await noteCandleLoad(redis, coinId, { state: "failed", reason: why });
    throw error;
  }
}

async function loadNewest(context: JobContext, pair: MappedPair): Promise<number> {
  const { db, redis, now } = context;
  const keptFrom = now() - RETENTION_MS.candles;
  const span = await readCandleSpan(db.database, pair.coinId, VENUE);
  if (span === null) {
    const { closed, forming } = await fetchPage(context, pair, PAGE);
    await writeFormingCandle(redis, pair.coinId, forming);
    return upsertCandles(db.database, pair.coinId, VENUE, closed);
  }
  return loadSince(context, pair, Math.max(span.newestAt + HOUR_MS, keptFrom));
}

/** Page by page towards now, so that however long nobody looked, no hour between is left out. */
async function loadSince(context: JobContext, pair: MappedPair, from: UnixMs): Promise<number> {
  const { db, redis, now, signal } = context;
  let stored = 0;
  for (let startAt = from; !signal.aborted; ) {
    const missing = Math.max(0, Math.ceil((now() - startAt) / HOUR_MS)) + 1;
    const { closed, forming } = await fetchPage(context, pair, Math.min(PAGE, missing), startAt);
    stored += await upsertCandles(db.database, pair.coinId, VENUE, closed);
    const last = closed.at(-1);
    if (forming !== null || last === undefined || last.openAt < startAt) {
      await writeFormingCandle(redis, pair.coinId, forming);
      return stored;
    }
    startAt = last.openAt + HOUR_MS;
  }
  return stored;
}

/** Page by page into the past, each stored as it comes, until the venue has no older ones or we would not keep them. */
async function loadOlder(context: JobContext, pair: MappedPair): Promise<number> {
  const { db, now, signal } = context;
  const keptFrom = now() - RETENTION_MS.candles;
  let stored = 0;
  while (!signal.aborted) {
    const span = await readCandleSpan(db.database, pair.coinId, VENUE);
    if (span === null || span.oldestAt - HOUR_MS <= keptFrom) return stored;
    const startAt = Math.max(keptFrom, span.oldestAt - PAGE * HOUR_MS);
    const { closed } = await fetchPage(context, pair, PAGE, startAt);
    const older = closed.filter(({ openAt }) => openAt < span.oldestAt && openAt >= keptFrom);
    if (older.length === 0) return stored;
    stored += await upsertCandles(db.database, pair.coinId, VENUE, older);
  }
  return stored;
}

function fetchPage(
  { binance, now, signal }: JobContext,
  { pair, multiplier }: MappedPair,
  limit: number,
  startAt?: UnixMs,
) {
  const start = startAt === undefined ? {} : { startAt };
  return binance.fetchCandles({ pair, multiplier, timeframe: "1h", limit, ...start, now: now(), signal });
}
