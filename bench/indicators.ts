/**
 * RSI-14 + EMA-12 + SMA-24 over n coins of 168 hourly closes, and the whole scoring pass, against the npm packages a user
 * would pick instead. `node --import tsx bench/indicators.ts [rounds]` from the repository's root.
 * Implementations run in turn, round after round; minima over all rounds are compared, and so are the answers.
 */
import { IndicatorsSync } from "@ixjb94/indicators";
import technicalindicators from "technicalindicators";
import { ema } from "../lib/indicators/ema";
import { emaOfFour } from "../lib/indicators/ema-of-four";
import { forEachFour } from "../lib/indicators/four-series";
import { rsi } from "../lib/indicators/rsi";
import { rsiOfFour } from "../lib/indicators/rsi-of-four";
import { sma } from "../lib/indicators/sma";
import { momentumConfigSchema } from "../lib/momentum/config";
import { readAllCloses } from "../lib/momentum/read-all-closes";
import { scoreUniverse } from "../lib/momentum/score-universe";
import { seededUniverse } from "../lib/momentum/seeded-universe.fixture";

const RSI = 14;
const EMA = 12;
const SMA = 24;
const rounds = Math.max(5, Number(process.argv[2] ?? 5));
const config = momentumConfigSchema.parse({});

interface Sums {
  rsi: number;
  ema: number;
  sma: number;
}

/** The batch: the scorer's own kernels, which keep the whole EMA series to look for crossings. */
function batch(series: readonly Float64Array[]): Sums {
  const sums = { rsi: 0, ema: 0, sma: 0 };
  const rsis = new Float64Array(4);
  const emas = new Float64Array(4 * 168);
  forEachFour(series, (four, indices) => {
    rsiOfFour(four, RSI, rsis);
    const newest = 4 * (emaOfFour(four, EMA, emas) - 1);
    for (let k = 0; k < 4; k++) {
      if (k > 0 && indices[k] === indices[k - 1]) continue;
      sums.rsi += rsis[k] ?? 0;
      sums.ema += emas[newest + k] ?? 0;
      sums.sma += sma(four[k] ?? [], SMA) ?? 0;
    }
  });
  return sums;
}

function single(series: readonly Float64Array[]): Sums {
  const sums = { rsi: 0, ema: 0, sma: 0 };
  for (const closes of series) {
    sums.rsi += rsi(closes, RSI) ?? 0;
    sums.ema += ema(closes, EMA) ?? 0;
    sums.sma += sma(closes, SMA) ?? 0;
  }
  return sums;
}

function viaTechnicalIndicators(arrays: readonly number[][]): Sums {
  const sums = { rsi: 0, ema: 0, sma: 0 };
  for (const values of arrays) {
    sums.rsi += technicalindicators.RSI.calculate({ period: RSI, values }).at(-1) ?? 0;
    sums.ema += technicalindicators.EMA.calculate({ period: EMA, values }).at(-1) ?? 0;
    sums.sma += technicalindicators.SMA.calculate({ period: SMA, values }).at(-1) ?? 0;
  }
  return sums;
}

const ix = new IndicatorsSync();

function viaIxjb(arrays: readonly number[][]): Sums {
  const sums = { rsi: 0, ema: 0, sma: 0 };
  for (const values of arrays) {
    sums.rsi += ix.rsi(values, RSI).at(-1) ?? 0;
    sums.ema += ix.ema(values, EMA).at(-1) ?? 0;
    sums.sma += ix.sma(values, SMA).at(-1) ?? 0;
  }
  return sums;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const FULL = "full scoring pass (A.2-A.9 and the sort)";
const BATCH = "ours, batch";
const FASTEST_PEER = "@ixjb94/indicators 1.2.4";

/** Runs every implementation in turn, `rounds` times; the fastest repetition of each. Round 0 warms up. */
function minimaOf(work: Record<string, () => unknown>, repetitions: number): Map<string, number> {
  const minima = new Map<string, number>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(work)) {
      const times = Array.from({ length: repetitions }, () => timed(run));
      if (round > 0) minima.set(name, Math.min(minima.get(name) ?? Number.POSITIVE_INFINITY, ...times));
    }
  }
  return minima;
}

function checkAnswers(answers: Record<string, Sums>, n: number): void {
  console.log("mean answers (technicalindicators rounds RSI to 2 decimals, @ixjb94 seeds EMA with the first close):");
  for (const [name, sums] of Object.entries(answers)) {
    console.log(
      `  ${name.padEnd(22)} rsi ${(sums.rsi / n).toFixed(6)}  ema ${(sums.ema / n).toPrecision(10)}  sma ${(sums.sma / n).toPrecision(10)}`,
    );
    for (const key of ["rsi", "ema", "sma"] as const) {
      if (Math.abs(sums[key] / (answers.batch?.[key] ?? 0) - 1) > 1e-4) throw new Error(`${name} disagrees on ${key}`);
    }
  }
}

function compare(n: number): void {
  const { inputs, now } = seededUniverse({ seed: 42, coins: n });
  const series = inputs.observed.map(({ closes }) => closes);
  const arrays = series.map((closes) => Array.from(closes));
  const repetitions = n > 5_000 ? 3 : 10;
  const minima = minimaOf(
    {
      "technicalindicators 3.1.0": () => viaTechnicalIndicators(arrays),
      [FASTEST_PEER]: () => viaIxjb(arrays),
      "ours, one coin at a time, whole series": () => single(series),
      [BATCH]: () => batch(series),
      "reading all closes (RSI, EMA 5/20, crossing, volatility)": () => readAllCloses(series, config),
      [FULL]: () => scoreUniverse(inputs, config, now),
    },
    repetitions,
  );
  const at = (name: string) => minima.get(name) ?? Number.NaN;
  console.log(`\n${n} coins x 168 closes, pooled minima of ${rounds} rounds x ${repetitions}`);
  for (const [name, ms] of minima) {
    console.log(
      `${name.padEnd(58)}${ms.toFixed(3).padStart(10)} ms${(ms / at(BATCH)).toFixed(1).padStart(8)}x our batch`,
    );
  }
  const ofPeer = (at(FULL) / at(FASTEST_PEER)).toFixed(2);
  console.log(
    `full scoring pass: ${(at(FULL) / at(BATCH)).toFixed(1)}x our batch, ${ofPeer}x the fastest peer's three indicators`,
  );
  checkAnswers(
    {
      batch: batch(series),
      single: single(series),
      ixjb: viaIxjb(arrays),
      technicalindicators: viaTechnicalIndicators(arrays),
    },
    n,
  );
}

for (const n of [2_500, 17_000]) compare(n);
