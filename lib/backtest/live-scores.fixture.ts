import { parseMarketRow } from "@/lib/adapters/coingecko/parse";
import type { Candle } from "@/lib/market/candle";
import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";
import type { MomentumConfig } from "@/lib/momentum/config";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import { medianBaseline, type VolumeBaseline } from "@/lib/momentum/volume-baseline";
import type { CandleSeries } from "@/lib/simulator/candle-series";
import { type Market, significant } from "@/lib/simulator/market";
import type { TapeCoin } from "@/lib/simulator/tape-universe";

/** The board that the live path makes of a market at one moment: provider rows, the adapter's parser, own baselines, the scorer. */
export function liveBoard(market: Market, at: UnixMs, config: MomentumConfig): Map<string, ScoredCoin> {
  const moment = market.momentAt(at);
  const rows = Array.from({ length: moment.size }, (_, place) => {
    const changes = moment.changes(place);
    return {
      ...moment.row(place),
      price_change_percentage_1h_in_currency: changes["1h"],
      price_change_percentage_24h_in_currency: changes["24h"],
      price_change_percentage_7d_in_currency: changes["7d"],
      sparkline_in_7d: { price: JSON.parse(moment.sparklineJson(place)) },
    };
  });
  const observed = rows.map((row) => parseMarketRow(row, at)).filter((row) => typeof row !== "string");
  const volumes = new Map<string, number[]>(observed.map(({ asset }) => [asset.id, []]));
  for (let day = 1; day <= 7; day++) {
    const before = market.momentAt(at - day * DAY_MS);
    for (const [id, known] of volumes) {
      const place = before.placeOf(id);
      const volume = place === null ? null : before.row(place).total_volume;
      if (volume !== null) known.push(volume);
    }
  }
  const baselines = new Map<string, VolumeBaseline>();
  for (const [id, known] of volumes) {
    const baseline = medianBaseline(known, "own_history");
    if (baseline !== null) baselines.set(id, baseline);
  }
  const inputs = {
    observed,
    baselines,
    categories: { stable: new Set<string>(), derivative: new Set<string>() },
    previousActions: new Map(),
    ranksAgo1h: new Map(),
    ranksAgo24h: new Map(),
  };
  return new Map(scoreUniverse(inputs, config, at).map((coin) => [coin.asset.id, coin]));
}

/** Candles as a tape keeps them. */
export function seriesOf(candles: readonly Candle[]): CandleSeries {
  let turnover = 0;
  return {
    spanMs: HOUR_MS,
    openSeconds: Float64Array.from(candles, ({ openAt }) => openAt / 1_000),
    open: Float64Array.from(candles, ({ open }) => open),
    high: Float64Array.from(candles, ({ high }) => high),
    low: Float64Array.from(candles, ({ low }) => low),
    close: Float64Array.from(candles, ({ close }) => close),
    turnoverSum: Float64Array.from(candles, ({ volumeUsd }) => {
      turnover += volumeUsd;
      return turnover;
    }),
  };
}

/** A tape's candles as a venue tells them: prices of one coin with the ten digits that a replay keeps. */
export function candlesOf(series: CandleSeries, multiplier: number): Candle[] {
  const price = (of: Float64Array, i: number) => significant((of[i] as number) / multiplier, 10);
  return Array.from(series.close, (_, i) => {
    const volumeUsd = (series.turnoverSum[i] as number) - (i === 0 ? 0 : (series.turnoverSum[i - 1] as number));
    return {
      openAt: (series.openSeconds[i] as number) * 1_000,
      open: price(series.open, i),
      high: price(series.high, i),
      low: price(series.low, i),
      close: price(series.close, i),
      volume: volumeUsd / price(series.close, i),
      volumeUsd,
    };
  });
}

/** A coin of a tape that one pair carries. */
export function tapeCoin(id: string): TapeCoin {
  return {
    id,
    symbol: id,
    name: id,
    circulatingSupply: 1e6,
    totalSupply: null,
    maxSupply: null,
    categories: [],
    pair: { symbol: `${id.toUpperCase()}USDT`, multiplier: 1 },
    recorded: { price: null, marketCap: null, volume: null },
  };
}
