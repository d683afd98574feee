/**
 * What the model may look at, in the order of its coefficients. A name never changes its meaning: a changed computation
 * raises FEATURE_VERSION, and with it the hash that a model file must match.
 */
export const FEATURE_NAMES = [
  "return_1h",
  "return_4h",
  "return_24h",
  "return_7d",
  "ema_separation",
  "rsi",
  "distance_to_high",
  "volume_ratio",
  "signed_volume_ratio",
  "volatility_ratio",
  "turnover",
  "market_cap",
  "market_cap_x_return_24h",
  "illiquidity",
  "bitcoin_return_24h",
  "breadth",
  "rank_24h",
  "rank_7d",
  "whale_flow",
  "funding",
  "open_interest_change",
  "week_sine",
  "week_cosine",
] as const;
export type FeatureName = (typeof FEATURE_NAMES)[number];
export const FEATURE_COUNT = FEATURE_NAMES.length;

/** Raised whenever a feature is computed, standardised or clipped differently. */
export const FEATURE_VERSION = 1;

/** What a reader calls them. */
export const FEATURE_LABELS: Readonly<Record<FeatureName, string>> = {
  return_1h: "1 h return",
  return_4h: "4 h return",
  return_24h: "24 h return",
  return_7d: "7 d return",
  ema_separation: "EMA 5 over EMA 20",
  rsi: "RSI",
  distance_to_high: "distance to the 7-day high",
  volume_ratio: "volume against its baseline",
  signed_volume_ratio: "volume in the direction of the day",
  volatility_ratio: "volatility of the day against the week",
  turnover: "turnover among the coins",
  market_cap: "market cap",
  market_cap_x_return_24h: "24 h return of a large coin",
  illiquidity: "illiquidity among the coins",
  bitcoin_return_24h: "Bitcoin's 24 h return",
  breadth: "share of coins that rose",
  rank_24h: "rank by 24 h return",
  rank_7d: "rank by 7 d return",
  whale_flow: "whale flow",
  funding: "funding",
  open_interest_change: "change of open interest",
  week_sine: "hour of the week (sine)",
  week_cosine: "hour of the week (cosine)",
};
