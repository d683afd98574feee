import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { createScorecard, isLargeLiquid, type PriceAt, type ScorecardSample } from "./scorecard";
import { scorecardReportSchema } from "./scorecard-report";

const STEP_MS = 4 * HOUR_MS;
const STEPS = 6 * 40;
const COINS = 60;
const SIGMA = 0.01;

/** Random walks in steps of four hours, coin by coin; `prices[coin][step]`. */
function walks(seed: number, drift: (coin: number) => number = () => 0): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: COINS }, (_, coin) => {
    let log = Math.log(1 + coin);
    return Array.from({ length: STEPS }, () => {
      const noise = random() + random() + random() + random() - 2;
      log += SIGMA * 2 * (noise * 1.73 + drift(coin));
      return Math.exp(log);
    });
  });
}

function priceOf(prices: number[][]): PriceAt<number> {
  return (coin, at) => prices[coin]?.[at / STEP_MS] ?? null;
}

/** The percent change of the last day, as a score that follows the past; `shift` steps of it are taken from the future. */
function measure(prices: number[][], shift: number, large = (coin: number) => coin % 2 === 0) {
  const scorecard = createScorecard<number>();
  const priceAt = priceOf(prices);
  for (let step = 6; step + shift < STEPS; step++) {
    const samples = prices.map((series, coin): ScorecardSample<number> => {
      const change = Math.log((series[step + shift] ?? 1) / (series[step + shift - 6] ?? 1));
      return { coin, score: 45 + 100 * change, price: series[step]!, sigma1h: SIGMA, largeLiquid: large(coin) };
    });
    scorecard.add(step * STEP_MS, samples, priceAt, (STEPS - 1) * STEP_MS);
  }
  return scorecard.report(4)!;
}

const cell = (report: ReturnType<typeof measure>, horizon: string, population = "all") =>
  report.measures.find((one) => one.horizon === horizon && one.population === population)!;

describe("the scorecard of the score", () => {
  it("finds nothing in a random walk: the interval of the correlation holds zero", () => {
    const { rankCorrelation, deciles, spread } = cell(measure(walks(11), 0), "24h");
    expect(rankCorrelation!.low!).toBeLessThan(0);
    expect(rankCorrelation!.high!).toBeGreaterThan(0);
    expect(deciles).toHaveLength(10);
    expect(spread!.low!).toBeLessThan(spread!.value);
  });

  it("catches a score that looks one step into the future, and the honest one does not look there", () => {
    const prices = walks(12);
    const honest = cell(measure(prices, 0), "24h").rankCorrelation!;
    const leaking = cell(measure(prices, 1), "24h").rankCorrelation!;
    expect(leaking.value).toBeGreaterThan(honest.value + 0.1);
    expect(leaking.low!).toBeGreaterThan(0.1);
    expect(Math.abs(honest.value)).toBeLessThan(0.05);
  });

  it("finds a score that does order what follows, and the same in the mirrored market", () => {
    const prices = walks(13, (coin) => (coin / COINS - 0.5) * 0.3);
    const rising = cell(measure(prices, 0), "7d");
    expect(rising.rankCorrelation!.value).toBeGreaterThan(0.1);
    expect(rising.spread!.value).toBeGreaterThan(0);
    expect(rising.deciles[9]!.excessReturn.value).toBeGreaterThan(rising.deciles[0]!.excessReturn.value);
    const falling = cell(
      measure(
        walks(13, (coin) => (coin / COINS - 0.5) * 0.3).map((series) => series.map((price) => 1 / price)),
        0,
      ),
      "7d",
    );
    expect(falling.rankCorrelation!.value).toBeCloseTo(rising.rankCorrelation!.value, 9);
  });

  it("splits large and liquid coins from the rest, and the parts add up to the whole", () => {
    const report = measure(walks(14), 0, (coin) => coin < 30);
    for (const horizon of ["24h", "7d"]) {
      const [all, large, small] = ["all", "large", "small"].map((name) => cell(report, horizon, name));
      expect(large!.samples + small!.samples).toBe(all!.samples);
      expect(large!.samples).toBe(small!.samples);
    }
    expect(isLargeLiquid({ marketCapUsd: 1e8, volumeUsd24h: 2e7 })).toBe(true);
    expect(isLargeLiquid({ marketCapUsd: 99e6, volumeUsd24h: 2e9 })).toBe(false);
    expect(isLargeLiquid({ marketCapUsd: 1e9, volumeUsd24h: null })).toBe(false);
  });

  it("never asks for a price later than the newest one, so an unfinished window is in no figure", () => {
    const prices = walks(15);
    const until = 20 * STEP_MS;
    let latest = 0;
    const scorecard = createScorecard<number>();
    for (let step = 6; step <= 20; step++) {
      const samples = prices.map((series, coin) => ({
        coin,
        score: coin,
        price: series[step]!,
        sigma1h: SIGMA,
        largeLiquid: false,
      }));
      const priceAt: PriceAt<number> = (coin, at) => {
        latest = Math.max(latest, at);
        return prices[coin]?.[at / STEP_MS] ?? null;
      };
      scorecard.add(step * STEP_MS, samples, priceAt, until);
    }
    const report = scorecard.report(4)!;
    expect(latest).toBeLessThanOrEqual(until);
    expect(cell(report, "24h").moments).toBe(9);
    expect(cell(report, "7d").samples).toBe(0);
    expect(cell(report, "7d").rankCorrelation).toBeNull();
  });

  it("has the same past figures whatever prices follow later", () => {
    const prices = walks(16);
    const changed = prices.map((series) => series.map((price, step) => (step > 120 ? price * 3 : price)));
    const upTo = (series: number[][]) => {
      const scorecard = createScorecard<number>();
      for (let step = 6; step <= 120; step++) {
        const samples = series.map((one, coin) => ({
          coin,
          score: (coin * 7 + step) % 50,
          price: one[step]!,
          sigma1h: SIGMA,
          largeLiquid: false,
        }));
        scorecard.add(step * STEP_MS, samples, priceOf(series), 120 * STEP_MS);
      }
      return scorecard.report(4);
    };
    expect(upTo(changed)).toEqual(upTo(prices));
  });

  it("counts a coin whose later price is missing as unknowable instead of unchanged", () => {
    const prices = walks(17);
    const priceAt = priceOf(prices);
    const scorecard = createScorecard<number>();
    const samples = prices.map((series, coin) => ({
      coin,
      score: coin,
      price: series[0]!,
      sigma1h: SIGMA,
      largeLiquid: true,
    }));
    scorecard.add(0, samples, (coin, at) => (coin < 5 ? null : priceAt(coin, at)), DAY_MS);
    const measured = cell(scorecard.report(4)!, "24h", "large");
    expect(measured.unknowable).toBe(5);
    expect(measured.samples).toBe(COINS - 5);
  });

  it("is blind to the unit of a price and to any rising change of the score", () => {
    const prices = walks(18);
    const scaled = prices.map((series, coin) => series.map((price) => price * 10 ** (coin % 9)));
    const plain = cell(measure(prices, 0), "24h");
    const other = cell(measure(scaled, 0), "24h");
    expect(other.rankCorrelation!.value).toBeCloseTo(plain.rankCorrelation!.value, 9);
    expect(other.deciles[3]!.meanReturn.value).toBeCloseTo(plain.deciles[3]!.meanReturn.value, 9);
  });

  it("puts equal scores into the same tenth, whatever the order of the coins", () => {
    const prices = walks(19);
    const samples = prices.map((series, coin) => ({
      coin,
      score: coin < 40 ? 45 : 45 + coin,
      price: series[0]!,
      sigma1h: SIGMA,
      largeLiquid: false,
    }));
    const report = (given: typeof samples) => {
      const scorecard = createScorecard<number>();
      scorecard.add(0, given, priceOf(prices), 8 * DAY_MS);
      return cell(scorecard.report(4)!, "24h").deciles.map(({ decile, samples: count }) => [decile, count]);
    };
    expect(report(samples)).toEqual(report(samples.toReversed()));
    expect(report(samples)).toContainEqual([4, 40]);
  });

  it("speaks its schema, also through JSON, and has no interval before eight blocks", () => {
    const report = measure(walks(20), 0);
    expect(scorecardReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const week = cell(report, "7d");
    expect(week.blocks).toBeLessThan(8);
    expect(week.rankCorrelation!.low).toBeNull();
    expect(createScorecard<number>().report(4)).toBeNull();
  });
});
