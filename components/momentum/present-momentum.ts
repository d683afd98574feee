import type { ChangeView } from "@/components/ui/change";
import type { MomentumRow } from "@/lib/contracts/http/momentum";
import { compactUsdDigits, formatCompactUsd } from "@/lib/format/compact-usd";
import { formatCount } from "@/lib/format/count";
import { actionSentences, exclusionSentences, flagSentences } from "@/lib/format/flags";
import type { Direction } from "@/lib/format/glyph";
import { changeParts, formatChange, formatProbability, formatShare, spokenChange } from "@/lib/format/percent";
import { formatPrice, priceDecimals, priceDigits, spokenPrice } from "@/lib/format/price";
import { formatRank, rankMovement } from "@/lib/format/rank";
import { formatConfidence, formatScore, percentileSentence, scoreDelta, scoreOfMaximum } from "@/lib/format/score";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { type SparklinePath, sparklinePath } from "./sparkline-path";

/** A value with its words, or the reason why there is none. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export interface TextView {
  readonly text: string;
  readonly spoken?: string;
  readonly hint?: string;
}

export interface PartView {
  readonly name: SubScoreName;
  /** Width in percent of the attainable maximum. */
  readonly widthPercent: number;
  readonly fill: string;
  readonly missing: boolean;
}

export interface BandView {
  /** Filled pips of four. */
  readonly pips: number;
  readonly word: string;
  readonly withheld: boolean;
  readonly hint: string;
}

/** Everything a card or a row says about a coin; rendering it needs no arithmetic. */
export interface CoinView {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly initials: string;
  readonly rank: Known<string>;
  readonly movement: Known<{ direction: Direction; digits: string; spoken: string }>;
  readonly score: TextView;
  readonly delta: { direction: Direction; digits: string; spoken: string } | null;
  readonly price: Known<TextView>;
  readonly priceColumn: string;
  readonly change1h: Known<ChangeView>;
  readonly change24h: Known<ChangeView>;
  readonly change7d: Known<ChangeView>;
  readonly volume: Known<TextView>;
  readonly marketCap: Known<TextView>;
  readonly marketCapRank: Known<string>;
  readonly turnover: Known<string>;
  readonly parts: readonly PartView[];
  readonly partsSentence: string;
  readonly drivers: string;
  readonly band: BandView;
  readonly whale: Known<string>;
  /** What the sign of active whales says on hover; null where the coin does not wear it. */
  readonly whaleSign: string | null;
  readonly pretrend: Known<string>;
  readonly cluster: Known<string>;
  readonly coverage: string;
  readonly missing: Known<string>;
  readonly note: string | null;
  /** Group, coverage and what is missing, in one line. */
  readonly footnote: string;
  readonly confidence: string;
  readonly percentile: Known<TextView>;
  readonly scorePercent: string;
  readonly flags: readonly { readonly word: string; readonly sentence: string }[];
  readonly subScores: Readonly<Record<SubScoreName, string>>;
  readonly movement24h: Known<{ direction: Direction; digits: string; spoken: string }>;
  readonly sparkSentence: string;
  readonly lastUpdatedAt: number | null;
}

export interface PresentOptions {
  readonly maxPoints: Readonly<Record<string, number>>;
  readonly ranked: number | null;
  /** Points since this coin was last broadcast. */
  readonly delta: number | null;
  /** Decimals this coin's price had when it was last drawn. */
  readonly priceDecimals: number | null;
  /** Confidence from which a coin wears the whale sign. */
  readonly whaleConfidenceMin: number;
}

const partOrder: readonly { name: SubScoreName; fill: string; short: string }[] = [
  { name: "price_momentum", fill: "bg-part-price", short: "price" },
  { name: "volume_spike", fill: "bg-part-volume", short: "volume" },
  { name: "rsi_signal", fill: "bg-part-rsi", short: "RSI" },
  { name: "ma_cross", fill: "bg-part-cross", short: "MA cross" },
  { name: "pretrend_bonus", fill: "bg-part-pretrend", short: "pre-trend" },
  { name: "whale_bonus", fill: "bg-part-whale", short: "whale" },
];

export const shortNames = Object.fromEntries(partOrder.map(({ name, short }) => [name, short])) as Record<
  SubScoreName,
  string
>;
const pips = { BUY: 4, HOLD: 3, TRIM: 2, EXIT: 1 } as const;

export const reasons = {
  rankAgo: "No snapshot from that time knows this coin's rank.",
  price: "No source gives a price.",
  change: "The provider gives no price from that time.",
  volume: "No volume was reported.",
  marketCap: "The provider does not know how many coins there are.",
  whale: "No whale reading: no proven Binance pair, or too little of the last 24 h was watched. Counted as 0 points.",
  pretrend: "No pre-trend probability yet, or too few inputs for one. Counted as 0 points.",
  cluster: "In no group: the groups are not computed yet, or this coin has no rank.",
} as const;

function known<T>(value: T | null, reason: string): Known<T> {
  return value === null ? { known: false, reason } : { known: true, value };
}

function mapKnown<T, U>(value: T | null, reason: string, map: (value: T) => U): Known<U> {
  return known(value === null ? null : map(value), reason);
}

function presentChange(percent: number | null, horizon: string): Known<ChangeView> {
  const parts = changeParts(percent);
  const spoken = `${spokenChange(percent)} in ${horizon}`;
  return known(parts === null ? null : { ...parts, unit: "%", spoken }, `${horizon} change: ${reasons.change}`);
}

function presentUsd(usd: number | null, reason: string): Known<TextView> {
  return mapKnown(usd, reason, (value) => ({ text: compactUsdDigits(value), hint: formatCompactUsd(value) }));
}

function presentParts(row: MomentumRow, maximum: number): PartView[] {
  return partOrder.map(({ name, fill }) => ({
    name,
    fill,
    widthPercent: maximum > 0 ? Math.max(0, (100 * row.sub_scores[name]) / maximum) : 0,
    missing: row.missing.includes(name),
  }));
}

/** The two largest contributions by points; a missing input is not a driver, nor is a weight of zero. */
function presentDrivers(row: MomentumRow): string {
  const drivers = partOrder
    .filter(({ name }) => row.sub_scores[name] > 0 && !row.missing.includes(name))
    .sort((left, right) => row.sub_scores[right.name] - row.sub_scores[left.name])
    .slice(0, 2)
    .map(({ name, short }) => `${short} ${formatScore(row.sub_scores[name])}`);
  return drivers.length === 0 ? "no input known" : drivers.join(" · ");
}

function presentBand(row: MomentumRow): BandView {
  const withheld = row.flags.includes("buy_withheld");
  const sentence = withheld ? flagSentences.buy_withheld : actionSentences[row.action];
  return { pips: pips[row.action], word: row.action, withheld, hint: sentence ?? "" };
}

function presentMissing(row: MomentumRow): Known<string> {
  const base = row.missing.filter((name) => name !== "pretrend_bonus" && name !== "whale_bonus");
  if (base.length === 0) return { known: false, reason: "Every input of the base score is known." };
  return { known: true, value: base.map((name) => shortNames[name]).join(", ") };
}

function presentFootnote(row: MomentumRow): string {
  const missing = presentMissing(row);
  const coverage = `cov ${formatShare(row.coverage)}${missing.known ? `, no ${missing.value}` : ""}`;
  return row.cluster_label === null ? coverage : `${row.cluster_label} · ${coverage}`;
}

function presentSpark(row: MomentumRow): string {
  if (row.sparkline_7d.length < 2) return "No hourly closes are known.";
  return `Price over ${formatCount(row.sparkline_7d.length)} hours, ${formatChange(row.price_change_percentage_7d)} in 7 days, now ${spokenPrice(row.current_price)}.`;
}

function presentInitials(symbol: string): string {
  const letters = symbol.replace(/[^\p{L}\p{N}]/gu, "");
  return letters.slice(0, 2).toUpperCase() || "?";
}

function presentTurnover(row: MomentumRow): Known<string> {
  const isKnown = row.total_volume !== null && row.market_cap !== null && row.market_cap > 0;
  if (!isKnown) return { known: false, reason: "Volume or market cap is not known." };
  return { known: true, value: formatShare((row.total_volume ?? 0) / (row.market_cap ?? 1), 1) };
}

function presentWhaleSign(confidence: number | null, least: number): string | null {
  if (confidence === null || confidence < least) return null;
  return `Whales active: confidence ${formatConfidence(confidence)}, the sign is shown from ${formatConfidence(least)}. The drawer has the orders.`;
}

function presentFlag(flag: MomentumRow["flags"][number]): CoinView["flags"][number] {
  return { word: flag.replaceAll("_", " "), sentence: flagSentences[flag] ?? "" };
}

/** A coin in words, tones and widths. Pure: the same row and options give the same view. */
export function presentCoin(row: MomentumRow, options: PresentOptions): CoinView {
  const maximum = options.maxPoints.momentum_score ?? 100;
  const delta = scoreDelta(options.delta);
  const decimals = row.current_price === null ? null : priceDecimals(row.current_price, options.priceDecimals);
  const excluded = row.excluded === null ? null : (exclusionSentences[row.excluded] ?? "Not ranked.");
  const subScore = (name: SubScoreName) => formatScore(row.sub_scores[name]);
  return {
    id: row.id,
    symbol: row.symbol,
    name: row.name,
    initials: presentInitials(row.symbol),
    rank: known(row.rank === null ? null : formatRank(row.rank), excluded ?? "Not ranked."),
    movement: known(rankMovement(row.rank, row.rank_delta_1h), excluded ?? reasons.rankAgo),
    movement24h: known(rankMovement(row.rank, row.rank_delta_24h), excluded ?? reasons.rankAgo),
    score: { text: formatScore(row.momentum_score), spoken: `score ${scoreOfMaximum(row.momentum_score, maximum)}` },
    delta: delta === null ? null : { ...delta, spoken: `${delta.direction} ${delta.digits} points` },
    price: mapKnown(row.current_price, reasons.price, (price) => ({
      text: formatPrice(price, decimals),
      spoken: spokenPrice(price, decimals),
    })),
    priceColumn: priceDigits(row.current_price, decimals),
    change1h: presentChange(row.price_change_percentage_1h, "1 h"),
    change24h: presentChange(row.price_change_percentage_24h, "24 h"),
    change7d: presentChange(row.price_change_percentage_7d, "7 d"),
    volume: presentUsd(row.total_volume, reasons.volume),
    marketCap: presentUsd(row.market_cap, reasons.marketCap),
    marketCapRank: known(row.market_cap_rank === null ? null : `#${row.market_cap_rank}`, reasons.marketCap),
    turnover: presentTurnover(row),
    parts: presentParts(row, maximum),
    partsSentence: `${partOrder.map(({ name, short }) => `${short} ${subScore(name)}`).join(", ")}; total ${scoreOfMaximum(row.momentum_score, maximum)}`,
    drivers: presentDrivers(row),
    band: presentBand(row),
    whale: known(row.whale_confidence === null ? null : formatConfidence(row.whale_confidence), reasons.whale),
    whaleSign: presentWhaleSign(row.whale_confidence, options.whaleConfidenceMin),
    cluster: known(row.cluster_label, excluded ?? reasons.cluster),
    pretrend: known(row.pretrend_prob === null ? null : formatProbability(row.pretrend_prob), reasons.pretrend),
    coverage: formatShare(row.coverage),
    missing: presentMissing(row),
    note: excluded,
    footnote: presentFootnote(row),
    confidence: formatConfidence(row.confidence),
    percentile: mapKnown(row.score_percentile, excluded ?? "Not ranked.", (percentile) => ({
      text: formatShare(Math.floor(Math.min(percentile, 99)) / 100),
      spoken: percentileSentence(percentile, options.ranked ?? 0),
    })),
    scorePercent: formatScore(row.momentum_score_pct),
    flags: row.flags.map(presentFlag),
    subScores: {
      price_momentum: subScore("price_momentum"),
      volume_spike: subScore("volume_spike"),
      rsi_signal: subScore("rsi_signal"),
      ma_cross: subScore("ma_cross"),
      pretrend_bonus: subScore("pretrend_bonus"),
      whale_bonus: subScore("whale_bonus"),
    },
    sparkSentence: presentSpark(row),
    lastUpdatedAt: row.last_updated === null ? null : Date.parse(row.last_updated),
  };
}

/** The seven-day line of a coin in a box of this size. */
export function presentSparkline(row: MomentumRow, width: number, height: number): SparklinePath | null {
  return sparklinePath(row.sparkline_7d, width, height);
}

const LEAST_POINTS = 0.1;
const LEAST_PERCENT = 0.05;

function direction(before: number, after: number): Direction {
  return after > before ? "up" : "down";
}

/**
 * Cells that may flash between two readings of a coin: the shown string changed, and the move is at least 0.1 point
 * or 0.05 %.
 */
export function compareCells(before: MomentumRow, after: MomentumRow): Record<string, Direction> | null {
  const cells: Record<string, Direction> = {};
  const points = after.momentum_score - before.momentum_score;
  if (Math.abs(points) >= LEAST_POINTS && formatScore(before.momentum_score) !== formatScore(after.momentum_score)) {
    cells.score = direction(before.momentum_score, after.momentum_score);
  }
  const from = before.current_price;
  const to = after.current_price;
  if (from !== null && to !== null && formatPrice(from) !== formatPrice(to)) {
    if (Math.abs(to / from - 1) * 100 >= LEAST_PERCENT) cells.price = direction(from, to);
  }
  return Object.keys(cells).length === 0 ? null : cells;
}
