import type { WhaleRules } from "@/hooks/use-market";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatAge, formatDuration } from "@/lib/format/age";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { exclusionSentences, flagSentences } from "@/lib/format/flags";
import { MINUS } from "@/lib/format/glyph";
import { formatShare } from "@/lib/format/percent";
import { formatPrice } from "@/lib/format/price";
import { formatScore, scoreOfMaximum } from "@/lib/format/score";
import { formatMoment } from "@/lib/format/time";
import { type FixedPoint, fixedDigits, toNumber } from "@/lib/market/fixed-point";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { type BuyPlan, fieldProblems, type PlanFields, planBuy } from "./buy-plan";
import { presentHeadline } from "./drawer/present-coin";
import { presentPretrend } from "./drawer/present-pretrend";
import { presentWhale, type WhaleView, whaleLine } from "./drawer/present-whale";
import { shortNames } from "./present-momentum";

/** An order larger than this share of a day's volume moves the price it is planned at. */
const LARGE_SHARE_OF_VOLUME = 0.01;
const STALE_AFTER_INTERVALS = 2;
const DRIVERS_SHOWN = 3;

export interface CaseLine {
  readonly name: string;
  readonly text: string;
}

function whaleText(whale: WhaleView, detail: CoinDetail): string {
  if (whale.kind === "missing") return whale.reason;
  if (whale.confidence === null) return whale.confidenceText;
  return whaleLine(whale, detail.whale_details) ?? whale.confidenceText;
}

/** The coin's case in a few lines: what it scores, from what, and what speaks against trusting it. */
export function presentCase(detail: CoinDetail, rules: WhaleRules): CaseLine[] {
  const headline = presentHeadline(detail);
  const attainable = Object.values(detail.explain.components).reduce((sum, part) => sum + part.max_points, 0);
  const drivers = (Object.entries(detail.sub_scores) as [SubScoreName, number][])
    .filter(([name, points]) => points > 0 && !detail.missing.includes(name))
    .sort(([, a], [, b]) => b - a)
    .slice(0, DRIVERS_SHOWN)
    .map(([name, points]) => `${shortNames[name]} ${formatScore(points)}`);
  const whale = presentWhale(detail, rules);
  const pretrend = presentPretrend(detail.pretrend_details);
  return [
    {
      name: "Score",
      text: `${scoreOfMaximum(detail.momentum_score, attainable)}, ${headline.rank}, ${headline.band}${drivers.length === 0 ? "" : ` · ${drivers.join(", ")}`}`,
    },
    {
      name: "Whales",
      text: whaleText(whale, detail),
    },
    {
      name: "Pre-trend",
      text: pretrend.kind === "missing" ? pretrend.reason : (pretrend.gate ?? pretrend.sentence),
    },
    {
      name: "Liquidity",
      text:
        detail.total_volume === null
          ? "No volume of 24 h was reported."
          : `${formatCompactUsd(detail.total_volume)} traded in 24 h${detail.market_cap === null ? "" : `, market cap ${formatCompactUsd(detail.market_cap)}`}`,
    },
  ];
}

export interface Check {
  readonly id: "price" | "stale_price" | "volume" | "unknown_volume" | "band" | "coverage" | "flag" | "excluded";
  /** `stop`: the plan cannot be acted on. `warn`: it can, with this known. */
  readonly weight: "stop" | "warn";
  readonly sentence: string;
}

export interface CheckOptions {
  /** Market time. */
  readonly now: number;
  /** Market time since a new board was last heard of. */
  readonly silenceMs: number;
  /** How often prices come; null when nobody knows. */
  readonly everySeconds: number | null;
}

function checkPrice(
  { current_price, as_of, stale }: CoinDetail,
  { now, silenceMs, everySeconds }: CheckOptions,
): Check[] {
  if (current_price === null) return [{ id: "price", weight: "stop", sentence: "No source gives a price." }];
  const at = Date.parse(as_of);
  const limit = everySeconds === null ? null : STALE_AFTER_INTERVALS * everySeconds * 1_000;
  const isOld = stale || (limit !== null && silenceMs > limit);
  if (!isOld) return [];
  const allowed = limit === null ? "" : `; the limit is ${formatDuration(limit)}`;
  return [
    {
      id: "stale_price",
      weight: "stop",
      sentence: `Price is ${formatAge(at, now)} old${allowed}. Nothing is planned on it.`,
    },
  ];
}

/** Size against a day's volume; a share too small to print is not pretended to. */
export function shareOfVolume(budget: FixedPoint, volumeUsd: number | null): number | null {
  return volumeUsd === null || volumeUsd <= 0 ? null : toNumber(budget) / volumeUsd;
}

function shareText(share: number): string {
  if (share < 0.000_001) return "less than 0.0001%";
  return formatShare(share, share < 0.0001 ? 4 : share < 0.01 ? 3 : 1);
}

/** What must be known before the plan is acted on, the gravest first. */
export function checkPlan(detail: CoinDetail, plan: BuyPlan | null, options: CheckOptions): Check[] {
  const share = plan === null ? null : shareOfVolume(plan.budget, detail.total_volume);
  const checks: Check[] = checkPrice(detail, options);
  if (detail.excluded !== null)
    checks.push({ id: "excluded", weight: "warn", sentence: exclusionSentences[detail.excluded] ?? "Not ranked." });
  if (detail.total_volume === null)
    checks.push({
      id: "unknown_volume",
      weight: "warn",
      sentence: "No volume was reported, so the size cannot be judged.",
    });
  if (share !== null && share > LARGE_SHARE_OF_VOLUME)
    checks.push({
      id: "volume",
      weight: "warn",
      sentence: `The size is ${shareText(share)} of the 24 h volume (${formatCompactUsd(detail.total_volume)}): it would move the price, and 5 bps of slippage is too little.`,
    });
  for (const flag of detail.flags) {
    const sentence = flagSentences[flag];
    if (sentence !== undefined)
      checks.push({ id: flag === "buy_withheld" ? "band" : "flag", weight: "warn", sentence });
  }
  if (detail.coverage < 1)
    checks.push({
      id: "coverage",
      weight: "warn",
      sentence: `Coverage is ${formatShare(detail.coverage)}: missing ${detail.missing.map((name) => shortNames[name]).join(", ") || "inputs"} count as neutral.`,
    });
  return checks;
}

export interface ResultLine {
  readonly name: string;
  readonly value: string;
}

function grouped(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/gu, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** Dollars and cents, grouped, with the sign said where it matters. */
export function formatMoney(amount: FixedPoint, signed = false): string {
  const digits = fixedDigits(amount, 2);
  const isNegative = digits.startsWith("-");
  const sign = isNegative ? MINUS : signed && Number(digits) !== 0 ? "+" : "";
  return `${sign}$${grouped(isNegative ? digits.slice(1) : digits)}`;
}

const LEAST_UNIT_DIGITS = 5;
const MOST_UNIT_DECIMALS = 12;

/** Units with five significant digits, whole from 100,000. */
export function formatUnits(units: FixedPoint): string {
  const value = toNumber(units);
  if (value <= 0) return "0";
  const exponent = Math.floor(Math.log10(value));
  const decimals = Math.max(0, Math.min(MOST_UNIT_DECIMALS, LEAST_UNIT_DIGITS - 1 - exponent));
  return grouped(fixedDigits(units, decimals));
}

export interface PlanView {
  readonly plan: BuyPlan | null;
  readonly problems: ReturnType<typeof fieldProblems>;
  readonly stopPrice: string;
  readonly targetPrice: string;
  readonly results: readonly ResultLine[];
}

const UNPLANNED = "–";

/** The plan in words; lines stay where they are while a field cannot be read. */
export function presentPlan(detail: CoinDetail, fields: PlanFields): PlanView {
  const plan = planBuy(fields, detail.current_price);
  const say = (text: (plan: BuyPlan) => string) => (plan === null ? UNPLANNED : text(plan));
  const share = plan === null ? null : shareOfVolume(plan.budget, detail.total_volume);
  return {
    plan,
    problems: fieldProblems(fields),
    stopPrice: say(({ stopPrice }) => formatPrice(toNumber(stopPrice))),
    targetPrice: say(({ targetPrice }) => formatPrice(toNumber(targetPrice))),
    results: [
      { name: "Units", value: say(({ units }) => `${formatUnits(units)} ${detail.symbol}`) },
      {
        name: "Fee, 0.10% a side",
        value: say(
          ({ feeIn, feeAtStop, feeAtTarget }) =>
            `${formatMoney(feeIn)} in, ${formatMoney(feeAtStop)} to ${formatMoney(feeAtTarget)} out`,
        ),
      },
      { name: "Slippage", value: "≈ 5 bps a side (flat, no book)" },
      { name: "Lost at stop", value: say(({ lostAtStop }) => formatMoney(lostAtStop, true)) },
      { name: "Gained at target", value: say(({ gainedAtTarget }) => formatMoney(gainedAtTarget, true)) },
      {
        name: "Break-even",
        value: say(({ breakEven }) => `+${formatShare(toNumber(breakEven), 2)} above the fill`),
      },
      {
        name: "Size of 24 h volume",
        value: share === null ? UNPLANNED : `${shareText(share)} of ${formatCompactUsd(detail.total_volume)}`,
      },
    ],
  };
}

/** The plan as plain text, for a note or a message. */
export function planAsText(detail: CoinDetail, fields: PlanFields, rules: WhaleRules, options: CheckOptions): string {
  const view = presentPlan(detail, fields);
  const source =
    detail.source === "simulated"
      ? " (simulated market: prices are generated)"
      : detail.source === "replay"
        ? " (replayed market)"
        : "";
  return [
    `Plan a buy: ${detail.symbol} (${detail.name})${source}`,
    `Price ${formatPrice(detail.current_price)}, ${formatMoment(Date.parse(detail.as_of))}`,
    `Budget ${view.plan === null ? fields.budget : formatMoney(view.plan.budget)}, stop ${fields.stopPercent}% at ${view.stopPrice}, target ${fields.targetPercent}% at ${view.targetPrice}`,
    ...view.results.map(({ name, value }) => `${name}: ${value}`),
    ...presentCase(detail, rules).map(({ name, text }) => `${name}: ${text}`),
    ...checkPlan(detail, view.plan, options).map(({ sentence }) => `! ${sentence}`),
    "Nothing was sent to a venue.",
  ].join("\n");
}
