import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ema } from "@/lib/indicators/ema";
import { emaSeparationScale } from "@/lib/indicators/ema-separation";
import { hourlyVolatility } from "@/lib/indicators/hourly-volatility";
import { logReturns } from "@/lib/indicators/log-returns";
import { rsi } from "@/lib/indicators/rsi";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { standardDeviation } from "@/lib/statistics/standard-deviation";
import type { FeatureBlock } from "./feature-block";
import { FEATURE_COUNT, FEATURE_NAMES } from "./feature-names";
import { universeAt } from "./history";
import { leakedFeatures } from "./leaked-features";
import type { PretrendCoin, PretrendUniverse } from "./pretrend-universe";
import { SYNTHETIC_START, syntheticHistory } from "./synthetic-history.fixture";
import { universeFeatures } from "./universe-features";

const history = syntheticHistory({ coins: 30, days: 16, seed: 5 });
const at = SYNTHETIC_START + 10 * DAY_MS + 7 * HOUR_MS;
const universe = universeAt(history, at);

function rowOf(block: FeatureBlock, row: number) {
  return FEATURE_NAMES.map((name) => block.get(row, name));
}

const anything = fc.oneof(
  fc.constantFrom(null, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 1e-300),
  fc.double(),
);
const coinArbitrary: fc.Arbitrary<PretrendCoin> = fc.record({
  id: fc.constantFrom("bitcoin", "a", "b", "c"),
  closes: fc
    .oneof(
      fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { maxLength: 168 }),
      fc.array(fc.constantFrom(1, 1.0001, 0, -1, Number.NaN, 2), { maxLength: 60 }),
    )
    .map((closes) => Float64Array.from(closes)),
  volumeUsd24h: anything,
  volumeRatio: anything,
  marketCapUsd: anything,
  whale: fc.oneof(fc.constant(null), fc.record({ confidence: fc.double(), netFlow: fc.double() })),
  funding: fc.oneof(fc.constant(null), fc.record({ rateZ: anything, openInterestChange: anything })),
});

describe("universeFeatures", () => {
  it("knows nothing that came later: taking the future away changes no feature at any time", () => {
    for (const hours of [169, 200, 8 * 24, 9 * 24 + 5, 12 * 24]) {
      expect(leakedFeatures(history, SYNTHETIC_START + hours * HOUR_MS)).toEqual([]);
    }
  });

  it("names the feature of a builder that peeks one hour ahead", () => {
    const peeking = leakedFeatures(history, at, (all, when) => {
      const later = universeAt(all, when + HOUR_MS);
      const now = universeAt(all, when);
      const next = new Map(later.coins.map(({ id, volumeRatio }) => [id, volumeRatio]));
      return { ...now, coins: now.coins.map((coin) => ({ ...coin, volumeRatio: next.get(coin.id) ?? null })) };
    });
    expect(peeking).toEqual(["volume_ratio", "signed_volume_ratio"]);
  });

  it("says only finite numbers, for closes and figures of any kind", () => {
    fc.assert(
      fc.property(fc.array(coinArbitrary, { maxLength: 14 }), (coins) => {
        const block = universeFeatures({ closesEndAt: at, coins });
        expect(block.values.every(Number.isFinite)).toBe(true);
        expect(block.sigma24.every((sigma) => sigma >= 0 && Number.isFinite(sigma))).toBe(true);
      }),
    );
  });

  it("does not depend on the order of the coins", () => {
    const reversed = universeFeatures({ closesEndAt: at, coins: [...universe.coins].reverse() });
    const block = universeFeatures(universe);
    universe.coins.forEach((_, row) => {
      expect(rowOf(reversed, universe.coins.length - 1 - row)).toEqual(rowOf(block, row));
    });
  });

  it("does not depend on the currency of prices, nor on how many venues a volume counts", () => {
    const rescaled: PretrendUniverse = {
      closesEndAt: at,
      coins: universe.coins.map((coin) => ({
        ...coin,
        closes: coin.closes.map((close) => close * 1_024),
        volumeUsd24h: coin.volumeUsd24h === null ? null : coin.volumeUsd24h * 7.3,
      })),
    };
    const block = universeFeatures(universe);
    const other = universeFeatures(rescaled);
    expect(other.known).toEqual(block.known);
    block.values.forEach((value, place) => {
      expect(other.values[place]).toBeCloseTo(value, 8);
    });
  });

  it("gives the same bits twice and leaves its input alone", () => {
    const before = universe.coins.map(({ closes }) => closes.slice());
    expect(universeFeatures(universe)).toEqual(universeFeatures(universe));
    expect(universe.coins.map(({ closes }) => closes.slice())).toEqual(before);
  });

  it("agrees with the textbook functions coin by coin", () => {
    const block = universeFeatures(universe);
    universe.coins.forEach(({ closes }, row) => {
      const sigma = hourlyVolatility(closes) ?? Number.NaN;
      const newest = closes.at(-1) ?? Number.NaN;
      expect(block.sigma24[row]).toBeCloseTo(sigma * Math.sqrt(24), 10);
      expect(block.get(row, "rsi")).toBeCloseTo(((rsi(closes, 14) ?? 0) - 50) / 20, 8);
      const deviation = standardDeviation(logReturns(closes)) ?? Number.NaN;
      const slow = ema(closes, 20) ?? Number.NaN;
      const spread = ((ema(closes, 5) ?? 0) - slow) / slow;
      expect(block.get(row, "ema_separation")).toBeCloseTo(spread / (emaSeparationScale(5, 20) * deviation), 8);
      if (closes.length > 24) {
        const day = Math.log(newest / (closes.at(-25) ?? Number.NaN));
        expect(block.get(row, "return_24h")).toBeCloseTo(day / (sigma * Math.sqrt(24)), 8);
      }
      const high = Math.log(newest / Math.max(...closes));
      expect(block.get(row, "distance_to_high")).toBeCloseTo(high / (sigma * Math.sqrt(24)), 8);
    });
  });

  it("does not ask about a coin with under a day of closes, nor about a peg", () => {
    const peg = Float64Array.from({ length: 168 }, (_, hour) => 1 + 0.001 * Math.sin(hour));
    const young = Float64Array.from({ length: 23 }, (_, hour) => 1 + 0.01 * hour);
    const [base] = universe.coins;
    const coins = [peg, young, young.map((close) => close)].map((closes, i) => ({ ...base!, id: `x${i}`, closes }));
    const longer = { ...base!, id: "y", closes: Float64Array.from({ length: 24 }, (_, hour) => 1 + 0.01 * hour) };
    const { sigma24, known } = universeFeatures({ closesEndAt: at, coins: [...coins, longer] });
    expect(sigma24.slice(0, 3)).toEqual(new Float64Array(3));
    expect(known.subarray(0, 3 * FEATURE_COUNT).some((flag) => flag === 1)).toBe(false);
    expect(sigma24[3]).toBeGreaterThan(0);
  });

  it("a market-wide feature is the same for all coins; ranks are centred", () => {
    const block = universeFeatures(universe);
    const column = (name: (typeof FEATURE_NAMES)[number]) => universe.coins.map((_, row) => block.get(row, name));
    for (const name of ["bitcoin_return_24h", "breadth", "week_sine", "week_cosine"] as const) {
      expect(new Set(column(name)).size).toBe(1);
    }
    const ranks = column("rank_24h").filter((rank) => rank !== null);
    expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(0, 9);
    expect(Math.max(...ranks)).toBeLessThanOrEqual(0.5);
  });
});
