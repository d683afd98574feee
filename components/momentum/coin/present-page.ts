import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { CoinCandidate } from "@/lib/contracts/http/coin-detail";
import { formatAge } from "@/lib/format/age";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { flagSentences } from "@/lib/format/flags";
import { DASH } from "@/lib/format/glyph";
import { formatChange } from "@/lib/format/percent";
import { formatPrice } from "@/lib/format/price";
import { formatRank } from "@/lib/format/rank";
import { scoreOfMaximum } from "@/lib/format/score";
import { formatClockMinutes, formatMoment, formatZone } from "@/lib/format/time";

/** Flags a coin can carry at all; "none raised" is worth more with their number. */
const FLAGS_CHECKED = Object.keys(flagSentences).length;

export function attainableOf({ explain }: Pick<CoinDetail, "explain">): number {
  return Object.values(explain.components).reduce((sum, component) => sum + component.max_points, 0);
}

const sourceWords = { live: "", simulated: "Simulated: ", replay: "Replay: " } as const;

/** What a tab, a bookmark and a link preview say of a coin; a market that is not the real one is named first. */
export function pageTitle(detail: CoinDetail): string {
  const rank = detail.rank === null ? "" : ` ${formatRank(detail.rank)}`;
  return `${sourceWords[detail.source]}${detail.symbol} ${detail.name}${rank} · GhostQuant`;
}

export function pageDescription(detail: CoinDetail): string {
  const score = `Momentum score ${scoreOfMaximum(detail.momentum_score, attainableOf(detail))}`;
  const rank = detail.rank === null ? "not ranked" : `rank ${formatRank(detail.rank)} of ${detail.ranked}`;
  const price =
    detail.current_price === null
      ? "price not known"
      : `${formatPrice(detail.current_price)}, ${formatChange(detail.price_change_percentage_24h)} in 24 h`;
  const made = detail.source === "simulated" ? " Prices are generated." : "";
  return `${score}, ${rank}; ${price}. As of ${formatMoment(Date.parse(detail.as_of))}.${made}`;
}

/** Said above everything while the data on the page is old. */
export function staleSentence(detail: CoinDetail, marketTime: number): string | null {
  if (!detail.stale) return null;
  const at = Date.parse(detail.as_of);
  return `These readings are from ${formatClockMinutes(at)} ${formatZone(at)} (${formatAge(at, marketTime)} old). They change when a refresh succeeds again.`;
}

export interface DataAge {
  readonly name: string;
  readonly age: string;
}

const sourceNames = { live: "CoinGecko", simulated: "the simulated market", replay: "the recorded tape" } as const;

/** How old each kind of evidence is, and from where. */
export function presentAges(detail: CoinDetail, marketTime: number): DataAge[] {
  const age = (iso: string | null | undefined) => (iso ? formatAge(Date.parse(iso), marketTime) : DASH);
  const lastKept = detail.rank_history.at(-1)?.timestamp;
  return [
    { name: `Price, seen by ${sourceNames[detail.source]}`, age: age(detail.last_updated) },
    { name: "Ranking", age: age(detail.as_of) },
    { name: "Whales", age: age(detail.whale_details?.as_of) },
    { name: "Pre-trend", age: age(detail.pretrend_details?.as_of) },
    { name: "History", age: lastKept === undefined ? DASH : formatAge(lastKept * 1_000, marketTime) },
  ];
}

export interface FlagsView {
  readonly sentences: readonly string[];
  readonly none: string;
}

export function presentFlags(detail: CoinDetail): FlagsView {
  return {
    sentences: detail.flags.map((flag) => flagSentences[flag] ?? flag),
    none: `none raised (${FLAGS_CHECKED} checked)`,
  };
}

/** A coin that may have been meant, with what tells it from its namesakes. */
export function candidateLine({ symbol, name, market_cap }: CoinCandidate) {
  return {
    symbol,
    name,
    marketCap: market_cap === null ? "market cap not known" : `cap ${formatCompactUsd(market_cap)}`,
  };
}
