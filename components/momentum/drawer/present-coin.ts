import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatAge } from "@/lib/format/age";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { actionSentences, baselineSentences, exclusionSentences, flagSentences } from "@/lib/format/flags";
import { DASH } from "@/lib/format/glyph";
import { formatChange, formatShare } from "@/lib/format/percent";
import { formatPrice } from "@/lib/format/price";
import { formatReading } from "@/lib/format/reading";
import { formatConfidence, formatScore, percentileSentence } from "@/lib/format/score";

/** A fact of the coin: its name, its reading, and why it is not known where it is not. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly reason?: string;
}

const NOT_REPORTED = "Not reported by the provider.";

function fact(name: string, value: string | null, reason = NOT_REPORTED): Fact {
  return value === null ? { name, value: DASH, reason } : { name, value };
}

/** What the market says of this coin, in reading order. */
export function presentMarketFacts(detail: CoinDetail, marketTime: number): Fact[] {
  const updated = detail.last_updated === null ? null : `${formatAge(Date.parse(detail.last_updated), marketTime)} ago`;
  return [
    fact("Price", detail.current_price === null ? null : formatPrice(detail.current_price)),
    fact("1 h", detail.price_change_percentage_1h === null ? null : formatChange(detail.price_change_percentage_1h)),
    fact("24 h", detail.price_change_percentage_24h === null ? null : formatChange(detail.price_change_percentage_24h)),
    fact("7 d", detail.price_change_percentage_7d === null ? null : formatChange(detail.price_change_percentage_7d)),
    fact("Market cap", detail.market_cap === null ? null : formatCompactUsd(detail.market_cap)),
    fact(
      "Market cap rank",
      detail.market_cap_rank === null ? null : `#${detail.market_cap_rank}`,
      "CoinGecko does not rank this coin by market cap.",
    ),
    fact("Volume, 24 h", detail.total_volume === null ? null : formatCompactUsd(detail.total_volume)),
    fact("Price last seen by the provider", updated, "The provider does not say when."),
    fact(
      "Venue pair",
      detail.whale_details?.pair ? `Binance ${detail.whale_details.pair}` : null,
      "No pair of a venue is proven to be this coin.",
    ),
  ];
}

/** Said when the hourly line ends farther from the price than an hour of this coin usually goes; null when it does not. */
export function chartGap({ sparkline_7d, current_price, explain }: CoinDetail): string | null {
  const last = sparkline_7d.at(-1);
  if (last === undefined || last <= 0 || current_price === null || current_price <= 0) return null;
  const away = Math.log(current_price / last);
  if (Math.abs(away) <= explain.sigma_1h) return null;
  const side = away > 0 ? "below" : "above";
  return `The last hourly close stands ${formatShare(Math.abs(Math.expm1(-away)), 1)} ${side} the price: more than a usual hour (${formatShare(explain.sigma_1h, 1)}). Readings from closes may lag.`;
}

function hoursBack(count: number, index: number): number {
  return count - 1 - index;
}

/** The place of an hourly close in time: the provider counts, it does not date. */
export function closeTime(count: number, index: number): string {
  const back = hoursBack(count, index);
  return back === 0 ? "the last close" : `${back} h before the last`;
}

/** The same, short enough for the ends of an axis. */
export function closeTimeShort(count: number, index: number): string {
  const back = hoursBack(count, index);
  return back === 0 ? "last close" : `−${back} h`;
}

const sigmaSources = { own: "its own", peer: "of its size group", default: "assumed" } as const;

/** The raw inputs of the score, so that a reader can check it by hand. */
export function presentInputs(detail: CoinDetail): Fact[] {
  const { explain } = detail;
  const number = (value: number | null, decimals: number) => (value === null ? null : formatReading(value, decimals));
  const crossed = explain.crossed === null ? null : `${explain.crossed}, ${explain.hours_since_cross ?? 0} h ago`;
  return [
    fact(
      "Weighted change",
      explain.components.price_momentum.raw_value === null
        ? null
        : formatChange(explain.components.price_momentum.raw_value),
    ),
    fact("z of the change", number(explain.z, 3), "No horizon has a known change."),
    fact("Hourly volatility", `${formatShare(explain.sigma_1h, 3)} (${sigmaSources[explain.sigma_source]})`),
    fact("Volume ratio", number(explain.components.volume_spike.raw_value, 3)),
    fact(
      "Usual volume",
      explain.baseline_usd === null ? null : formatCompactUsd(explain.baseline_usd),
      "Only a comparison with coins of similar size is available.",
    ),
    fact("RSI (14 h, Wilder)", number(explain.rsi, 2), `${explain.hourly_closes} of 15 hourly closes.`),
    fact(
      "Averages' spread (5 h, 20 h)",
      explain.components.ma_cross.raw_value === null
        ? null
        : `${formatReading(explain.components.ma_cross.raw_value, 3)}%`,
    ),
    fact("z of the spread", number(explain.ma_z, 3), `${explain.hourly_closes} of 20 hourly closes.`),
    fact("Last cross", crossed, "The averages have not crossed in the closes at hand."),
    fact("Hourly closes", String(explain.hourly_closes)),
    fact("Derived changes", explain.derived.length === 0 ? "none" : explain.derived.join(", ")),
  ];
}

export interface CoinHeadline {
  readonly rank: string;
  readonly score: string;
  readonly price: string;
  readonly ofMax: string;
  readonly percentile: string | null;
  readonly band: string;
  readonly bandSentence: string;
  readonly quality: string;
  readonly notes: readonly string[];
  readonly baseline: string;
}

function baselineText(detail: CoinDetail): string {
  const { baseline_source, baseline_have, baseline_wished, score_version } = detail.explain;
  const version = `score v${score_version}`;
  if (baseline_source === null) return `baseline: none · ${version}`;
  const have =
    baseline_have === null || baseline_wished === null ? "" : `, ${baseline_have} of ${baseline_wished} days`;
  return `baseline: ${baselineSentences[baseline_source] ?? baseline_source}${have} · ${version}`;
}

/** The strings at the top of the drawer. */
export function presentHeadline(detail: CoinDetail): CoinHeadline {
  const attainable = Object.values(detail.explain.components).reduce((sum, component) => sum + component.max_points, 0);
  const withheld = detail.flags.includes("buy_withheld");
  return {
    rank: detail.rank === null ? "not ranked" : `#${detail.rank}`,
    score: formatScore(detail.momentum_score),
    price: formatPrice(detail.current_price),
    ofMax: `of ${formatScore(attainable)} attainable`,
    percentile: detail.score_percentile === null ? null : percentileSentence(detail.score_percentile, detail.ranked),
    band: withheld ? "band withheld" : `${detail.action} band`,
    bandSentence: withheld ? (flagSentences.buy_withheld ?? "") : (actionSentences[detail.action] ?? ""),
    quality: `confidence ${formatConfidence(detail.confidence)} · coverage ${formatShare(detail.coverage)}`,
    notes: [
      ...(detail.excluded === null ? [] : [exclusionSentences[detail.excluded] ?? detail.excluded]),
      ...detail.flags.filter((flag) => flag !== "buy_withheld").map((flag) => flagSentences[flag] ?? flag),
    ],
    baseline: baselineText(detail),
  };
}
