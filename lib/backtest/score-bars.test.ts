import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candle } from "@/lib/market/candle";
import { HOUR_MS } from "@/lib/market/units";
import { type MomentumConfig, momentumConfigSchema } from "@/lib/momentum/config";
import { createReplayMarket } from "@/lib/simulator/replay-market";
import type { Bars } from "./bars";
import { buildBars } from "./build-bars";
import { type Walk, walkCandles } from "./candle-walk.fixture";
import { liveBoard, seriesOf, tapeCoin } from "./live-scores.fixture";
import { MOST_MISSING_BARS, scoreBars, WARM_UP_BARS } from "./score-bars";
import { barredAt } from "./standing";

const FROM = Date.UTC(2025, 0, 1);
const HOURS = 600;
const config = momentumConfigSchema.parse({});

function barsOf(candles: readonly Candle[], hours = HOURS): Bars {
  const bars = buildBars(candles, FROM, FROM + hours * HOUR_MS);
  if (bars === null) throw new Error("no candles");
  return bars;
}
const walk = (given: Partial<Walk>) => walkCandles({ seed: 1, from: FROM, hours: HOURS, ...given });

describe("a backtest's score of an hour is the live board's score at that hour, to 1e-9", () => {
  const walks: Record<string, Candle[]> = {
    calm: walk({ seed: 1, sigma: 0.002 }),
    wild: walk({ seed: 2, sigma: 0.08, start: 3.1e-7 }),
    ordinary: walk({ seed: 3 }),
    peg: walk({ seed: 4, sigma: 0.0001, start: 1 }),
    still: walk({ seed: 5, sigma: 0, start: 7 }),
    young: walk({ seed: 6 }).filter(({ openAt }) => openAt >= FROM + 150 * HOUR_MS),
    // Single hours are left out: the provider's closes stand still for an hour, as ours do.
    gapped: walk({ seed: 7 }).filter(({ openAt }) => (openAt / HOUR_MS) % 41 !== 3),
    silent: walk({ seed: 8 }).map((candle, i) => (i % 90 > 60 ? { ...candle, volumeUsd: 0 } : candle)),
  };
  const ids = Object.keys(walks);
  const market = createReplayMarket({
    universe: { coins: ids.map(tapeCoin), pairsWithoutCoin: [] },
    hourly: new Map(ids.map((id) => [`${id.toUpperCase()}USDT`, seriesOf(walks[id] ?? [])])),
    fiveMinutes: new Map(),
  });

  const configs: Record<string, MomentumConfig> = {
    "the defaults": config,
    "other weights and averages": momentumConfigSchema.parse({ priceMomentumWeight: 0.1, maFast: 12, maSlow: 168 }),
    "absolute changes": momentumConfigSchema.parse({ priceMode: "absolute" }),
    "an average longer than a week": momentumConfigSchema.parse({ maSlow: 200 }),
  };
  for (const [name, config] of Object.entries(configs)) {
    it(`with ${name}`, () => {
      let compared = 0;
      const series = ids.map((id) => scoreBars(barsOf(walks[id] ?? []), config));
      for (let bar = WARM_UP_BARS; bar < HOURS; bar += 7) {
        const board = liveBoard(market, FROM + (bar + 1) * HOUR_MS, config);
        ids.forEach((id, coin) => {
          const { scores, known } = series[coin]!;
          if (known[bar] !== 1) return;
          compared++;
          expect(Math.abs((scores[bar] as number) - (board.get(id)?.score ?? Number.NaN))).toBeLessThanOrEqual(1e-9);
        });
      }
      expect(compared).toBeGreaterThan(400);
    });
  }

  it("and it bars a BUY where the live board does", () => {
    const barred = new Map(ids.map((id) => [id, barredAt({ coinId: id, symbol: id, bars: barsOf(walks[id] ?? []) })]));
    const found = new Set<string>();
    for (let bar = 30; bar < HOURS; bar += 11) {
      for (const [id, { flags }] of liveBoard(market, FROM + (bar + 1) * HOUR_MS, config)) {
        const live = flags.some((flag) => ["stable_like", "dead", "new_coin"].includes(flag));
        expect({ id, bar, barred: barred.get(id)?.(bar) }).toEqual({ id, bar, barred: live });
        if (live) found.add(id);
      }
    }
    expect([...found].sort()).toEqual(["peg", "silent", "still", "young"]);
  });
});

const anyWalk = fc.record({
  seed: fc.integer(),
  from: fc.constant(FROM),
  hours: fc.constant(HOURS),
  sigma: fc.constantFrom(0, 0.001, 0.01, 0.2),
  start: fc.constantFrom(1e-8, 1, 97_000),
  missing: fc.constantFrom(0, 0.02, 0.15),
});

describe("the score series", () => {
  it("does not know the future: the series of a prefix is the prefix of the series, bit for bit", () => {
    fc.assert(
      fc.property(anyWalk, fc.integer({ min: 1, max: HOURS }), (walk, cut) => {
        const candles = walkCandles(walk);
        const whole = scoreBars(barsOf(candles), config);
        const past = candles.filter(({ openAt }) => openAt < FROM + cut * HOUR_MS);
        if (past.length === 0) return;
        const prefix = scoreBars(barsOf(past, cut), config);
        expect(prefix.scores).toEqual(whole.scores.slice(0, cut));
        expect(prefix.known).toEqual(whole.known.slice(0, cut));
      }),
      { numRuns: 60 },
    );
  });

  it("does not change with the unit of prices or of volumes", () => {
    fc.assert(
      fc.property(anyWalk, fc.constantFrom(1 / 1_000, 3, 1e7), fc.constantFrom(1 / 7, 1e4), (walk, k, v) => {
        const candles = walkCandles(walk);
        const scaled = candles.map((one) => ({
          ...one,
          open: one.open * k,
          high: one.high * k,
          low: one.low * k,
          close: one.close * k,
          volumeUsd: one.volumeUsd * v,
        }));
        const series = scoreBars(barsOf(candles), config);
        const other = scoreBars(barsOf(scaled), config);
        expect(other.known).toEqual(series.known);
        other.scores.forEach((score, i) => {
          expect(Math.abs(score - (series.scores[i] as number))).toBeLessThanOrEqual(1e-8);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("stays from 0 to 90, is 0 where it is not known, and is the same when asked again", () => {
    fc.assert(
      fc.property(anyWalk, (walk) => {
        const bars = barsOf(walkCandles(walk));
        const { scores, known } = scoreBars(bars, config);
        scores.forEach((score, i) => {
          expect(score >= 0 && score <= 90).toBe(true);
          if (known[i] === 0) expect(score).toBe(0);
        });
        expect(scoreBars(bars, config)).toEqual({ scores, known });
      }),
      { numRuns: 60 },
    );
  });

  it("begins 192 hours after the coin's first candle, and has none in an hour without one", () => {
    const candles = walk({}).filter(({ openAt }) => openAt >= FROM + 50 * HOUR_MS && openAt !== FROM + 400 * HOUR_MS);
    const { known } = scoreBars(barsOf(candles), config);
    expect(known.indexOf(1)).toBe(50 + WARM_UP_BARS);
    expect(known[400]).toBe(0);
    expect(known[401]).toBe(1);
    expect(scoreBars(barsOf(candles.slice(0, WARM_UP_BARS)), config).known.includes(1)).toBe(false);
  });

  it("pauses while more than a day of the last 192 hours is missing", () => {
    const halted = (hours: number) => {
      const candles = walk({}).filter(({ openAt }) => {
        const hour = (openAt - FROM) / HOUR_MS;
        return hour < 300 || hour >= 300 + hours;
      });
      return scoreBars(barsOf(candles), config).known;
    };
    const short = halted(MOST_MISSING_BARS);
    expect(short[300 + MOST_MISSING_BARS]).toBe(1);
    const long = halted(MOST_MISSING_BARS + 1);
    expect(long[299]).toBe(1);
    expect(long.indexOf(1, 300)).toBe(300 + WARM_UP_BARS);
  });

  it("takes the rolling volume as the provider told it where it was told", () => {
    const bars = barsOf(walk({}));
    const told = new Float64Array(HOURS);
    for (let i = 23; i < HOURS; i++) told[i] = bars.volumeUsd.slice(i - 23, i + 1).reduce((sum, hour) => sum + hour, 0);
    const { scores } = scoreBars({ ...bars, volumeUsd24h: told }, config);
    expect(scores).toEqual(scoreBars(bars, config).scores);
    told[500] = 20 * (told[500] as number);
    expect(scoreBars({ ...bars, volumeUsd24h: told }, config).scores[500]).toBeGreaterThan(scores[500] as number);
  });
});
