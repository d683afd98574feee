import { describe, expect, it } from "vitest";
import { momentumConfigSchema, subScoreNames } from "./config";
import { scoreUniverse } from "./score-universe";
import { scoredCoinSchema } from "./scored-coin";
import { seededUniverse } from "./seeded-universe.fixture";

const config = momentumConfigSchema.parse({});

describe("scoreUniverse", () => {
  it("explains every score: the sub-scores add up to it", () => {
    const { inputs, now } = seededUniverse({ seed: 7, coins: 400 });
    for (const coin of scoreUniverse(inputs, config, now)) {
      const sum = subScoreNames.reduce((total, name) => total + coin.subScores[name], 0);
      expect(sum).toBeCloseTo(coin.score, 10);
      expect(coin.baseScore).toBeGreaterThanOrEqual(0);
      expect(coin.baseScore).toBeLessThanOrEqual(90);
      expect(scoredCoinSchema.parse(coin)).toEqual(coin);
    }
  });
});
