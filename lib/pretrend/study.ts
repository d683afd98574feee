import type { UnixMs } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { calibrate } from "./calibrate";
import { decideGate } from "./gate";
import { scoreRange } from "./linear-scorer";
import { type Measures, measureForecasts } from "./measure";
import type { PretrendModel } from "./model";
import { type PretrendSamples, type SampleRange, samplesBetween } from "./samples";
import { FOLDS, trainPretrend, type UnmeasuredModel } from "./train";
import { walkForward } from "./walk-forward";

/** Folds of the walk-forward inside a fold's own past, which is shorter. */
const INNER_FOLDS = 3;

export interface StudyPlan {
  /** The last block begins here: nothing of it is looked at before everything is chosen. */
  readonly until: UnixMs;
  readonly seed: number;
}

/** One walk-forward fold before the last block, its penalty and calibration chosen in its own past. */
export interface FoldResult {
  from: UnixMs;
  to: UnixMs;
  penalty: number;
  trainingRate: number;
  measures: Measures;
}

export type ForecastKind = "model" | "base_rate" | "momentum_24h" | "shuffled_labels";

/** What a model is worth on days that nobody looked at, beside what it has to beat. */
export interface StudyReport {
  seed: number;
  from: UnixMs;
  /** What the model learnt from, to the end of its last label. */
  trainedOn: { from: UnixMs; to: UnixMs };
  /** Where the last block begins: a day's embargo after the end of the training. */
  until: UnixMs;
  to: UnixMs;
  trainingRate: number;
  folds: FoldResult[];
  lastBlock: Record<ForecastKind, Measures | null>;
}

export interface Study {
  model: PretrendModel;
  report: StudyReport;
}

/**
 * The whole procedure: walk forward before `until`, train on all of it, measure once on what follows, decide the gate.
 * Null when there is too little on either side. The same samples and seed give the same study to the last bit.
 */
export function studyPretrend(samples: PretrendSamples, { until, seed }: StudyPlan): Study | null {
  if (samples.count === 0) return null;
  const since = samples.at[0] as number;
  const end = (samples.at[samples.count - 1] as number) + 1;
  const block = samplesBetween(samples, until, end);
  const model = trainPretrend(samples, { since, until, seed });
  if (model === null || block.to === block.from) return null;
  const measures = measureModel(model, samples, block);
  if (measures === null) return null;
  const { skill, calibrationError, auc } = measures;
  return {
    model: {
      ...model,
      measured: {
        from: samples.at[block.from] as number,
        to: end - 1,
        samples: measures.samples,
        baseRate: measures.outcomeRate,
        skill,
        calibrationError,
        auc,
      },
      gate: decideGate(measures),
    },
    report: {
      seed,
      from: since,
      trainedOn: { from: model.trainedOn.from, to: model.trainedOn.to },
      until,
      to: end - 1,
      trainingRate: model.baseRate,
      folds: walkFolds(samples, since, until, seed),
      lastBlock: { model: measures, ...benchmarks(samples, block, model, { until, seed }) },
    },
  };
}

/** What a model is worth on these rows. */
export function measureModel(model: UnmeasuredModel, samples: PretrendSamples, range: SampleRange): Measures | null {
  const said = scoreRange(model, samples, range).map((score) => calibrate(model.calibration, score));
  return measureSaid(said, samples, range, model);
}

function measureSaid(
  said: Float64Array,
  { outcome, at }: PretrendSamples,
  { from, to }: SampleRange,
  { baseRate, seed }: Pick<UnmeasuredModel, "baseRate" | "seed">,
): Measures | null {
  return measureForecasts(said, outcome.subarray(from, to), at.subarray(from, to), baseRate, seed);
}

function walkFolds(samples: PretrendSamples, since: UnixMs, until: UnixMs, seed: number): FoldResult[] {
  return walkForward(samples, since, until, FOLDS).flatMap(({ test, testFrom, testTo }) => {
    const model = trainPretrend(samples, { since, until: testFrom, seed, folds: INNER_FOLDS });
    const measures = model === null ? null : measureModel(model, samples, test);
    if (model === null || measures === null) return [];
    return [{ from: testFrom, to: testTo, penalty: model.penalty, trainingRate: model.baseRate, measures }];
  });
}

function benchmarks(
  samples: PretrendSamples,
  block: SampleRange,
  model: UnmeasuredModel,
  { until, seed }: StudyPlan,
): Omit<StudyReport["lastBlock"], "model"> {
  const since = samples.at[0] as number;
  const momentum = trainPretrend(samples, { since, until, seed, only: ["return_24h"] });
  const shuffled = shuffleOutcomes(samples, seed);
  const ofNoise = trainPretrend(shuffled, { since, until, seed, penalties: [model.penalty] });
  const constant = new Float64Array(block.to - block.from).fill(model.baseRate);
  return {
    base_rate: measureSaid(constant, samples, block, model),
    momentum_24h: momentum === null ? null : measureModel(momentum, samples, block),
    shuffled_labels: ofNoise === null ? null : measureModel(ofNoise, shuffled, block),
  };
}

/** The same samples with their outcomes dealt out anew, so that nothing in the features can know them. */
export function shuffleOutcomes(samples: PretrendSamples, seed: number): PretrendSamples {
  const random = seededRandom(seed);
  const outcome = samples.outcome.slice();
  for (let i = outcome.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    const swapped = outcome[i] as number;
    outcome[i] = outcome[other] as number;
    outcome[other] = swapped;
  }
  return { ...samples, outcome };
}
