/** CoinGecko categories whose coins are worth a currency, not a bet: scored, not ranked. */
export const STABLE_CATEGORIES = ["stablecoins"] as const;
/** Categories of coins that follow another coin: ranked only when the operator includes derivatives. */
export const DERIVATIVE_CATEGORIES = ["wrapped-tokens", "liquid-staking-tokens"] as const;
export const allCategories = [...STABLE_CATEGORIES, ...DERIVATIVE_CATEGORIES] as const;
