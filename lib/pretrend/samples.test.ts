import { describe, expect, it } from "vitest";
import { hourlyVolatility } from "@/lib/indicators/hourly-volatility";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { mix, smallNormal, studentT4 } from "@/lib/simulator/hash";
import { FEATURE_COUNT } from "./feature-names";
import { universeAt } from "./history";
import { historyUntil } from "./leaked-features";
import { buildSamples, LABEL_MS, SAMPLE_EVERY_MS, samplesBetween } from "./samples";
import { SYNTHETIC_START, syntheticHistory } from "./synthetic-history.fixture";
import { HORIZON_HOURS, tripleBarrier } from "./triple-barrier";
import { universeFeatures } from "./universe-features";
import { EMBARGO_MS, trainingBefore, walkForward } from "./walk-forward";

const days = 20;
const history = syntheticHistory({ coins: 20, days, seed: 8 });
const samples = buildSamples(history);
const end = SYNTHETIC_START + days * DAY_MS;

describe("tripleBarrier", () => {
  it("looks no further than 24 closes and takes the barrier touched first", () => {
    const late = [100, ...new Array(HORIZON_HOURS).fill(100), 200];
    expect(tripleBarrier(late, 0.03)).toEqual({ outcome: 0, step: null });
    expect(tripleBarrier([100, 90, 200], 0.03)).toEqual({ outcome: 0, step: 1 });
    expect(tripleBarrier([100, 200, 10], 0.03)).toEqual({ outcome: 1, step: 1 });
    expect(tripleBarrier([100], 0.03)).toEqual({ outcome: 0, step: null });
  });
});

describe("buildSamples", () => {
  it("is one sample per coin every four hours, from a week in until a day before the end", () => {
    expect(samples.at[0]).toBe(SYNTHETIC_START + 7 * DAY_MS);
    expect(samples.at.at(-1)).toBe(end - LABEL_MS);
    expect(samples.at.every((at) => at % SAMPLE_EVERY_MS === 0)).toBe(true);
    expect(new Set(Array.from(samples.at, (at, row) => `${at} ${samples.coin[row]}`)).size).toBe(samples.count);
  });

  it("has a coin from its first day of closes until its last close, dead ones too", () => {
    const timesOf = (coin: number) => Array.from(samples.at).filter((_, row) => samples.coin[row] === coin);
    const middle = SYNTHETIC_START + (days / 2) * DAY_MS;
    expect(Math.min(...timesOf(18))).toBe(middle + DAY_MS);
    expect(Math.max(...timesOf(18))).toBe(end - LABEL_MS);
    expect(Math.max(...timesOf(19))).toBe(middle);
  });

  it("holds exactly the features that serving computes from what is known at that time", () => {
    for (const share of [0.1, 0.5, 0.9]) {
      const row = Math.floor(share * samples.count);
      const at = samples.at[row] as number;
      const served = universeAt(historyUntil(history, at), at);
      const block = universeFeatures(served);
      const id = samples.coinIds[samples.coin[row] as number];
      const place = served.coins.findIndex((coin) => coin.id === id);
      const of = (array: Float64Array | Uint8Array, index: number) =>
        array.subarray(index * FEATURE_COUNT, (index + 1) * FEATURE_COUNT);
      expect(of(block.values, place)).toEqual(of(samples.values, row));
      expect(of(block.known, place)).toEqual(of(samples.known, row));
    }
  });

  it("is the prefix of a longer recording's samples, outcomes included", () => {
    const shorter = buildSamples(historyUntil(history, SYNTHETIC_START + 14 * DAY_MS));
    const rows = shorter.count;
    expect(rows).toBeGreaterThan(0);
    expect(shorter.values).toEqual(samples.values.subarray(0, rows * FEATURE_COUNT));
    expect(shorter.outcome).toEqual(samples.outcome.subarray(0, rows));
  });

  it("closes a gap by forgetting what lies before it", () => {
    const [coin] = history.coins;
    const hole = (values: Float64Array) => Float64Array.from([...values.subarray(0, 200), ...values.subarray(205)]);
    const holed = {
      ...history,
      coins: [
        {
          ...coin!,
          openSeconds: hole(coin!.openSeconds),
          close: hole(coin!.close),
          turnoverSum: hole(coin!.turnoverSum),
        },
      ],
    };
    const { coins } = universeAt(holed, SYNTHETIC_START + 240 * HOUR_MS);
    expect(coins[0]?.closes).toEqual(coin!.close.subarray(205, 240));
    expect(universeAt(holed, SYNTHETIC_START + 203 * HOUR_MS).coins).toEqual([]);
  });
});

describe("a pure random walk", () => {
  const rateOf = (draw: (bits: number) => number, barrier: (closes: Float64Array) => number): number => {
    let reached = 0;
    for (let walk = 0; walk < 4_000; walk++) {
      let level = 0;
      const closes = Float64Array.from({ length: 168 + HORIZON_HOURS }, (_, hour) => {
        level += 0.01 * draw(mix(walk, hour));
        return Math.exp(level);
      });
      reached += tripleBarrier(closes.subarray(167), barrier(closes.subarray(0, 168))).outcome;
    }
    return reached / 4_000;
  };

  it("with fat tails (t4) reaches +1 deviation first in 22 % to 26 % of the days, as the design's simulation says", () => {
    const rate = rateOf(studentT4, () => 0.01 * Math.sqrt(HORIZON_HOURS));
    expect(rate).toBeGreaterThan(0.22);
    expect(rate).toBeLessThan(0.26);
  });

  it("with the robust σ1h that a coin is given, a normal walk says the same and fat tails about a third", () => {
    const estimated = (closes: Float64Array) => (hourlyVolatility(closes) ?? 1) * Math.sqrt(HORIZON_HOURS);
    expect(Math.abs(rateOf(smallNormal, estimated) - 0.25)).toBeLessThan(0.02);
    expect(Math.abs(rateOf(studentT4, estimated) - 0.335)).toBeLessThan(0.02);
  });
});

describe("walkForward", () => {
  it("keeps every training label and a day's embargo before the test, and tests the whole rest once", () => {
    const since = samples.at[0] as number;
    const folds = walkForward(samples, since, end, 5);
    expect(folds).toHaveLength(5);
    folds.forEach(({ train, test, testFrom }, k) => {
      const lastTrained = samples.at[train.to - 1] as number;
      expect(lastTrained + LABEL_MS + EMBARGO_MS).toBeLessThanOrEqual(testFrom);
      expect(samples.at[test.from]).toBeGreaterThanOrEqual(testFrom);
      expect(test.from).toBe(k === 0 ? test.from : folds[k - 1]!.test.to);
    });
    expect(folds.at(-1)?.test.to).toBe(samples.count);
  });

  it("puts all coins of one time on one side", () => {
    const cut = SYNTHETIC_START + 12 * DAY_MS;
    const before = trainingBefore(samples, 0, cut);
    const after = samplesBetween(samples, cut, end);
    expect(samples.at[before.to]).toBeGreaterThan(samples.at[before.to - 1] as number);
    expect(samples.at[after.from]).toBe(cut);
    expect(samples.at[after.from - 1]).toBeLessThan(cut);
  });
});
