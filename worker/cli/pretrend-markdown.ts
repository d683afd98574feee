import { percent } from "@/lib/pretrend/gate";
import type { Measures } from "@/lib/pretrend/measure";
import type { Estimate, PretrendModel } from "@/lib/pretrend/model";
import type { FoldResult, ForecastKind, StudyReport } from "@/lib/pretrend/study";

const KINDS: Readonly<Record<ForecastKind, string>> = {
  model: "**The model**",
  base_rate: "Base rate of the training days",
  momentum_24h: "24 h momentum only",
  shuffled_labels: "The model, outcomes shuffled",
};

/** What the evaluation cannot say, so that nobody reads more into it. */
const CAVEATS = [
  "One venue and one stretch of four months; the training days and the last block are one market each.",
  "The pairs are those that still traded when the recording was made (June 2025): coins delisted before are not among them.",
  "Market caps use one recorded supply (January 2026) for the whole stretch.",
  "Samples of one day share one market and labels of neighbouring samples overlap, so intervals resample whole days; outcomes last longer than a day, so the true uncertainty is, if anything, larger.",
  "No trades, funding or open interest were recorded for these days: whale flow, funding and open interest have no coefficient.",
  "Volumes are of one exchange; served volumes are of all. Turnover and illiquidity therefore enter as robust z among the coins of the moment.",
  "Barriers are looked at on hourly closes. A probability is not a return: costs are not in it.",
];

/** The report for people: what was done, what came out, and what it does not say. */
export function pretrendMarkdown(model: PretrendModel, report: StudyReport): string {
  const { trainedOn, measured, gate } = model;
  return [
    "# PreTrend: what the model is worth",
    "",
    "The question: within the next 24 hourly closes, does a coin's price reach +1 σ24 before −1 σ24? (σ24 is the coin's own",
    "robust hourly volatility × √24, so no model can win by forecasting volatility.) On simulated random walks the answer is",
    "yes in 24 % of the cases where the deviation is known, and in 25 % (normal) to 33 % (fat tails) where it is estimated",
    "robustly as here. What counts is the rate measured below.",
    "",
    `**Verdict: ${gate.serve ? "the model is served." : "the base rate is served."}** ${gate.reason}`,
    "",
    `Trained on ${trainedOn.samples.toLocaleString("en")} samples of ${trainedOn.coins} coins from ${day(trainedOn.from)} to ${day(trainedOn.to)} ` +
      `(base rate ${percent(model.baseRate)}); measured once, after a day's embargo, on ${measured.samples.toLocaleString("en")} samples from ${day(measured.from)} to ` +
      `${day(measured.to)} (outcome rate ${percent(measured.baseRate)}). Penalty ${model.penalty} and calibration ` +
      `(${model.calibration.kind}) were chosen by walk-forward before ${day(report.until)}; nothing was chosen on the last block. Seed ${report.seed}.`,
    "",
    "## The untouched last block",
    "",
    "95 % intervals by resampling whole days. Skill is against the last block's own rate, which nobody knew beforehand; the",
    "next column is against the rate of the training days, which a base-rate forecast would have said.",
    "",
    ...measuresMarkdown((Object.keys(KINDS) as ForecastKind[]).map((kind) => [KINDS[kind], report.lastBlock[kind]])),
    "",
    "### Reliability of the model",
    "",
    ...reliability(report.lastBlock.model),
    "",
    "## Walk-forward before the last block",
    "",
    "Each fold's penalty and calibration were chosen in its own past.",
    "",
    "| from | to | samples | outcome rate | rate before | penalty | Brier skill | over the training rate | AUC | calibration error |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...report.folds.map(foldRow),
    "",
    "## What the model looks at",
    "",
    "| feature | log-odds per deviation | when missing |",
    "|---|---|---|",
    ...coefficients(model),
    "",
    "## What this does not say",
    "",
    ...CAVEATS.map((caveat) => `* ${caveat}`),
    "",
    "Made by `npm run pretrend:train`; the same data and seed give the same bytes.",
    "",
  ].join("\n");
}

/** One row of measures per forecast. */
export function measuresMarkdown(rows: readonly (readonly [string, Measures | null])[]): string[] {
  return [
    "| forecast | Brier | Brier skill | skill over the training rate | log-loss | AUC | calibration error | top-decile lift |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map(([name, measures]) => row(name, measures)),
  ];
}

function row(name: string, measures: Measures | null): string {
  if (measures === null) return `| ${name} | – | – | – | – | – | – | – |`;
  const { brier, skill, skillOverTraining, logLoss, auc, calibrationError, topDecileLift } = measures;
  return `| ${name} | ${plain(brier, 4)} | ${share(skill)} | ${share(skillOverTraining)} | ${plain(logLoss, 4)} | ${plain(auc, 3)} | ${share(calibrationError)} | ${plain(topDecileLift, 2)} |`;
}

function foldRow({ from, to, penalty, trainingRate, measures }: FoldResult): string {
  const { samples, outcomeRate, skill, skillOverTraining, auc, calibrationError } = measures;
  return `| ${day(from)} | ${day(to)} | ${samples} | ${percent(outcomeRate)} | ${percent(trainingRate)} | ${penalty} | ${share(skill)} | ${share(skillOverTraining)} | ${plain(auc, 3)} | ${share(calibrationError)} |`;
}

function reliability(measures: Measures | null): string[] {
  if (measures === null) return ["Nothing to show."];
  return [
    "| said, from | to | mean said | happened | samples |",
    "|---|---|---|---|---|",
    ...measures.reliability.map(
      ({ low, high, said, happened, count }) =>
        `| ${percent(low)} | ${percent(high)} | ${percent(said)} | ${percent(happened)} | ${count} |`,
    ),
  ];
}

function coefficients({ features, beta, missingBeta, trained }: PretrendModel): string[] {
  return features
    .map((name, j) => ({ name, beta: beta[j] ?? 0, missing: missingBeta[j] ?? 0, trained: trained[j] === true }))
    .sort((left, right) => Math.abs(right.beta) - Math.abs(left.beta))
    .map(({ name, beta: own, missing, trained: known }) =>
      known
        ? `| ${name} | ${signed(own)} | ${missing === 0 ? "" : signed(missing)} |`
        : `| ${name} | not in the data | |`,
    );
}

function plain({ value, low, high }: Estimate, digits: number): string {
  if (low === null || high === null) return value.toFixed(digits);
  return `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

function share({ value, low, high }: Estimate): string {
  if (low === null || high === null) return percent(value);
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
