import { expect, it } from "vitest";
import { HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { buildBars } from "./build-bars";
import { walkCandles } from "./candle-walk.fixture";
import type { Rules } from "./parameters";
import { scoreBars } from "./score-bars";
import { sharpeKnowing } from "./score-canary.fixture";

const FROM = Date.UTC(2025, 0, 1);
const HOURS = 3_000;
const rules: Rules = {
  threshold: 65,
  holdHours: 24,
  stopLossPct: 10,
  takeProfitPct: 20,
  feeBps: 0,
  slippage: { model: "fixed", bps: 0 },
  allowReentry: false,
  side: "long",
};

/** Twelve coins that walk at random: nothing of their future can be known from their past. */
function market(number: number) {
  return Array.from({ length: 12 }, (_, coin) => {
    const seed = 1_000 * number + 17 * coin;
    const bars = buildBars(walkCandles({ seed, from: FROM, hours: HOURS }), FROM, FROM + HOURS * HOUR_MS);
    if (bars === null) throw new Error("no candles");
    const scores = scoreBars(bars, momentumConfigSchema.parse({}));
    return { coinId: `coin-${coin}`, symbol: `C${coin}`, bars, scores, member: null, delisted: false };
  });
}

it("the canary: where nothing can be known, a score from one bar ahead earns, and the score of the bar does not", () => {
  const markets = [1, 2, 3, 4, 5].map(market);
  const portfolio = { topN: 5, maxWeight: 1 };
  const honest = markets.map((histories) => sharpeKnowing(0, histories, rules, portfolio));
  const cheating = markets.map((histories) => sharpeKnowing(1, histories, rules, portfolio));
  cheating.forEach((sharpe, i) => {
    expect(sharpe).toBeGreaterThan(4 + (honest[i] as number));
  });
  // One market's ratio is uncertain by 1.7, the mean of five by 0.8.
  const mean = honest.reduce((sum, sharpe) => sum + sharpe, 0) / honest.length;
  expect(Math.abs(mean)).toBeLessThan(2.4);
});
