import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoredCoinFixture, snapshotFixture } from "@/lib/contracts/board.fixture";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { coinDetailSchema, explainSchema } from "./coin-answer";
import { toCoinDetail } from "./coin-detail";
import { explainCoin } from "./explain";
import { momentumRowSchema } from "./momentum";
import { attainableScore, roundSubScores, scorePercent, toMomentumRow } from "./momentum-wire";
import { roundTo } from "./rounding";

const config = momentumConfigSchema.parse({});
const points = (max: number) => fc.double({ min: 0, max, noNaN: true });

describe("rows on the wire", () => {
  it("attains 95.5 with the weights of the contract, and 85.3 of it is 89.32 %", () => {
    expect(attainableScore(config)).toBe(95.5);
    expect(scorePercent(85.3, 95.5)).toBe(89.32);
    expect(scorePercent(1, 0)).toBe(0);
  });

  it("keeps the seed's sub-scores as they are", () => {
    const subScores = {
      price_momentum: 28.5,
      volume_spike: 22,
      rsi_signal: 18,
      ma_cross: 12,
      pretrend_bonus: 2.49,
      whale_bonus: 2.3,
    };
    expect(roundSubScores({ subScores, baseScore: 80.5, score: 85.29 })).toEqual(subScores);
  });

  it("rounds sub-scores so that they add up to the base score and to the score within 0.01", () => {
    fc.assert(
      fc.property(
        points(30),
        points(25),
        points(20),
        points(15),
        points(3),
        points(2.5),
        (pm, vs, rsi, ma, pre, whale) => {
          const subScores = {
            price_momentum: pm,
            volume_spike: vs,
            rsi_signal: rsi,
            ma_cross: ma,
            pretrend_bonus: pre,
            whale_bonus: whale,
          };
          const baseScore = pm + vs + rsi + ma;
          const score = Math.min(100, baseScore + pre + whale);
          const rounded = roundSubScores({ subScores, baseScore, score });
          const base = rounded.price_momentum + rounded.volume_spike + rounded.rsi_signal + rounded.ma_cross;
          const cents = (value: number) => Math.round(value * 100);
          expect(Math.abs(cents(base) - cents(roundTo(baseScore, 2)))).toBeLessThanOrEqual(1);
          const total = base + rounded.pretrend_bonus + rounded.whale_bonus;
          expect(Math.abs(cents(total) - cents(roundTo(score, 2)))).toBeLessThanOrEqual(1);
          for (const name of Object.keys(subScores) as (keyof typeof subScores)[]) {
            expect(Math.abs(rounded[name] - subScores[name])).toBeLessThan(0.015);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("rounds to the decimal that people expect and never to a negative zero", () => {
    expect(roundTo(1.005, 2)).toBe(1.01);
    expect(roundTo(-1.005, 2)).toBe(-1.01);
    expect(Object.is(roundTo(-0.001, 2), 0)).toBe(true);
    expect(roundTo(1e-9, 2)).toBe(0);
    expect(roundTo(1e21, 2)).toBe(1e21);
  });

  it("meets its schema for every coin of a hostile universe, sparkline with six digits", () => {
    const { board, closes } = snapshotFixture(40, 1);
    board.coins.forEach((coin, index) => {
      const row = toMomentumRow(coin, closes[index]!, attainableScore(board.config));
      expect(momentumRowSchema.parse(row)).toEqual(row);
      expect(row.sparkline_7d).toHaveLength(closes[index]!.length);
      expect(row.rank_delta_24h).toBe(coin.rank === null ? null : coin.rank - 3);
    });
    const [, , , , , row] = board.coins.map((coin, i) => toMomentumRow(coin, closes[i]!, 95.5));
    expect(row?.sparkline_7d[0]).toBe(0.166667);
  });
});

describe("explaining a coin", () => {
  const missing = (changes: Partial<ReturnType<typeof scoredCoinFixture>>) =>
    explainCoin({ ...scoredCoinFixture(0), ...changes }, config, 1);

  it("meets its schema and names the three largest parts first", () => {
    const explain = missing({});
    expect(explainSchema.parse(explain)).toEqual(explain);
    expect(explain.top_drivers).toEqual([
      { name: "Price Momentum", score: 15.33, max: 30 },
      { name: "Volume Spike", score: 12.5, max: 25 },
      { name: "MA Cross", score: 7.5, max: 15 },
    ]);
  });

  it("says what stands in for a missing input", () => {
    const { readings } = scoredCoinFixture(0);
    const explain = missing({
      missing: ["rsi_signal", "pretrend_bonus"],
      readings: { ...readings, rsi: { value: null, closes: 9 } },
    });
    expect(explain.components.rsi_signal).toMatchObject({
      description: "RSI is not known: 9 of 15 hourly closes. Counted as neutral, 10.0 of 20.0.",
      missing: true,
      neutral: 10,
      raw_value: null,
    });
    expect(explain.components.pretrend_bonus.description).toContain("Counted as nothing, 0.0 of 3.0.");
  });

  it("names the real inputs in full sentences", () => {
    const { components } = missing({});
    expect(components.price_momentum.description).toBe(
      "The price changed by +0.1 % in 1 h, −0.333 % in 24 h and an amount derived from the hourly closes in 7 d, weighted +1 %; measured against the coin's own volatility of 1 % an hour, that is a z of 0.20.",
    );
    expect(components.volume_spike.description).toBe(
      "The 24 h volume of $1.43M is 1.10 times its baseline of $1M, the median of 5 of 7 wished from our own snapshots at this hour of earlier days. The price rose over the same 24 h.",
    );
    for (const { description } of Object.values(components)) expect(description).toMatch(/^[A-Z].*\.$/u);
  });

  it("gives a detail that meets its schema, with and without a readable history", () => {
    const snapshot = snapshotFixture(12, 3);
    const parts = { price_momentum: 15.005, volume_spike: 12.5, rsi_signal: 10, ma_cross: 7.5 };
    const subScores = { ...parts, pretrend_bonus: 0, whale_bonus: 2.123456789 };
    const history = [{ at: 1_700_000_000_500, rank: 2, score: 55.555, subScores, price: 1.23456789123 }];
    const detail = toCoinDetail(snapshot, "coin-11", history, 0);
    expect(coinDetailSchema.parse(detail)).toEqual(detail);
    expect(detail?.rank_history).toEqual([
      {
        timestamp: 1_700_000_000,
        rank: 2,
        momentum_score: 55.56,
        sub_scores: { ...parts, price_momentum: 15.01, pretrend_bonus: 0, whale_bonus: 2.12 },
        price: 1.2345679,
      },
    ]);
    expect(toCoinDetail(snapshot, "coin-11", null, 0)).toMatchObject({ rank_history: [], history_available: false });
    expect(toCoinDetail(snapshot, "nobody", [], 0)).toBeNull();
  });
});
