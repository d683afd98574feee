/** Settings of a product that browser tests look at: a simulated market that refreshes every few seconds. */
export const quickMarket = {
  MARKET_SOURCE: "simulated",
  MOMENTUM_FAST_REFRESH_SECONDS: "3",
  MOMENTUM_FULL_REFRESH_SECONDS: "15",
  WEBSOCKET_HEARTBEAT_SECONDS: "5",
  // The whale watch reads a day of trades of every pair, cheapest pairs first: badges shall not wait for it.
  BINANCE_WEIGHT_PER_MINUTE: "5500",
  // Fewer failures in a row than open the circuit, which stays open for half a minute.
  COINGECKO_RETRY_MAX_ATTEMPTS: "1",
  COINGECKO_RETRY_BACKOFF_SECONDS: "0.2",
} as const;
