import { averageRanks } from "@/lib/statistics/average-ranks";
import { type BootstrapOptions, blockBootstrap } from "@/lib/statistics/block-bootstrap";
import { median } from "@/lib/statistics/median";
import { spearman } from "@/lib/statistics/spearman";
import type { Estimate, ScorecardDecile, ScorecardMeasure } from "./scorecard-report";

const DECILES = 10;
/** With fewer coins a tenth is one coin, and a moment's correlation is noise. */
const COINS_MIN = 20;

/** One coin at one moment, followed to the end of the horizon. */
export interface FollowedScore {
  readonly score: number;
  /** Log return over the horizon ÷ (σ1h·√hours). */
  readonly scaledReturn: number;
  /** Simple return, a fraction. */
  readonly rawReturn: number;
}

interface DecileSums {
  count: number;
  score: number;
  scaled: number;
  excess: number;
  raw: number;
  wins: number;
}

interface Block {
  correlation: number;
  correlations: number;
  readonly deciles: DecileSums[];
}

export interface ScorecardTally {
  /** All samples of one moment; answers whether there were enough of them to say anything. */
  add(block: number, samples: readonly FollowedScore[]): boolean;
  report(options: BootstrapOptions): Omit<ScorecardMeasure, "horizon" | "population" | "unknowable">;
}

/** Sums by block of time, from which the estimates and the resampled ones are the same formula. */
export function createScorecardTally(): ScorecardTally {
  const blocks = new Map<number, Block>();
  const returns: number[][] = Array.from({ length: DECILES }, () => []);
  let samplesSeen = 0;
  let moments = 0;
  return {
    add(number, samples) {
      if (samples.length < COINS_MIN) return false;
      const block = blocks.get(number) ?? emptyBlock();
      blocks.set(number, block);
      addMoment(block, returns, samples);
      samplesSeen += samples.length;
      moments += 1;
      return true;
    },
    report(options) {
      const all = Array.from(blocks.values());
      return {
        samples: samplesSeen,
        moments,
        blocks: all.length,
        rankCorrelation: estimate(all, correlationOf, options),
        spread: estimate(all, spreadOf, options),
        deciles: returns.flatMap((values, index) => describeDecile(all, index, values, options) ?? []),
      };
    },
  };
}

function emptyBlock(): Block {
  const none = (): DecileSums => ({ count: 0, score: 0, scaled: 0, excess: 0, raw: 0, wins: 0 });
  return { correlation: 0, correlations: 0, deciles: Array.from({ length: DECILES }, none) };
}

function addMoment(block: Block, returns: number[][], samples: readonly FollowedScore[]): void {
  const scores = Float64Array.from(samples, ({ score }) => score);
  const scaled = Float64Array.from(samples, ({ scaledReturn }) => scaledReturn);
  const correlation = spearman(scores, scaled);
  if (correlation !== null) {
    block.correlation += correlation;
    block.correlations += 1;
  }
  const ranks = averageRanks(scores);
  const marketMean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  samples.forEach(({ score, scaledReturn, rawReturn }, index) => {
    // Equal scores share a rank, so they share a tenth: no order is invented among them.
    const decile = Math.min(DECILES - 1, Math.floor((((ranks[index] ?? 1) - 0.5) / samples.length) * DECILES));
    const sums = block.deciles[decile];
    if (sums === undefined) return;
    sums.count += 1;
    sums.score += score;
    sums.scaled += scaledReturn;
    sums.excess += scaledReturn - marketMean;
    sums.raw += rawReturn;
    sums.wins += rawReturn > 0 ? 1 : 0;
    returns[decile]?.push(scaledReturn);
  });
}

type Statistic = (blocks: readonly Block[], drawn: Uint32Array | null) => number | null;

function ratio(
  blocks: readonly Block[],
  drawn: Uint32Array | null,
  read: (block: Block) => { sum: number; count: number } | null,
): number | null {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < blocks.length; i++) {
    const times = drawn === null ? 1 : (drawn[i] ?? 0);
    const block = blocks[i];
    if (times === 0 || block === undefined) continue;
    const part = read(block);
    if (part === null) continue;
    sum += times * part.sum;
    count += times * part.count;
  }
  return count === 0 ? null : sum / count;
}

const correlationOf: Statistic = (blocks, drawn) =>
  ratio(blocks, drawn, ({ correlation, correlations }) => ({ sum: correlation, count: correlations }));

const meanOf =
  (decile: number, field: Exclude<keyof DecileSums, "count">): Statistic =>
  (blocks, drawn) =>
    ratio(blocks, drawn, ({ deciles }) => {
      const sums = deciles[decile];
      return sums === undefined ? null : { sum: sums[field], count: sums.count };
    });

const lowestExcess = meanOf(0, "excess");
const highestExcess = meanOf(DECILES - 1, "excess");

const spreadOf: Statistic = (blocks, drawn) => {
  const low = lowestExcess(blocks, drawn);
  const high = highestExcess(blocks, drawn);
  return low === null || high === null ? null : high - low;
};

function estimate(blocks: readonly Block[], statistic: Statistic, options: BootstrapOptions): Estimate | null {
  const value = statistic(blocks, null);
  if (value === null) return null;
  const interval = blockBootstrap(blocks.length, (drawn) => statistic(blocks, drawn), options);
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

function describeDecile(
  blocks: readonly Block[],
  index: number,
  values: readonly number[],
  options: BootstrapOptions,
): ScorecardDecile | null {
  const meanReturn = estimate(blocks, meanOf(index, "scaled"), options);
  const excessReturn = estimate(blocks, meanOf(index, "excess"), options);
  const medianReturn = median(values);
  if (meanReturn === null || excessReturn === null || medianReturn === null) return null;
  return {
    decile: index + 1,
    samples: values.length,
    meanScore: meanOf(index, "score")(blocks, null) ?? 0,
    meanReturn,
    medianReturn,
    excessReturn,
    meanRawReturn: meanOf(index, "raw")(blocks, null) ?? 0,
    hitRate: meanOf(index, "wins")(blocks, null) ?? 0,
  };
}
