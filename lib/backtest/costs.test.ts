import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyHistory, everything, freeOfCosts, historyOf, neverBarred, randomHistory } from "./coin-history.fixture";
import { slippageOf, squareRootImpact } from "./costs";
import { simulateCoin } from "./simulate-coin";

describe("slippage", () => {
  it("of an order is 70 basis points in the design's example", () => {
    expect(squareRootImpact(100_000, 0.05, 2_500_000)).toBeCloseTo(0.007, 12);
  });

  it("quadruples with sixteen times the order, and never exceeds half the price", () => {
    expect(squareRootImpact(1.6e6, 0.01, 1e8) / squareRootImpact(1e5, 0.01, 1e8)).toBeCloseTo(4, 12);
    expect(squareRootImpact(1e9, 0.5, 1)).toBe(0.5);
    expect(squareRootImpact(1, 0, 0)).toBe(0.5);
  });

  it("reads the deviation and the volume of the 24 bars before the fill", () => {
    const steps = [0.01, -0.02, 0.03, 0.005];
    let price = 100;
    const closes = Array.from({ length: 60 }, (_, i) => {
      price *= Math.exp(steps[i % 4] ?? 0);
      return price;
    });
    const { bars } = historyOf(
      closes.map((close) => [close, close, close, close]),
      [],
    );
    const mean = steps.reduce((sum, step) => sum + step, 0) / 4;
    const variance = (6 * steps.reduce((sum, step) => sum + (step - mean) ** 2, 0)) / 23;
    const { series } = slippageOf(bars, { model: "sqrt_impact", orderUsd: 1e4 });
    expect(series).toHaveLength(61);
    expect(series?.[50]).toBeCloseTo(0.7 * Math.sqrt(variance * 24) * Math.sqrt(1e4 / 24e6), 12);
  });

  it("of a bar knows nothing of that bar or later ones", () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), ({ bars }, cut) => {
        const count = cut % bars.close.length;
        const changed = {
          ...bars,
          close: bars.close.map((close, bar) => (bar >= count ? close * 3 : close)),
          volumeUsd: bars.volumeUsd.map((volume, bar) => (bar >= count ? volume * 3 : volume)),
        };
        const slippage = { model: "sqrt_impact", orderUsd: 1e5 } as const;
        const knownBy = (of: typeof bars) => slippageOf(of, slippage).series?.slice(0, count + 1);
        expect(knownBy(changed)).toEqual(knownBy(bars));
        expect(knownBy(bars)).toHaveLength(count + 1);
      }),
    );
  });

  it("and fee are what stands between a trade and its gross return", () => {
    const history = randomHistory({ seed: 21, bars: 2_000 });
    const rules = { ...freeOfCosts, holdHours: 5, allowReentry: true };
    const gross = simulateCoin(history, rules, everything(history), neverBarred).trades;
    for (const costs of [
      { feeBps: 10, slippage: { model: "fixed", bps: 5 } },
      { feeBps: 0, slippage: { model: "sqrt_impact", orderUsd: 1e5 } },
    ] as const) {
      const net = simulateCoin(history, { ...rules, ...costs }, everything(history), neverBarred).trades;
      expect(net).toHaveLength(gross.length);
      net.forEach(({ pnlPct, feePct, slippagePct, entryPrice, exitPrice }, at) => {
        const trade = gross[at];
        if (!trade) return;
        const paid = entryPrice * (1 + costs.feeBps / 1e4);
        // Per unit of what was put in: what the price made, less the fee and the slippage of both sides.
        expect(pnlPct).toBeCloseTo((100 * (trade.exitPrice - trade.entryPrice)) / paid - feePct - slippagePct, 9);
        expect(entryPrice).toBeGreaterThanOrEqual(trade.entryPrice);
        expect(exitPrice).toBeLessThanOrEqual(trade.exitPrice);
      });
    }
  });
});
