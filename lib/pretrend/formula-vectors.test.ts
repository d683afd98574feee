import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { areaUnderCurve } from "@/lib/statistics/area-under-curve";
import { brierScore, brierSkill } from "@/lib/statistics/brier-score";
import { sortForecasts } from "@/lib/statistics/forecasts";
import { logLoss } from "@/lib/statistics/log-loss";
import { logistic } from "@/lib/statistics/logistic";
import { calibrationError } from "@/lib/statistics/reliability";
import { wilsonInterval } from "@/lib/statistics/wilson-interval";
import { calibrate } from "./calibrate";
import { forecastConfidence } from "./predict";
import { tripleBarrier } from "./triple-barrier";

/** The design's worked numbers live beside the repository and are not copied into it. */
const path = resolve(import.meta.dirname, "../../../shared/design/vectors.json");
const number = z.number();
const numbers = z.array(number);

const computations: Record<string, (input: Record<string, unknown>) => Record<string, unknown>> = {
  label: (input) => {
    const { path: prices, sigma24 } = z.object({ path: numbers, sigma24: number }).parse(input);
    const { outcome, step } = tripleBarrier(prices, sigma24);
    return { y: outcome, step };
  },
  lr: (input) => {
    const { logit, a, b } = z.object({ logit: number, a: number, b: number }).parse(input);
    return { p_raw: logistic(logit), p: calibrate({ kind: "platt", slope: a, offset: b }, logit) };
  },
  metrics: (input) => {
    const { p, y, ece_bins } = z.object({ p: numbers, y: numbers, ece_bins: number.default(10) }).parse(input);
    const forecasts = sortForecasts(p, y);
    const rate = y.reduce((sum, one) => sum + one, 0) / y.length;
    return {
      brier: brierScore(forecasts),
      brier_base: rate * (1 - rate),
      bss: brierSkill(forecasts),
      logloss: logLoss(forecasts),
      auc: areaUnderCurve(forecasts),
      ece: calibrationError(forecasts, ece_bins),
    };
  },
  pretrend: (input) => {
    const {
      k,
      n,
      z: deviations,
      coverage,
    } = z.object({ k: number, n: number, z: number, coverage: number }).parse(input);
    const { low, high } = wilsonInterval(k, n, deviations);
    return { lo: low, hi: high, confidence: forecastConfidence(coverage, low, high) };
  },
};
const vectorsSchema = z.object({
  vectors: z.array(
    z.object({
      id: z.string(),
      section: z.string(),
      input: z.record(z.string(), z.unknown()),
      expect: z.record(z.string(), z.unknown()),
      tol: z.number(),
    }),
  ),
});

describe.skipIf(!existsSync(path))(`A.13: every worked number of the design (skipped where ${path} is absent)`, () => {
  const all = existsSync(path) ? vectorsSchema.parse(JSON.parse(readFileSync(path, "utf8"))).vectors : [];
  const ours = all.filter(({ section }) => section === "A.13");

  it("finds the seven vectors", () => {
    expect(ours.length).toBeGreaterThanOrEqual(7);
  });

  it.each(ours)("$id", ({ id, input, expect: wanted, tol }) => {
    const compute = computations[id.replace(/[\d_].*$/, "")];
    expect(compute, `no computation for ${id}`).toBeDefined();
    const got = compute?.(input) ?? {};
    for (const [key, value] of Object.entries(wanted)) {
      if (typeof value === "number")
        expect(Math.abs(Number(got[key]) - value), `${key}: ${got[key]}`).toBeLessThanOrEqual(tol);
      else expect(got[key], key).toEqual(value);
    }
  });
});
