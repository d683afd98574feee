import { DAY_MS } from "@/lib/market/units";
import { clamp } from "@/lib/statistics/clamp";
import { sortForecasts } from "@/lib/statistics/forecasts";
import { reliabilityTable } from "@/lib/statistics/reliability";
import type { PretrendModel } from "./model";

export const BIN_COUNT = 10;

/**
 * How often forecasts of about one size came true, and as how many independent ones they count: samples of one day share
 * one market, so the rate's variance is measured from day to day (the ratio estimator's, Cochran 1977, 6.4).
 */
export function calibrationBins(
  probability: Float64Array,
  outcome: Uint8Array,
  at: Float64Array,
): PretrendModel["bins"] {
  const forecasts = sortForecasts(probability, outcome);
  let next = 0;
  return reliabilityTable(forecasts, BIN_COUNT).map(({ high, happened: rate, count: samples }) => {
    const days = new Map<number, { samples: number; positives: number }>();
    for (let i = next; i < next + samples; i++) {
      const day = Math.floor((at[forecasts.source[i] as number] as number) / DAY_MS);
      const sums = days.get(day) ?? { samples: 0, positives: 0 };
      sums.samples += 1;
      sums.positives += forecasts.outcome[i] as number;
      days.set(day, sums);
    }
    next += samples;
    return { upTo: high, rate, samples, effectiveSamples: effectiveSamples([...days.values()], rate, samples) };
  });
}

function effectiveSamples(
  days: readonly { samples: number; positives: number }[],
  rate: number,
  samples: number,
): number {
  if (days.length < 2) return 1;
  let squares = 0;
  for (const day of days) squares += (day.positives - rate * day.samples) ** 2;
  const variance = ((squares / samples ** 2) * days.length) / (days.length - 1);
  return variance === 0 ? days.length : clamp((rate * (1 - rate)) / variance, 1, samples);
}
