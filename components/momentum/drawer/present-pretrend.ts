import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { WirePretrendDetails } from "@/lib/contracts/http/evidence";
import { DASH } from "@/lib/format/glyph";
import { formatProbability, formatShare } from "@/lib/format/percent";
import { formatReading, formatSignedReading } from "@/lib/format/reading";
import { formatConfidence } from "@/lib/format/score";
import { formatDay } from "@/lib/format/time";
import { FEATURE_LABELS } from "@/lib/pretrend/feature-names";
import type { Fact } from "./present-coin";

export interface FactorView {
  readonly name: string;
  readonly value: string;
  readonly logOdds: string;
  /** −1…1 of the largest factor. */
  readonly share: number;
}

export interface PretrendKnown {
  readonly kind: "known";
  readonly probability: number;
  readonly probabilityText: string;
  readonly baseRate: number;
  readonly baseText: string;
  readonly range: readonly [low: number, high: number] | null;
  /** What is asked, with the answer. */
  readonly sentence: string;
  /** Why the base rate speaks instead of a model; null when a model speaks. */
  readonly gate: string | null;
  readonly factors: readonly FactorView[];
  /** What moved it most; empty where no model speaks, because the gate's sentence says all there is. */
  readonly rationale: string;
  readonly card: readonly Fact[];
}

export type PretrendView = { readonly kind: "missing"; readonly reason: string } | PretrendKnown;

const modelNames = { logistic: "logistic regression", base_rate: "none" } as const;

function rangeText({ low, high }: WirePretrendDetails): string {
  if (low === null || high === null) return "";
  return ` (range ${formatProbability(low).replace("%", "")}–${formatProbability(high)})`;
}

function factorName(name: string): string {
  return (FEATURE_LABELS as Readonly<Record<string, string>>)[name] ?? name.replaceAll("_", " ");
}

function presentFactors(factors: WirePretrendDetails["factors"]): FactorView[] {
  const largest = Math.max(...factors.map(({ log_odds }) => Math.abs(log_odds)), 1e-9);
  return factors.map(({ name, value, log_odds }) => ({
    name: factorName(name),
    value: value === null ? DASH : formatReading(value, 2),
    logOdds: formatSignedReading(log_odds, 2),
    share: log_odds / largest,
  }));
}

function skillText(details: WirePretrendDetails): string | null {
  const { brier_skill: skill, brier_skill_low: low, brier_skill_high: high } = details;
  if (skill === null) return null;
  const interval =
    low === null || high === null ? "" : `, 95% from ${formatSignedReading(low, 3)} to ${formatSignedReading(high, 3)}`;
  return `${formatSignedReading(skill, 3)}${interval}`;
}

function presentCard(details: WirePretrendDetails): Fact[] {
  const skill = skillText(details);
  const noModel = "No model is served.";
  const known = (name: string, value: string | null, reason: string): Fact =>
    value === null ? { name, value: DASH, reason } : { name, value };
  return [
    { name: "Model", value: modelNames[details.model] },
    known(
      "Trained until",
      details.trained_until === null ? null : formatDay(Date.parse(details.trained_until)),
      noModel,
    ),
    known("Brier skill", skill, noModel),
    known(
      "Calibration error",
      details.calibration_error === null ? null : formatShare(details.calibration_error, 1),
      noModel,
    ),
    { name: "Base rate", value: formatProbability(details.base_rate) },
    known(
      "Confidence, 0 to 1",
      details.confidence === null ? null : formatConfidence(details.confidence),
      "A base rate has no confidence of its own.",
    ),
    { name: "Inputs known", value: formatShare(details.coverage) },
  ];
}

function gateSentence({ model_reason }: WirePretrendDetails, base: string): string {
  const why =
    model_reason === ""
      ? "No model is served: its lead over the base rate is not proven."
      : `No model is served. ${model_reason}`;
  return `${why} Shown is the base rate, ${base}.`;
}

/** Everything the pre-trend tab says, or why it says nothing. */
export function presentPretrend(details: CoinDetail["pretrend_details"]): PretrendView {
  if (details === null) {
    return {
      kind: "missing",
      reason:
        "No probability is known for this coin: it was not looked at yet, or it has no rank. Counted as 0 points.",
    };
  }
  const base = formatProbability(details.base_rate);
  const isBase = details.model === "base_rate";
  const range = details.low === null || details.high === null ? null : ([details.low, details.high] as const);
  return {
    kind: "known",
    probability: details.pretrend_prob,
    probabilityText: formatProbability(details.pretrend_prob),
    baseRate: details.base_rate,
    baseText: `base ${base}`,
    range,
    sentence: `${formatProbability(details.pretrend_prob)}${rangeText(details)} to rise by one usual day's move within 24 h before falling by one. Any coin: ${base}.`,
    gate: isBase ? gateSentence(details, base) : null,
    factors: presentFactors(details.factors),
    rationale: isBase ? "" : details.rationale,
    card: presentCard(details),
  };
}

/** One line for the coin page: "31% (base 24%, 90% range 26–37%)". */
export function pretrendLine(details: CoinDetail["pretrend_details"]): string | null {
  if (details === null) return null;
  const range =
    details.low === null || details.high === null
      ? ""
      : `, 90% range ${formatProbability(details.low).replace("%", "")}–${formatProbability(details.high)}`;
  const model = details.model === "base_rate" ? ", no model is served" : "";
  return `${formatProbability(details.pretrend_prob)} (base ${formatProbability(details.base_rate)}${range}${model})`;
}
