import type { WhaleRules } from "@/hooks/use-market";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { WireWhaleDetails } from "@/lib/contracts/http/evidence";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { countOf, formatCount } from "@/lib/format/count";
import type { Direction } from "@/lib/format/glyph";
import { formatShare } from "@/lib/format/percent";
import { formatPrice } from "@/lib/format/price";
import { formatReading, formatSignedReading } from "@/lib/format/reading";
import { formatConfidence } from "@/lib/format/score";
import { formatDayClock } from "@/lib/format/time";
import { HOUR_MS } from "@/lib/market/units";
import type { FlowPattern } from "@/lib/whales/whale-report";

export interface OrderView {
  readonly key: string;
  readonly side: "buy" | "sell";
  readonly direction: Direction;
  readonly usd: string;
  readonly price: string;
  readonly time: string;
}

export interface WhaleKnown {
  readonly kind: "known";
  /** 0–1; null while too little was watched. */
  readonly confidence: number | null;
  readonly confidenceText: string;
  readonly active: boolean;
  readonly threshold: string;
  readonly summary: string;
  readonly flow: number | null;
  readonly flowWord: string;
  readonly flowText: string;
  readonly parts: string;
  readonly method: string;
  readonly baseline: string;
  readonly watched: string;
  /** The drawn orders are the largest ones where there are very many. */
  readonly stripTitle: string;
  readonly topTitle: string;
  readonly top: readonly OrderView[];
  readonly onChain: readonly { readonly key: string; readonly text: string }[];
}

export type WhaleView = { readonly kind: "missing"; readonly reason: string } | WhaleKnown;

const flowWords: Record<FlowPattern, string> = {
  accumulation: "buying",
  distribution: "selling",
  neutral: "balanced",
  insufficient: "insufficient: fewer than 3 orders",
};

const transferWords = {
  in: "to an exchange",
  out: "from an exchange",
  between_exchanges: "between exchanges",
  unlabelled: "between unnamed wallets",
} as const;

/** Why there is nothing to show, with the watch itself as the first suspect. */
function missingReason({ state, reason }: CoinDetail["whale_watch"]): string {
  const because = reason === "" ? "" : ` ${reason}`;
  switch (state) {
    case "unavailable":
      return `Whales are not watched here.${because}`;
    case "starting":
      return `The watch is starting: the trades of this coin's last 24 h are being read.${because}`;
    case "down":
      return `The watch is down.${because}`;
    case "live":
    case "degraded":
      return "This coin is not watched: it has no US dollar pair on Binance, or the pair's price does not prove that it is this coin. Nothing is guessed.";
  }
}

/** From here on a day counts as seen whole. */
const WHOLE_DAY_HOURS = 23.95;

/** What the amounts are of: a day, or the part of it that was seen. */
function spanOf({ watched_hours }: WireWhaleDetails): string {
  return watched_hours >= WHOLE_DAY_HOURS ? "24 h" : `the ${formatReading(watched_hours, 1)} h watched`;
}

function confidenceTextOf(details: WireWhaleDetails): string {
  const hours = formatReading(details.watched_hours, 1);
  switch (details.confidence_missing) {
    case "back_fill":
      return `Confidence is not known yet: ${hours} of the last 24 h are read so far.`;
    case "not_recent":
      return "Confidence is not known: the last half hour was not watched.";
    case "watch_down":
      return "Confidence is not known: nobody watches at present.";
    case "little_watched":
      return `Confidence is not known: only ${hours} of the last 24 h were watched.`;
    case null:
      return `Confidence ${formatConfidence(details.confidence)} of 1: amount, recency, how unusual.`;
  }
}

function watchedOf(details: WireWhaleDetails, watch: CoinDetail["whale_watch"]): string {
  const hours = `Watched ${formatReading(details.watched_hours, 1)} of the last 24 h.`;
  if (watch.state === "live") return hours;
  const reason = watch.reason === "" ? "" : ` ${watch.reason}`;
  return `${hours} As of ${formatDayClock(Date.parse(details.as_of))}.${reason}`;
}

function summaryOf(details: WireWhaleDetails, minUsd: number): string {
  const size = formatCompactUsd(minUsd);
  if (details.total_transfers === 0) return `No trade of ${size} or more in ${spanOf(details)}.`;
  const bought = (details.total_usd + details.net_flow_usd) / 2 / details.total_usd;
  const trades = `${countOf(details.total_transfers, "trade")} of ${size} or more in ${spanOf(details)}, ${formatCompactUsd(details.total_usd)}`;
  return `${trades}, ${formatShare(bought)} of the money bought.`;
}

function flowTextOf(details: WireWhaleDetails): string {
  if (details.net_flow === null) return "No flow: no order of this size.";
  const side = details.net_flow_usd < 0 ? "more sold than bought" : "more bought than sold";
  return `${formatSignedReading(details.net_flow, 2)} of 1, ${formatCompactUsd(Math.abs(details.net_flow_usd))} ${side}`;
}

function baselineOf(details: WireWhaleDetails): string {
  const now = details.share === null ? "" : `Whale orders are ${formatShare(details.share, 1)} of the volume`;
  if (details.baseline_share === null) {
    return `${now || "Share of the volume is not known"}; no baseline yet (${details.baseline_days} of 7 days).`;
  }
  return `${now || "Share of the volume is not known"}; usual ${formatShare(details.baseline_share, 1)} (own history, ${details.baseline_days} of 7 days).`;
}

function methodOf(details: WireWhaleDetails, minUsd: number): string {
  const wallets =
    details.unique_wallets === null ? "– (needs an on-chain source)" : formatCount(details.unique_wallets);
  const where = details.pair === null ? "" : ` on Binance (${details.pair})`;
  return `Exchange trades of ${formatCompactUsd(minUsd)} or more${where}, half-life 6 h. Wallet count: ${wallets}.`;
}

function stripTitleOf(details: WireWhaleDetails): string {
  const { orders, total_transfers } = details;
  const which =
    total_transfers > orders.length
      ? `The ${formatCount(orders.length)} largest of ${countOf(total_transfers, "order")} in ${spanOf(details)}`
      : `Orders of ${spanOf(details)}`;
  return `${which}, larger is higher`;
}

function presentOrder({ time, side, usd, price }: WireWhaleDetails["orders"][number], index: number): OrderView {
  return {
    key: `${time}-${index}`,
    side,
    direction: side === "buy" ? "up" : "down",
    usd: formatCompactUsd(usd),
    price: formatPrice(price),
    time: formatDayClock(Date.parse(time)),
  };
}

/** Everything the whale tab says, or why it says nothing. */
export function presentWhale(
  { whale_details: details, whale_watch }: Pick<CoinDetail, "whale_details" | "whale_watch">,
  rules: WhaleRules,
): WhaleView {
  if (details === null) return { kind: "missing", reason: missingReason(whale_watch) };
  const { confidence } = details;
  return {
    kind: "known",
    confidence,
    confidenceText: confidenceTextOf(details),
    active: confidence !== null && confidence >= rules.confidenceMin,
    threshold: formatConfidence(rules.confidenceMin),
    summary: summaryOf(details, rules.minUsd),
    flow: details.net_flow,
    flowWord: flowWords[details.flow_pattern],
    flowText: flowTextOf(details),
    parts: `Amount and recency ${formatConfidence(details.activity)}, unusualness ${formatConfidence(details.abnormality)}.`,
    method: methodOf(details, rules.minUsd),
    baseline: baselineOf(details),
    watched: watchedOf(details, whale_watch),
    topTitle: `Largest of ${spanOf(details)}`,
    stripTitle: stripTitleOf(details),
    top: details.top_transfers.map(presentOrder),
    onChain: details.on_chain.map((transfer) => ({
      key: transfer.id,
      text: `${formatDayClock(Date.parse(transfer.time))} · ${formatCompactUsd(transfer.usd)} ${transferWords[transfer.direction]} · ${transfer.from ?? "unnamed"} → ${transfer.to ?? "unnamed"} (${transfer.blockchain})`,
    })),
  };
}

/** One line for the coin page: "0.92, buying · 41 orders · $18.2M · 24 h". */
export function whaleLine(view: WhaleView, details: WireWhaleDetails | null): string | null {
  if (view.kind === "missing" || details === null) return null;
  const word = details.flow_pattern === "insufficient" ? "too few orders for a direction" : view.flowWord;
  return `${formatConfidence(view.confidence)}, ${word} · ${countOf(details.total_transfers, "order")} · ${formatCompactUsd(details.total_usd)} · ${spanOf(details)}`;
}

/** The time axis of the last 24 h, ending when the details were written. */
export function whaleSpan(details: WireWhaleDetails): readonly [from: number, to: number] {
  const to = Date.parse(details.as_of);
  return [to - 24 * HOUR_MS, to];
}
