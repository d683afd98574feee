/** The parts of the score, in the order they are shown. */
export const subScoreNames = [
  "price_momentum",
  "volume_spike",
  "rsi_signal",
  "ma_cross",
  "pretrend_bonus",
  "whale_bonus",
] as const;
export type SubScoreName = (typeof subScoreNames)[number];
