/** Every Redis key of this project starts with this. */
export const KEY_PREFIX = "ghostquant:";

/** The five values that change together, plus the room in which the sorted set is built. */
export const boardKeys = {
  sequence: `${KEY_PREFIX}momentum:sequence`,
  board: `${KEY_PREFIX}momentum:board`,
  closes: `${KEY_PREFIX}momentum:closes`,
  stream: `${KEY_PREFIX}momentum:stream`,
  latest: `${KEY_PREFIX}momentum:latest`,
  latestNext: `${KEY_PREFIX}momentum:latest:next`,
} as const;

export const marketClockKey = `${KEY_PREFIX}market:clock`;
export const quotaReportKey = `${KEY_PREFIX}coingecko:quota`;
export const processBeatPrefix = `${KEY_PREFIX}beat:`;
export const processBeatIndexKey = `${KEY_PREFIX}beats`;
export const errorTallyKey = `${KEY_PREFIX}errors`;
export const counterKey = (name: string): string => `${KEY_PREFIX}metrics:${name}`;
export const flightKey = (name: string): string => `${KEY_PREFIX}flight:${name}`;
export const fruitlessChartKey = (coinId: string): string => `${KEY_PREFIX}chart:fruitless:${coinId}`;
export const whaleBoardKey = `${KEY_PREFIX}whales:board`;
export const whaleDetailsKey = `${KEY_PREFIX}whales:details`;
export const candleLoadKey = (coinId: string): string => `${KEY_PREFIX}candle:load:${coinId}`;
export const candleTroubleKey = (coinId: string): string => `${KEY_PREFIX}candle:trouble:${coinId}`;
export const formingCandleKey = (coinId: string): string => `${KEY_PREFIX}candle:forming:${coinId}`;
export const pairMapKey = `${KEY_PREFIX}pairs:binance`;
export const rankChangesKey = (window: string): string => `${KEY_PREFIX}rank-changes:${window}`;
export const pastRankingsKey = `${KEY_PREFIX}rank-changes:past`;
export const clusterRunKey = (method: string): string => `${KEY_PREFIX}clusters:${method}`;
export const pretrendServingKey = `${KEY_PREFIX}pretrend:serving`;
export const pretrendDetailsKey = `${KEY_PREFIX}pretrend:details`;
export const scorecardKey = (subject: string): string => `${KEY_PREFIX}scorecard:${subject}`;
