import { describe, expect, it } from "vitest";
import type { Explain } from "@/lib/contracts/http/coin-answer";
import { presentWaterfall } from "./present-waterfall";

const component = (score: number, max: number, raw: number | null, neutral: number, missing = false) => ({
  score,
  weight: max / 100,
  max_points: max,
  raw_value: raw,
  description: "A sentence.",
  neutral,
  missing,
});

const explain: Explain = {
  formula: "base_score + pretrend_bonus + whale_bonus",
  base_score: 80.5,
  components: {
    price_momentum: component(28.5, 30, 5.2, 15),
    volume_spike: component(22, 25, 2.708, 12.5),
    rsi_signal: component(18, 20, 74, 10),
    ma_cross: component(12, 15, 0.41, 7.5),
    pretrend_bonus: component(0, 3, null, 0, true),
    whale_bonus: component(0, 2.5, null, 0, true),
  },
  top_drivers: [],
  coverage: 1,
  missing: ["pretrend_bonus", "whale_bonus"],
  derived: [],
  flags: [],
  baseline_source: "own_history",
  baseline_usd: 1,
  baseline_have: 7,
  baseline_wished: 7,
  volume_direction: 1,
  z: 2.9453,
  sigma_1h: 0.00517,
  sigma_source: "own",
  rsi: 74,
  hourly_closes: 168,
  ma_z: 0.8145,
  crossed: "up",
  hours_since_cross: 3,
  score_version: 1,
};

describe("presentWaterfall", () => {
  const waterfall = presentWaterfall(explain, 80.5);

  it("chains every bar to the end of the one before, without a gap", () => {
    for (const [index, row] of waterfall.rows.entries()) {
      const before = waterfall.rows[index - 1];
      expect(row.startPercent).toBeCloseTo(before ? before.startPercent + before.widthPercent : 0, 10);
    }
  });

  it("prints a sum that is the sum drawn, of the attainable maximum that the weights give", () => {
    expect(waterfall.total).toBe("80.5");
    expect(waterfall.attainable).toBe("95.5");
    expect(waterfall.remainder).toBeNull();
  });

  it("states a rounding remainder instead of hiding it", () => {
    expect(presentWaterfall(explain, 80.6).remainder).toBe("+0.1 from rounding");
  });

  it("reads raw inputs in words and calls a missing one missing", () => {
    expect(waterfall.rows.map((row) => row.reading)).toEqual([
      "+5.2%, z +2.95",
      "2.71× usual",
      "74 (14 h)",
      "spread z +0.81",
      "no data",
      "no data",
    ]);
    expect(waterfall.rows.at(-1)?.missing).toBe(true);
  });
});
