/**
 * One sentence for every flag and every exclusion a scored coin can carry; a test fails when one has none.
 * Keys are wire words, sentences say what is known and what follows.
 */
export const flagSentences: Readonly<Record<string, string>> = {
  overbought: "RSI is 80 or more. The score is not lowered for it, but confidence is held at 0.75.",
  buy_withheld:
    "The score is in the BUY band, but the band is withheld: too little data, no volume, or a stable-like coin.",
  no_volume: "No volume was reported in 24 h, so volume counts 0 points.",
  from_zero: "Volume was zero at this hour on the days before, so its ratio stands at the cap of 20.",
  sigma_peer: "Too few hourly closes for its own volatility: the median of coins of similar size is used.",
  stable_like: "Moves like a stable coin. It is scored, but it has no rank and no BUY band.",
  derivative: "A wrapped or staked form of another coin. It is scored, but it has no rank.",
  new_coin: "Fewer than 24 hourly closes so far: no rank and no BUY band until there are more.",
  dead: "No volume, or no new price for more than a day. It has no rank.",
  stale_price: "The provider does not say when this price was last seen.",
};

export const exclusionSentences: Readonly<Record<string, string>> = {
  stable: "Not ranked: moves like a stable coin.",
  derivative: "Not ranked: a wrapped or staked form of another coin.",
  dead: "Not ranked: no volume, or no new price for more than a day.",
  new: "Not ranked yet: fewer than 24 hourly closes.",
};

export const actionSentences: Readonly<Record<string, string>> = {
  BUY: "Score is 70 or more. About 6 in 100 coins reach this in a random market.",
  HOLD: "Score is from 40 to 70; a band is left one point past its edge. A coin with nothing unusual stands at 45.",
  TRIM: "Score is from 30 to 40.",
  EXIT: "Score is below 30. About 13 in 100 coins fall this low in a random market.",
};

export const baselineSentences: Readonly<Record<string, string>> = {
  klines: "exchange candles, same hour of the day",
  own_history: "own history, same hour of the days before",
  market_chart: "CoinGecko's chart, same hour of the days before",
  peer: "coins of similar size, because this coin has no history here yet",
};
