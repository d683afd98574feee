import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { HOUR_MS } from "@/lib/market/units";
import type { HistoryCoin, PretrendHistory } from "@/lib/pretrend/history";
import { type CandleSeries, closeTimeOf, openOf } from "@/lib/simulator/candle-series";
import { readTapeUniverse, type TapeCoin } from "@/lib/simulator/tape-universe";
import { findRecording, readCandles } from "./recording";

/**
 * The coins of a recording that can have a trend of their own, with their hourly candles: `spot-1h/` for the prices,
 * `coingecko/` for who is behind a pair and how many coins there are. Pegged coins and stand-ins for others are left out,
 * as the ranking leaves them out; so are pairs whose coin is not known.
 */
export async function loadPretrendHistory(directory: string): Promise<PretrendHistory> {
  const coingecko = join(directory, "coingecko");
  const text = async (pattern: RegExp): Promise<string> => readFile(await findRecording(coingecko, pattern), "utf8");
  const markets = await findRecording(coingecko, /^coingecko_markets_.*\.jsonl\.gz$/);
  const universe = readTapeUniverse({
    marketsJsonl: gunzipSync(await readFile(markets)).toString(),
    pairsCsv: await text(/^spot_usdt_to_coingecko\.csv$/),
    stablecoinsCsv: await text(/^stablecoins\.csv$/),
    wrappedCsv: await text(/^wrapped\.csv$/),
  });
  const hourly = await readCandles(await findRecording(join(directory, "spot-1h"), /_1h_.*\.csv\.gz$/), HOUR_MS);
  return historyOf(universe.coins, hourly);
}

function historyOf(coins: readonly TapeCoin[], hourly: ReadonlyMap<string, CandleSeries>): PretrendHistory {
  const held: HistoryCoin[] = [];
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const coin of coins) {
    const series = coin.pair === null ? undefined : hourly.get(coin.pair.symbol);
    if (coin.pair === null || series === undefined || coin.categories.length > 0) continue;
    from = Math.min(from, openOf(series, 0));
    to = Math.max(to, closeTimeOf(series, series.close.length - 1));
    const { multiplier } = coin.pair;
    held.push({
      id: coin.id,
      supply: coin.circulatingSupply,
      openSeconds: series.openSeconds,
      close: multiplier === 1 ? series.close : series.close.map((price) => price / multiplier),
      turnoverSum: series.turnoverSum,
    });
  }
  return { coins: held, from, to };
}
