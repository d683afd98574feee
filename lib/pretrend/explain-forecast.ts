import { FEATURE_COUNT, FEATURE_LABELS, FEATURE_NAMES } from "./feature-names";
import type { PretrendModel } from "./model";
import type { PretrendFactor } from "./pretrend-details";
import { standardise } from "./standardise";

const NAMED = 3;

/**
 * What each feature adds to the score in log-odds, largest size first; a missing one adds what its absence was worth.
 * Where the calibration is a straight line its slope is in them, so they and the base add up to what is served.
 */
export function factorsOf(
  model: PretrendModel,
  values: Float64Array,
  known: Uint8Array,
  row: number,
): PretrendFactor[] {
  const slope = model.calibration.kind === "platt" ? model.calibration.slope : 1;
  const factors: PretrendFactor[] = [];
  for (let j = 0; j < FEATURE_COUNT; j++) {
    if (model.trained[j] !== true) continue;
    const isKnown = known[row * FEATURE_COUNT + j] === 1;
    const value = values[row * FEATURE_COUNT + j] as number;
    const part = isKnown
      ? (model.beta[j] as number) * standardise(value, model.centre[j] as number, model.scale[j] as number)
      : (model.missingBeta[j] as number);
    insertBySize(factors, { name: FEATURE_NAMES[j] as string, value: isKnown ? value : null, logOdds: slope * part });
  }
  return factors;
}

/** Puts a factor where it belongs among those of at least its size: for twenty of them cheaper than a sort. */
function insertBySize(factors: PretrendFactor[], factor: PretrendFactor): void {
  const size = Math.abs(factor.logOdds);
  let place = factors.length;
  for (; place > 0 && Math.abs((factors[place - 1] as PretrendFactor).logOdds) < size; place--) {
    factors[place] = factors[place - 1] as PretrendFactor;
  }
  factors[place] = factor;
}

/** A probability in words: what moved it most, and what it is to be compared with. */
export function rationaleOf(probability: number, baseRate: number, factors: readonly PretrendFactor[]): string {
  const named = factors
    .slice(0, NAMED)
    .map(({ name, logOdds }) => `${labelOf(name)} (${logOdds < 0 ? "−" : "+"}${Math.abs(logOdds).toFixed(2)})`);
  return `${percent(probability)} against a base rate of ${percent(baseRate)}; moved most by ${named.join(", ")} in log-odds.`;
}

/** The base rate in words: that nothing about this coin is in it, and why. */
export function baseRateRationale(baseRate: number, reason: string): string {
  return `${percent(baseRate)} is the base rate of all coins, nothing about this one. ${reason}`.trim();
}

function labelOf(name: string): string {
  return (FEATURE_LABELS as Readonly<Record<string, string>>)[name] ?? name;
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}
