import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { LABEL_MS, type PretrendSamples, type SampleRange, samplesBetween } from "./samples";

/** After the labels of the training rows end, this much more is left out: what moves a market lasts. */
export const EMBARGO_MS = DAY_MS;

/** A stretch of time to test on, and the rows before it that may be learnt from. */
export interface Fold {
  readonly train: SampleRange;
  readonly test: SampleRange;
  readonly testFrom: UnixMs;
  readonly testTo: UnixMs;
}

/**
 * Training rows for a test that begins at a time: purged of every label that reaches into the test (24 h), and a day's
 * embargo before that.
 */
export function trainingBefore(samples: PretrendSamples, since: UnixMs, testFrom: UnixMs): SampleRange {
  return samplesBetween(samples, since, testFrom - LABEL_MS - EMBARGO_MS + 1);
}

/** Cuts a span of time in `count` + 1 equal blocks and tests on each but the first with a model of all blocks before. */
export function walkForward(samples: PretrendSamples, since: UnixMs, until: UnixMs, count: number): Fold[] {
  const width = (until - since) / (count + 1);
  return Array.from({ length: count }, (_, k) => {
    const testFrom = since + (k + 1) * width;
    const testTo = since + (k + 2) * width;
    return {
      train: trainingBefore(samples, since, testFrom),
      test: samplesBetween(samples, testFrom, testTo),
      testFrom,
      testTo,
    };
  }).filter(({ train, test }) => train.to > train.from && test.to > test.from);
}
