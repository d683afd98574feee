import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { CoinHistory } from "@/lib/backtest/bars";
import { buildBars } from "@/lib/backtest/build-bars";
import { candlesOf, liveBoard, seriesOf } from "@/lib/backtest/live-scores.fixture";
import type { Rules } from "@/lib/backtest/parameters";
import { scoreBars, WARM_UP_BARS } from "@/lib/backtest/score-bars";
import { sharpeKnowing } from "@/lib/backtest/score-canary.fixture";
import { barredAt } from "@/lib/backtest/standing";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import type { CandleSeries } from "@/lib/simulator/candle-series";
import { createReplayMarket, type Tape } from "@/lib/simulator/replay-market";
import { loadTape } from "./simulator/load-tape";

const RECORDING = join(import.meta.dirname, "../../shared/data");
const present = existsSync(join(RECORDING, "spot-1h"));
const config = momentumConfigSchema.parse({});
const FROM = Date.UTC(2025, 0, 1);
const DAYS = 120;
/** A quiet night, the tariff crash and the rebound. */
const MOMENTS = [Date.UTC(2025, 0, 20, 3), Date.UTC(2025, 1, 3, 14), Date.UTC(2025, 3, 9, 18)];

describe.skipIf(!present)(`the recording of 2025 (skipped where ${RECORDING} is absent)`, () => {
  let tape: Tape;
  let histories: CoinHistory[];

  beforeAll(async () => {
    const loaded = await loadTape(RECORDING);
    tape = { ...loaded, hourly: wholeDollars(loaded.hourly), fiveMinutes: new Map() };
    histories = loaded.universe.coins.flatMap(({ id, symbol, pair }) => {
      const series = pair === null ? undefined : tape.hourly.get(pair.symbol);
      if (pair === null || series === undefined) return [];
      const bars = buildBars(candlesOf(series, pair.multiplier), FROM, FROM + DAYS * DAY_MS);
      if (bars === null) return [];
      return [{ coinId: id, symbol, bars, scores: scoreBars(bars, config), member: null, delisted: false }];
    });
  }, 120_000);

  it("scores every pair as the live path does at the same hour, to 1e-9, and bars the same coins", () => {
    const market = createReplayMarket(tape);
    const pairs = MOMENTS.flatMap((at) => {
      const board = liveBoard(market, at, config);
      const bar = (at - FROM) / HOUR_MS - 1;
      return histories
        .filter((history) => isWhole(history, bar))
        .map((history) => ({ history, bar, live: board.get(history.coinId) }));
    });
    for (const { history, bar, live } of pairs) {
      expect(Math.abs((live?.score ?? Number.NaN) - (history.scores.scores[bar] as number))).toBeLessThanOrEqual(1e-9);
      const barred = live?.flags.some((flag) => ["stable_like", "dead", "new_coin"].includes(flag));
      expect({ coin: history.coinId, barred: barredAt(history)(bar) }).toEqual({ coin: history.coinId, barred });
    }
    expect(pairs.length).toBeGreaterThan(800);
  }, 120_000);

  it("misses few hours: nearly every bar after a coin's warm-up has a score", () => {
    let bars = 0;
    let known = 0;
    for (const { bars: of, scores } of histories) {
      const last = of.traded.lastIndexOf(1);
      for (let i = of.traded.indexOf(1) + WARM_UP_BARS; i <= last; i++) {
        bars++;
        known += scores.known[i] as number;
      }
    }
    expect(known / bars).toBeGreaterThan(0.99);
  });

  it("is the canary: a score from one bar ahead raises the Sharpe ratio, so the score of the bar did not know it", () => {
    const rules: Rules = {
      threshold: 70,
      holdHours: 24,
      stopLossPct: 10,
      takeProfitPct: 20,
      feeBps: 10,
      slippage: { model: "fixed", bps: 5 },
      allowReentry: false,
      side: "long",
    };
    const portfolio = { topN: 20, maxWeight: 1 };
    const honest = sharpeKnowing(0, histories, rules, portfolio);
    const cheating = sharpeKnowing(1, histories, rules, portfolio);
    expect(cheating).toBeGreaterThan(honest + 2);
  }, 120_000);
});

/** Where hours are missing a replay shortens the provider's closes; ours stand still, as the provider's own do. */
function isWhole({ bars, scores }: CoinHistory, bar: number): boolean {
  return scores.known[bar] === 1 && !bars.traded.subarray(bar + 1 - WARM_UP_BARS, bar + 1).includes(0);
}

/** The same tape with turnover in whole dollars, as its rows tell it, so that nothing is lost by rounding a day of it. */
function wholeDollars(hourly: Tape["hourly"]): Map<string, CandleSeries> {
  return new Map(
    [...hourly].map(([symbol, series]) => {
      const candles = candlesOf(series, 1).map((candle) => ({ ...candle, volumeUsd: Math.round(candle.volumeUsd) }));
      return [symbol, { ...series, turnoverSum: seriesOf(candles).turnoverSum }];
    }),
  );
}
