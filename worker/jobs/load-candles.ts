import { clearCandleTrouble, noteCandleLoad } from "@/lib/cache/candle-load";
import { writeFormingCandle } from "@/lib/cache/forming-candle";
import { readPairMap } from "@/lib/cache/pair-map";
import type { JobPayload } from "@/lib/contracts/jobs";
import type { MappedPair } from "@/lib/market/pair";
import { hourOf } from "@/lib/market/units";
import { readCandleSpan } from "@/lib/store/candles";
import { RETENTION_MS } from "@/lib/store/retention";
import { bringHours } from "@/worker/candles/bring-hours";
import type { JobContext } from "@/worker/runtime/services";

const VENUE = "binance";
const PAGE_HOURS = 1_000;

/** Brings one coin its hourly candles up to date, newest first, then what is kept of the past. */
export async function loadCandles({ coinId }: JobPayload<"candles.load">, context: JobContext) {
  const { db, log, redis } = context;
  const map = await readPairMap(redis, log);
  const pair = map?.mapped.find((one) => one.coinId === coinId);
  if (pair === undefined) return { skipped: "no proven pair" };
  try {
    await loadForming(context, pair);
    const brought = await loadClosed(context, pair);
    if ((await readCandleSpan(db.database, coinId, VENUE)) === null) {
      await noteCandleLoad(redis, coinId, { state: "empty", reason: `Binance has no candles of ${pair.pair}.` });
    }
    await clearCandleTrouble(redis, coinId);
    return brought;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await noteCandleLoad(redis, coinId, { state: "failed", reason: why });
    throw error;
  }
}

async function loadForming({ binance, redis, now, signal }: JobContext, { pair, multiplier, coinId }: MappedPair) {
  const { forming } = await binance.fetchCandles({ pair, multiplier, timeframe: "1h", limit: 1, now: now(), signal });
  await writeFormingCandle(redis, coinId, forming);
}

function loadClosed(context: JobContext, { pair, multiplier, coinId }: MappedPair) {
  const to = hourOf(context.now());
  return bringHours(
    {
      coinId,
      venue: VENUE,
      from: to - RETENTION_MS.candles,
      to,
      order: "newest-first",
      forBacktest: false,
      pageHours: PAGE_HOURS,
      fetchPage: (range, signal) =>
        context.binance.fetchHours({ pair, multiplier, ...range, priority: "high", signal }),
    },
    context,
  );
}
