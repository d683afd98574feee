/** Fewer days than this say nothing of a year: every figure that is made of daily returns is null then. */
export const DAYS_MIN = 30;
/** Crypto trades every day of the year. */
export const DAYS_PER_YEAR = 365;
/** Returns that differ by less than this differ only by how numbers are kept. */
const SPREAD_MIN = 1e-12;

/** What daily returns come to. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1); exactly 0 when all days were alike. */
  readonly deviation: number;
  /** Third and fourth standardised moments of the population (n): 0 and 3 for a normal distribution; null without spread. */
  readonly skewness: number | null;
  readonly kurtosis: number | null;
}

/** Moments of daily returns, null for fewer than thirty. Pearson's definitions, kurtosis not in excess of the normal's. */
export function dailyMoments(returns: ArrayLike<number>): Moments | null {
  const count = returns.length;
  if (count < DAYS_MIN) return null;
  let sum = 0;
  for (let day = 0; day < count; day++) sum += returns[day] as number;
  const mean = sum / count;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let day = 0; day < count; day++) {
    const off = (returns[day] as number) - mean;
    const square = off * off;
    second += square;
    third += square * off;
    fourth += square * square;
  }
  const deviation = Math.sqrt(second / (count - 1));
  if (deviation < SPREAD_MIN) return { count, mean, deviation: 0, skewness: null, kurtosis: null };
  const variance = second / count;
  return {
    count,
    mean,
    deviation,
    skewness: third / count / variance ** 1.5,
    kurtosis: fourth / count / variance ** 2,
  };
}
