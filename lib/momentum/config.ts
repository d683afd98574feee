import { z } from "zod";
import type { SubScoreName } from "./sub-scores";

/** Bumped whenever a formula changes, and stored with everything computed, so that history stays comparable. */
export const SCORE_VERSION = 1;

const weight = z.number().min(0).max(1);

/** The scorer's parameters. Base weights × 100 and bonus weights × 10 are the sub-scores' maximum points. */
export const momentumConfigSchema = z
  .object({
    priceMomentumWeight: weight.default(0.3),
    volumeSpikeWeight: weight.default(0.25),
    rsiSignalWeight: weight.default(0.2),
    maCrossWeight: weight.default(0.15),
    pretrendWeight: weight.default(0.3),
    whaleWeight: weight.default(0.25),
    priceMode: z.enum(["volatility", "absolute"]).default("volatility"),
    maFast: z.number().int().min(2).default(5),
    maSlow: z.number().int().min(3).default(20),
    includeDerivatives: z.boolean().default(false),
  })
  .refine((c) => c.priceMomentumWeight + c.volumeSpikeWeight + c.rsiSignalWeight + c.maCrossWeight <= 1 + 1e-9, {
    message: "the four base weights may not add up to more than 1",
    path: ["priceMomentumWeight"],
  })
  .refine((c) => c.maFast < c.maSlow, { message: "must be shorter than the slow average", path: ["maFast"] });
export type MomentumConfig = z.infer<typeof momentumConfigSchema>;

/** Attainable maximum of each sub-score, in points. */
export function maxPoints(config: MomentumConfig): Record<SubScoreName, number> {
  return {
    price_momentum: 100 * config.priceMomentumWeight,
    volume_spike: 100 * config.volumeSpikeWeight,
    rsi_signal: 100 * config.rsiSignalWeight,
    ma_cross: 100 * config.maCrossWeight,
    pretrend_bonus: 10 * config.pretrendWeight,
    whale_bonus: 10 * config.whaleWeight,
  };
}
