import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObservedAsset } from "@/lib/market/asset";
import { maxPoints, momentumConfigSchema } from "./config";
import { rememberCloses } from "./read-all-closes";
import { scoreUniverse, type UniverseInputs } from "./score-universe";
import { type ScoredCoin, scoredCoinSchema } from "./scored-coin";
import { fatTailed, normal, seededRandom, seededUniverse } from "./seeded-universe.fixture";
import { subScoreNames } from "./sub-scores";

const config = momentumConfigSchema.parse({});
const points = maxPoints(config);
const { inputs, now } = seededUniverse({ seed: 7, coins: 300 });
const shuffled = <T>(values: readonly T[], seed: number): T[] => {
  const random = seededRandom(seed);
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
};
const withCoin = (index: number, change: (coin: ObservedAsset) => ObservedAsset): UniverseInputs => ({
  ...inputs,
  observed: inputs.observed.map((coin, i) => (i === index ? change(coin) : coin)),
});
const scored = (universe: UniverseInputs, id: string): ScoredCoin =>
  scoreUniverse(universe, config, now).find(({ asset }) => asset.id === id)!;

const anyNumber = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.double({ min: -1e3, max: 1e3 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e308, -1e308, 5e-324),
);
const anyCoin = fc.record({
  price: anyNumber,
  cap: anyNumber,
  volume: anyNumber,
  high: anyNumber,
  low: anyNumber,
  h1: anyNumber,
  h24: anyNumber,
  d7: anyNumber,
  updated: anyNumber,
  closes: fc.oneof(
    fc.array(
      anyNumber.map((value) => value ?? 0),
      { maxLength: 60 },
    ),
    fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 100, maxLength: 170 }),
    fc.constant(Array.from({ length: 168 }, () => 5)),
  ),
  baseline: fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }), { nil: null }),
});

describe("scoreUniverse", () => {
  it("explains every score: the sub-scores add up to it", () => {
    for (const coin of scoreUniverse(inputs, config, now)) {
      const sum = subScoreNames.reduce((total, name) => total + coin.subScores[name], 0);
      expect(sum).toBeCloseTo(coin.score, 10);
      expect(scoredCoinSchema.parse(coin)).toEqual(coin);
    }
  });

  it("stays within every bound for any input, and no number that is not one leaves it", () => {
    fc.assert(
      fc.property(
        fc.array(anyCoin, { maxLength: 12 }),
        fc.constantFrom("volatility", "absolute"),
        (coins, priceMode) => {
          const observed = coins.map((coin, i) => ({
            closes: Float64Array.from(coin.closes),
            asset: {
              ...inputs.observed[0]!.asset,
              id: `any-${i}`,
              priceUsd: coin.price,
              marketCapUsd: coin.cap,
              volumeUsd24h: coin.volume,
              highUsd24h: coin.high,
              lowUsd24h: coin.low,
              changePercent1h: coin.h1,
              changePercent24h: coin.h24,
              changePercent7d: coin.d7,
              lastUpdatedAt: coin.updated,
            },
          }));
          const baselines = new Map(
            coins.flatMap(({ baseline }, i) =>
              baseline === null
                ? []
                : [[`any-${i}`, { baselineUsd: baseline, source: "own_history" as const, have: 7, wished: 7 }]],
            ),
          );
          for (const coin of scoreUniverse({ ...inputs, observed, baselines }, { ...config, priceMode }, now)) {
            scoredCoinSchema.parse(coin);
            scoredCoinSchema.parse(JSON.parse(JSON.stringify(coin)));
            for (const name of subScoreNames) {
              expect(coin.subScores[name]).toBeGreaterThanOrEqual(0);
              expect(coin.subScores[name]).toBeLessThanOrEqual(points[name]);
            }
            expect(coin.confidence).toBeGreaterThanOrEqual(0.5);
            expect(coin.confidence).toBeLessThanOrEqual(0.9);
            expect(coin.coverage).toBeGreaterThanOrEqual(0);
            expect(coin.coverage).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives a coin without any input its neutral values, names them all and leaves a coin without a price out", () => {
    const bare = withCoin(0, ({ asset }) => ({
      closes: new Float64Array(0),
      asset: {
        ...asset,
        marketCapUsd: null,
        volumeUsd24h: null,
        changePercent1h: null,
        changePercent24h: null,
        changePercent7d: null,
      },
    }));
    const coin = scored({ ...bare, baselines: new Map() }, "coin-0");
    expect(coin.missing).toEqual([...subScoreNames]);
    expect(coin.subScores).toEqual({
      price_momentum: 15,
      volume_spike: 12.5,
      rsi_signal: 10,
      ma_cross: 7.5,
      pretrend_bonus: 0,
      whale_bonus: 0,
    });
    expect(coin.coverage).toBe(0);
    expect(coin.readings.price.sigmaSource).toBe("default");
    const priceless = withCoin(0, (each) => ({ ...each, asset: { ...each.asset, priceUsd: null } }));
    expect(scoreUniverse(priceless, config, now).some(({ asset }) => asset.id === "coin-0")).toBe(false);
  });

  it.each([
    ["changePercent1h", "price_momentum"],
    ["changePercent24h", "price_momentum"],
    ["changePercent7d", "price_momentum"],
    ["volumeUsd24h", "volume_spike"],
  ] as const)("never takes points away for more %s", (field, name) => {
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (value, more) => {
          const at = (x: number) => {
            const set = field === "volumeUsd24h" ? (x + 90) * 1e4 : x;
            return scored(
              {
                ...inputs,
                observed: [{ ...inputs.observed[5]!, asset: { ...inputs.observed[5]!.asset, [field]: set } }],
              },
              "coin-5",
            ).subScores[name];
          };
          expect(at(value + more)).toBeGreaterThanOrEqual(at(value));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("does not depend on the order of its input, and answers twice the same", () => {
    const board = scoreUniverse(inputs, config, now);
    for (const seed of [1, 2, 3]) {
      expect(scoreUniverse({ ...inputs, observed: shuffled(inputs.observed, seed) }, config, now)).toEqual(board);
    }
    expect(scoreUniverse(inputs, config, now)).toEqual(board);
  });

  it("scores with remembered closes as with closes read anew, refresh after refresh", () => {
    const remember = rememberCloses();
    const other = seededUniverse({ seed: 8, coins: 300 }).inputs.observed;
    for (const refreshed of [0, 25, 300, 10]) {
      const observed = inputs.observed.map((coin, i) => (i < refreshed ? { ...coin, closes: other[i]!.closes } : coin));
      const universe = { ...inputs, observed };
      expect(scoreUniverse(universe, config, now, remember)).toEqual(scoreUniverse(universe, config, now));
    }
  });

  it("does not change its input", () => {
    const before = structuredClone(inputs.observed);
    scoreUniverse(inputs, config, now);
    expect(inputs.observed).toEqual(before);
  });

  it("does not know the unit of price or volume", () => {
    const scaled = inputs.observed.map(({ asset, closes }) => ({
      closes: closes.map((close) => close * 1_024),
      asset: {
        ...asset,
        priceUsd: (asset.priceUsd ?? 0) * 1_024,
        highUsd24h: (asset.highUsd24h ?? 0) * 1_024,
        lowUsd24h: (asset.lowUsd24h ?? 0) * 1_024,
        volumeUsd24h: (asset.volumeUsd24h ?? 0) * 64,
      },
    }));
    const baselines = new Map(
      [...inputs.baselines].map(([id, each]) => [id, { ...each, baselineUsd: each.baselineUsd * 64 }]),
    );
    // Half of the coins have no baseline, so that the peers are scaled too.
    const half = <V>(map: ReadonlyMap<string, V>) => new Map([...map].filter((_, i) => i % 2 === 0));
    const before = scoreUniverse({ ...inputs, baselines: half(inputs.baselines) }, config, now);
    const after = scoreUniverse({ ...inputs, observed: scaled, baselines: half(baselines) }, config, now);
    expect(after.map(({ asset }) => asset.id)).toEqual(before.map(({ asset }) => asset.id));
    after.forEach((coin, i) => {
      for (const name of subScoreNames) expect(coin.subScores[name]).toBeCloseTo(before[i]!.subScores[name], 9);
    });
  });

  it("mirrors: upside-down prices score upside-down about neutral", () => {
    for (const { asset, closes } of inputs.observed.slice(0, 50)) {
      const mirror = (change: number | null) => (change === null ? null : 100 * (1 / (1 + change / 100) - 1));
      const mirrored = {
        closes: closes.map((close) => 1 / close),
        asset: {
          ...asset,
          changePercent1h: mirror(asset.changePercent1h),
          changePercent24h: mirror(asset.changePercent24h),
          changePercent7d: mirror(asset.changePercent7d),
        },
      };
      const up = scored({ ...inputs, observed: [{ asset, closes }] }, asset.id).subScores;
      const down = scored({ ...inputs, observed: [mirrored] }, asset.id).subScores;
      expect(up.price_momentum + down.price_momentum).toBeCloseTo(30, 9);
      expect(Math.abs(up.ma_cross + down.ma_cross - 15)).toBeLessThan(1.5);
    }
  });

  it("derives missing 24 h and 7 d changes from the closes and says so, and never the 1 h change", () => {
    const closes = Float64Array.from({ length: 169 }, (_, i) => 100 + i);
    const coin = scored(
      withCoin(0, ({ asset }) => ({
        closes,
        asset: { ...asset, changePercent1h: null, changePercent24h: null, changePercent7d: null },
      })),
      "coin-0",
    );
    expect(coin.derived).toEqual(["24h", "7d"]);
    expect(coin.asset.changePercent1h).toBeNull();
    expect(coin.asset.changePercent24h).toBeCloseTo(100 * (268 / 244 - 1), 10);
    expect(coin.asset.changePercent7d).toBeCloseTo(168, 10);
    expect(coin.missing).not.toContain("price_momentum");
  });

  it("compares a coin without history with coins of its size, at half strength", () => {
    const coin = scored({ ...inputs, baselines: new Map() }, "coin-9");
    const { ratio, baselineSource, baselineUsd } = coin.readings.volume;
    expect(baselineSource).toBe("peer");
    expect(baselineUsd).toBeNull();
    const full = (25 * ratio! ** 2) / (1 + ratio! ** 2);
    expect(coin.subScores.volume_spike).toBeCloseTo(12.5 + 0.5 * (full - 12.5), 10);
    expect(coin.missing).not.toContain("volume_spike");
  });

  it("gives no points for no volume, the cap for volume out of nothing, and says both", () => {
    const silent = scored(
      withCoin(0, (each) => ({ ...each, asset: { ...each.asset, volumeUsd24h: 0 } })),
      "coin-0",
    );
    expect(silent.subScores.volume_spike).toBe(0);
    expect(silent.flags).toContain("no_volume");
    expect(silent.excluded).toBe("dead");
    const empty = { baselineUsd: 0, source: "own_history" as const, have: 7, wished: 7 };
    const sudden = scored({ ...inputs, baselines: new Map([["coin-0", empty]]) }, "coin-0");
    expect(sudden.readings.volume.ratio).toBe(20);
    expect(sudden.flags).toContain("from_zero");
  });

  it("borrows the volatility of coins of its size for a coin with a handful of closes", () => {
    const coin = scored(
      withCoin(0, ({ asset, closes }) => ({ asset, closes: closes.subarray(156) })),
      "coin-0",
    );
    expect(coin.readings.price.sigmaSource).toBe("peer");
    expect(coin.flags).toEqual(expect.arrayContaining(["new_coin", "sigma_peer"]));
    expect(coin.rank).toBeNull();
  });

  it("takes its weights from the configuration", () => {
    const other = momentumConfigSchema.parse({
      priceMomentumWeight: 0.1,
      volumeSpikeWeight: 0.4,
      rsiSignalWeight: 0.2,
      maCrossWeight: 0.3,
    });
    const before = scored(inputs, "coin-4").subScores;
    const after = scoreUniverse(inputs, other, now).find(({ asset }) => asset.id === "coin-4")!.subScores;
    expect(after.price_momentum).toBeCloseTo(before.price_momentum / 3, 10);
    expect(after.volume_spike).toBeCloseTo(before.volume_spike * 1.6, 10);
    expect(after.ma_cross).toBeCloseTo(before.ma_cross * 2, 10);
  });

  it("adds the bonuses it is given and ranks and remembers actions with them", () => {
    const coin = scored(inputs, "coin-4");
    const pretrend = new Map([["coin-4", 0.83]]);
    const whales = new Map([["coin-4", { confidence: 0.92, netFlow: 1 }]]);
    const richer = scored({ ...inputs, pretrend, whales }, "coin-4");
    expect(richer.score).toBeCloseTo(coin.score + 2.49 + 2.3, 10);
    expect(richer.missing).toEqual([]);
    expect(richer.coverage).toBe(coin.coverage);
  });

  it("ranks by score, then market cap, then id, around the excluded coins, with mid-rank percentiles", () => {
    const twin = (id: string, marketCapUsd: number | null) => {
      const { asset, closes } = inputs.observed[3]!;
      return { closes, asset: { ...asset, id, marketCapUsd } };
    };
    const observed = [twin("b", 5), twin("a", 5), twin("unknown", null), twin("big", 9), twin("usd", 7)];
    const same = { baselineUsd: 1, source: "own_history" as const, have: 7, wished: 7 };
    const baselines = new Map(observed.map(({ asset }) => [asset.id, same]));
    const categories = { stable: new Set(["usd"]), derivative: new Set<string>() };
    const board = scoreUniverse({ ...inputs, observed, baselines, categories }, config, now);
    expect(board.map(({ asset, rank }) => [asset.id, rank])).toEqual([
      ["big", 1],
      ["usd", null],
      ["a", 2],
      ["b", 3],
      ["unknown", 4],
    ]);
    expect(board.map(({ scorePercentile }) => scorePercentile)).toEqual([50, null, 50, 50, 50]);
  });
});

describe("a market that knows nothing", () => {
  const { inputs: market, now: then } = seededUniverse({ seed: 2024, coins: 4_000 });
  const board = scoreUniverse(market, config, then);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it("says BUY to 3 to 9 in a hundred coins", () => {
    const share = board.filter(({ action }) => action === "BUY").length / board.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.09);
  });

  it("gives the averages' z mean 0 and standard deviation 1", () => {
    const zs = board.map(({ readings }) => readings.ma.z ?? 0);
    const centre = mean(zs);
    const spread = Math.sqrt(mean(zs.map((value) => (value - centre) ** 2)));
    expect(Math.abs(centre)).toBeLessThan(0.1);
    expect(Math.abs(spread - 1)).toBeLessThan(0.15);
  });

  it("draws its walks from a distribution of variance one", () => {
    const random = seededRandom(5);
    const draws = Array.from({ length: 200_000 }, () => fatTailed(random));
    expect(mean(draws)).toBeCloseTo(0, 1);
    expect(mean(draws.map((draw) => draw * draw))).toBeCloseTo(1, 0);
    expect(normal(seededRandom(1))).toBe(normal(seededRandom(1)));
  });
});
