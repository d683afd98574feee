import { AppError } from "@/lib/errors";
import type { Candle } from "@/lib/market/candle";
import type { HourRange } from "@/lib/market/hour-ranges";
import { hourOf } from "@/lib/market/units";
import { listUnaskedHours, noteBacktested } from "@/lib/store/candle-spans";
import { listCandles } from "@/lib/store/candles";
import { bringHours } from "@/worker/candles/bring-hours";
import type { HistorySource, VenueCoin } from "./history-venues";
import type { CandleContext } from "./load-histories";

/** One coin's hours and where they came from. */
export interface BroughtCoin {
  readonly source: HistorySource;
  readonly candles: readonly Candle[];
  readonly reason: string;
}

/**
 * The hours of a coin from the first venue that has any of them, brought where they are not stored yet. In words when none
 * has. A venue that fails is no reason to take another one's prices: the error is thrown, and what was brought stays.
 */
export async function bringCoin(
  coinId: string,
  range: HourRange,
  sources: readonly HistorySource[],
  context: CandleContext,
): Promise<BroughtCoin | string> {
  const passedOver: string[] = [];
  for (const source of sources) {
    const found = await bringFrom(source, coinId, range, context);
    if (typeof found === "string") passedOver.push(found);
    else return { source, candles: found.candles, reason: sentence([found.known, ...passedOver]) };
  }
  return sentence(passedOver);
}

async function bringFrom(
  source: HistorySource,
  coinId: string,
  range: HourRange,
  context: CandleContext,
): Promise<{ candles: readonly Candle[]; known: string } | string> {
  const { db, now } = context;
  const { venue, name } = source;
  // The hour under way is nobody's yet.
  const over = { from: range.from, to: Math.min(range.to, hourOf(now())) };
  const isStored = (await listUnaskedHours(db.database, coinId, venue, over)).length === 0;
  const coin = isStored ? null : await source.find(coinId);
  const isTraded = coin !== null && typeof coin !== "string";
  const limit = isTraded ? await bring(source, coinId, over, coin, context) : null;
  const candles = await listCandles(db.database, coinId, venue, range.from, range.to);
  if (candles.length === 0)
    return typeof coin === "string" ? coin : (limit ?? `${name} has no hours of it in the range`);
  await noteBacktested(db.database, coinId, venue, over, now());
  // What a venue told of a coin before it dropped the pair is still true of those hours.
  const known = isTraded ? coin.known : `${name} told these hours before`;
  const but = typeof coin === "string" ? `but not all of them, and now ${coin}` : limit && `but ${limit}`;
  return { candles, known: but === null ? known : `${known}, ${but}` };
}

/** Null, or in words why not all hours could be asked for. */
async function bring(
  { venue, name, pageHours }: HistorySource,
  coinId: string,
  over: HourRange,
  coin: VenueCoin,
  context: CandleContext,
): Promise<string | null> {
  const { fetchPage } = coin;
  const wish = { coinId, venue, ...over, order: "newest-first", forBacktest: true, pageHours, fetchPage } as const;
  try {
    const { malformed } = await bringHours(wish, context);
    return malformed === 0 ? null : `${malformed} of its rows could not be read`;
  } catch (error) {
    const reason = error instanceof AppError ? limitOf(error, name) : null;
    if (reason === null) throw error;
    return reason;
  }
}

/** What asking again cannot mend, in words; null for what it can. */
function limitOf({ code }: AppError, name: string): string | null {
  if (code === "forbidden") return `${name} does not serve this location`;
  if (code === "not_found") return `${name} does not know this coin any more`;
  return code === "plan_restricted" ? `${name}'s plan does not reach back as far` : null;
}

/** "Binance trades X; OKX has no …" as one sentence. */
function sentence(parts: readonly string[]): string {
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
