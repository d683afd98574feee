import { describe, expect, it } from "vitest";
import { emaSeparationScale } from "@/lib/indicators/ema-separation";
import { decideAction } from "./action";
import { pretrendBonus, whaleBonus } from "./bonuses";
import { maCross } from "./ma-cross";
import { priceMomentum } from "./price-momentum";
import { rsiSignal } from "./rsi-signal";
import { volumeSpike } from "./volume-spike";

/** The product seed's worked example: BTC at 80.5 base points, 85.3 in all, BUY at 0.90. */
describe("the seed's example", () => {
  const price = priceMomentum({ change1h: 2.5, change24h: 5, change7d: 10 }, 0.00517, 30, "volatility");
  const volume = volumeSpike(2_708_000, 1_000_000, 25);
  const scale = emaSeparationScale(5, 20);
  const ma = maCross({ emaFast: 100 * (1 + 0.8145 * scale * 0.01), emaSlow: 100, deviation: 0.01 }, scale, 15);

  it("gives price momentum 28.5 of 30 and explains it with 5.2 %", () => {
    expect(price.rawPercent).toBeCloseTo(5.2, 10);
    expect(price.score).toBeCloseTo(28.5, 2);
  });

  it("gives a volume of 2.7 times the ordinary 22 of 25, RSI 74 18 of 20 and the averages 12 of 15", () => {
    expect(volume.score).toBeCloseTo(22, 2);
    expect(rsiSignal(74, 20)).toBeCloseTo(18, 10);
    expect(ma.score).toBeCloseTo(12, 2);
  });

  it("adds 2.49 and 2.30 points for a trend ahead and for whales that accumulate, to 85.3", () => {
    expect(pretrendBonus(0.83, 3)).toBeCloseTo(2.49, 10);
    expect(whaleBonus({ confidence: 0.92, netFlow: 1 }, 2.5)).toBeCloseTo(2.3, 10);
    expect(price.score + volume.score + rsiSignal(74, 20) + ma.score + 2.49 + 2.3).toBeCloseTo(85.3, 1);
  });

  it("calls it a BUY at 0.90", () => {
    const decision = decideAction({ score: 85.3, previous: null, coverage: 1, overbought: false, buyBarred: false });
    expect(decision.action).toBe("BUY");
    expect(decision.confidence).toBeCloseTo(0.9, 10);
  });
});

describe("whaleBonus", () => {
  it("pays nothing for distribution and half for a neutral flow", () => {
    expect(whaleBonus({ confidence: 0.92, netFlow: -0.2 }, 2.5)).toBe(0);
    expect(whaleBonus({ confidence: 0.92, netFlow: 0 }, 2.5)).toBeCloseTo(1.15, 10);
  });
});
