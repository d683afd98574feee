import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ema } from "@/lib/indicators/ema";
import { emaSeparationScale } from "@/lib/indicators/ema-separation";
import { rsi } from "@/lib/indicators/rsi";
import { decideAction } from "./action";
import { pretrendBonus, whaleBonus } from "./bonuses";
import { readCloses } from "./close-reading";
import { momentumConfigSchema } from "./config";
import { maCross } from "./ma-cross";
import { priceMomentum } from "./price-momentum";
import { rankChange } from "./rank";
import { rsiSignal } from "./rsi-signal";
import { medianBaseline } from "./volume-baseline";
import { volumeSpike } from "./volume-spike";

/** The design's worked numbers live beside the repository and are not copied into it. */
const path = resolve(import.meta.dirname, "../../../shared/design/vectors.json");
const number = z.number();
const nullable = z.number().nullable();
const closes = z.array(z.number());
const config = momentumConfigSchema.parse({});

/** By the first word of a vector's id: how to compute what it expects. */
const computations: Record<string, (input: Record<string, unknown>) => Record<string, unknown>> = {
  pm: (input) => {
    const parsed = z
      .object({
        c1: nullable,
        c24: nullable,
        c7: nullable,
        sigma1h: number.default(0.01),
        mode: z.literal("abs").optional(),
      })
      .parse(input);
    const changes = { change1h: parsed.c1, change24h: parsed.c24, change7d: parsed.c7 };
    const mode = parsed.mode === "abs" ? "absolute" : "volatility";
    const { rawPercent, z: zScore, score } = priceMomentum(changes, parsed.sigma1h, 30, mode);
    return { raw: rawPercent, z: zScore, score };
  },
  vol: (input) => {
    const parsed = z
      .object({ now: number, baseline: number.optional(), snapshots_same_hour_7d: z.array(number).optional() })
      .parse(input);
    const baseline =
      parsed.baseline ?? medianBaseline(parsed.snapshots_same_hour_7d ?? [], "own_history")?.baselineUsd ?? 0;
    return { baseline, ...volumeSpike(parsed.now, baseline, 25) };
  },
  rsi: (input) => {
    const parsed = z.object({ closes, period: number }).parse(input);
    return { rsi: rsi(parsed.closes, parsed.period) };
  },
  rsiscore: (input) => ({ score: rsiSignal(z.object({ rsi: nullable }).parse(input).rsi, 20) }),
  ema: (input) => {
    const parsed = z.object({ fast: number, slow: number }).parse(input);
    return { c: emaSeparationScale(parsed.fast, parsed.slow) };
  },
  ma: (input) => {
    const series = Float64Array.from(z.object({ closes }).parse(input).closes);
    const result = maCross(readCloses(series, config).averages, emaSeparationScale(5, 20), 15);
    return {
      emaFast: ema(series, 5),
      emaSlow: ema(series, 20),
      spread: result.spreadFraction,
      z: result.z,
      score: result.score,
    };
  },
  total: (input) => {
    const parsed = z
      .object({ parts: z.array(number), pretrend_prob: number, whale_confidence: number, d: number })
      .parse(input);
    const base = parsed.parts.reduce((sum, part) => sum + part, 0);
    const pretrend = pretrendBonus(parsed.pretrend_prob, 3);
    const whale = whaleBonus({ confidence: parsed.whale_confidence, netFlow: parsed.d }, 2.5);
    const total = base + pretrend + whale;
    return {
      base_score: base,
      pretrend_bonus: pretrend,
      whale_bonus: whale,
      momentum_score: total,
      momentum_score_pct: (100 * total) / 95.5,
    };
  },
  action: (input) => {
    const parsed = z.object({ score: number, coverage: number }).parse(input);
    return { ...decideAction({ ...parsed, previous: null, overbought: false, buyBarred: false }) };
  },
  rank: (input) => {
    const { rankDelta, positionsGained, direction } = rankChange(Number(input.current), Number(input.previous));
    return { rank_delta: rankDelta, positions_gained: positionsGained, direction };
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
const sections = ["A.2", "A.3", "A.4", "A.5", "A.7", "A.9", "A.14"];

describe.skipIf(!existsSync(path))(`every worked number of the design (skipped where ${path} is absent)`, () => {
  const all = existsSync(path) ? vectorsSchema.parse(JSON.parse(readFileSync(path, "utf8"))).vectors : [];
  const ours = all.filter(({ section }) => sections.includes(section));

  it("finds the vectors of every section", () => {
    expect([...new Set(ours.map(({ section }) => section))].sort()).toEqual([...sections].sort());
  });

  it.each(ours)("$section $id", ({ id, input, expect: wanted, tol }) => {
    const compute = computations[id.split("_")[0] ?? ""];
    expect(compute, `no computation for ${id}`).toBeDefined();
    const got = compute?.(input) ?? {};
    for (const [key, value] of Object.entries(wanted)) {
      if (typeof value === "number")
        expect(Math.abs(Number(got[key]) - value), `${key}: ${got[key]}`).toBeLessThanOrEqual(tol);
      else expect(got[key], key).toEqual(value);
    }
  });

  it("A.12 whale_full: the bonus of its confidence and flow", () => {
    const vector = all.find(({ id }) => id === "whale_full");
    const whale = z.object({ confidence: number, d: number, bonus: number }).parse(vector?.expect);
    expect(whaleBonus({ confidence: whale.confidence, netFlow: whale.d }, 2.5)).toBeCloseTo(whale.bonus, 3);
  });
});
