import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { clamp } from "@/lib/statistics/clamp";
import { percentileRanks } from "@/lib/statistics/percentile-rank";
import { robustScale } from "@/lib/statistics/robust-scale";
import { FEATURE_AT, FeatureBlock } from "./feature-block";
import { BITCOIN_ID, type PretrendCoin, type PretrendUniverse } from "./pretrend-universe";
import { type CloseReturns, readCloses } from "./read-closes";

const HOURS_OF_WEEK = 168;
/** Fewer coins are no crowd to be ranked in. */
const CROWD_MIN = 10;
const LIMIT = 5;
/** Market caps are counted in decades from a billion US dollars. */
const CAP_UNIT = 1e9;

/**
 * Everything the model may know of every coin at `closesEndAt` (formulas A.13). Training and serving call this and nothing
 * else. Levels that depend on how many venues a volume counts (turnover, illiquidity) enter as robust z among the coins of
 * the moment, where one factor common to all falls out: a model trained on one exchange can be served on all of them.
 */
export function universeFeatures({ closesEndAt, coins }: PretrendUniverse): FeatureBlock {
  const block = new FeatureBlock(coins.length);
  const returns = readCloses(
    coins.map(({ closes }) => closes),
    block,
  );
  coins.forEach((coin, row) => {
    if ((block.sigma24[row] ?? 0) > 0) writeOwn(coin, row, block);
  });
  writeCrowd(coins, returns, block);
  writeMoment(coins, returns, closesEndAt, block);
  return block;
}

const positive = (value: number | null): value is number => value !== null && value > 0 && Number.isFinite(value);

/** What a coin's volume, cap, whales and perpetual say without looking at others. */
function writeOwn({ volumeRatio, marketCapUsd, whale, funding }: PretrendCoin, row: number, block: FeatureBlock): void {
  const day = block.get(row, "return_24h");
  if (volumeRatio !== null && volumeRatio >= 0) {
    const ratio = clamp(Math.log(Math.max(volumeRatio, 1e-9)), -LIMIT, LIMIT);
    block.set(row, FEATURE_AT.volume_ratio, ratio);
    if (day !== null) block.set(row, FEATURE_AT.signed_volume_ratio, ratio * Math.sign(day));
  }
  if (positive(marketCapUsd)) {
    block.set(row, FEATURE_AT.market_cap, Math.log(marketCapUsd));
    const decades = Math.log10(marketCapUsd / CAP_UNIT);
    if (day !== null)
      block.set(row, FEATURE_AT.market_cap_x_return_24h, clamp(decades, -LIMIT, LIMIT) * clamp(day, -LIMIT, LIMIT));
  }
  if (whale !== null)
    block.set(row, FEATURE_AT.whale_flow, clamp(whale.confidence, 0, 1) * clamp(whale.netFlow, -1, 1));
  if (funding?.rateZ != null) block.set(row, FEATURE_AT.funding, funding.rateZ);
  if (funding?.openInterestChange != null) block.set(row, FEATURE_AT.open_interest_change, funding.openInterestChange);
}

/** Where a coin stands among those of the moment. */
function writeCrowd(coins: readonly PretrendCoin[], { day, week }: CloseReturns, block: FeatureBlock): void {
  writeAmong(
    block,
    FEATURE_AT.turnover,
    ({ volumeUsd24h, marketCapUsd }) =>
      positive(volumeUsd24h) && positive(marketCapUsd) ? Math.log(volumeUsd24h / marketCapUsd) : Number.NaN,
    coins,
  );
  writeAmong(
    block,
    FEATURE_AT.illiquidity,
    ({ volumeUsd24h }, row) =>
      positive(volumeUsd24h) ? Math.log((block.hourlyMove[row] ?? 0) / volumeUsd24h) : Number.NaN,
    coins,
  );
  writeRanks(block, FEATURE_AT.rank_24h, day);
  writeRanks(block, FEATURE_AT.rank_7d, week);
}

function writeAmong(
  block: FeatureBlock,
  feature: number,
  read: (coin: PretrendCoin, row: number) => number,
  coins: readonly PretrendCoin[],
): void {
  const values = Float64Array.from(coins, (coin, row) =>
    (block.sigma24[row] ?? 0) > 0 ? read(coin, row) : Number.NaN,
  );
  const known = values.filter((value) => Number.isFinite(value));
  const reference = robustScale(known);
  if (reference === null || known.length < CROWD_MIN) return;
  values.forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    const z = reference.scale === 0 ? 0 : (value - reference.centre) / reference.scale;
    block.set(row, feature, clamp(z, -LIMIT, LIMIT));
  });
}

/** Mid-rank percentile from −½ (lowest) to ½. */
function writeRanks(block: FeatureBlock, feature: number, values: Float64Array): void {
  const rows = Uint32Array.from(values.keys()).filter((row) => Number.isFinite(values[row]));
  if (rows.length < CROWD_MIN) return;
  rows.sort((left, right) => (values[right] as number) - (values[left] as number));
  const ranks = percentileRanks(Float64Array.from(rows, (row) => values[row] as number));
  rows.forEach((row, position) => {
    block.set(row, feature, (ranks[position] as number) / 100 - 0.5);
  });
}

/** What is the same for all coins: Bitcoin's day, how many rose, the hour of the week. */
function writeMoment(
  coins: readonly PretrendCoin[],
  { day }: CloseReturns,
  closesEndAt: UnixMs,
  block: FeatureBlock,
): void {
  const bitcoin = coins.findIndex(({ id }) => id === BITCOIN_ID);
  const bitcoinDay = bitcoin < 0 ? null : block.get(bitcoin, "return_24h");
  const known = day.filter((value) => Number.isFinite(value));
  const rose = known.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
  const phase = (((closesEndAt / HOUR_MS) % HOURS_OF_WEEK) / HOURS_OF_WEEK) * 2 * Math.PI;
  const sine = Math.sin(phase);
  const cosine = Math.cos(phase);
  for (let row = 0; row < coins.length; row++) {
    if (block.sigma24[row] === 0) continue;
    if (bitcoinDay !== null) block.set(row, FEATURE_AT.bitcoin_return_24h, bitcoinDay);
    if (known.length >= CROWD_MIN) block.set(row, FEATURE_AT.breadth, rose / known.length - 0.5);
    block.set(row, FEATURE_AT.week_sine, sine);
    block.set(row, FEATURE_AT.week_cosine, cosine);
  }
}
