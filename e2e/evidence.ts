import type { Page } from "@playwright/test";
import { pretrendDetailsFixture, whaleDetailsFixture } from "@/components/momentum/drawer/evidence.fixture";
import type { CandlesAnswer } from "@/lib/contracts/http/candles";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { HOUR_MS } from "@/lib/market/units";

/** The product's own answer about a coin, with changes: evidence that a fresh market does not have yet. */
export async function answerCoinWith(page: Page, changes: (detail: CoinDetail) => Partial<CoinDetail>): Promise<void> {
  await page.route(/\/api\/market\/coin\/[^/]+$/, async (route) => {
    const response = await route.fetch();
    const body = await response.body().catch(() => null);
    // The page went on to another coin meanwhile and waits for no answer.
    if (body === null) return route.abort().catch(() => undefined);
    const detail: CoinDetail = JSON.parse(body.toString());
    await route.fulfill({ response, json: { ...detail, ...changes(detail) } });
  });
}

/** Whales that buy, a model that speaks, and a rank that rose. */
export function fullEvidence(detail: CoinDetail): Partial<CoinDetail> {
  return {
    whale_confidence: whaleDetailsFixture.confidence,
    whale_details: { ...whaleDetailsFixture, as_of: detail.as_of },
    whale_watch: { state: "live", reason: "" },
    pretrend_details: { ...pretrendDetailsFixture, as_of: detail.as_of },
    rank_changes: [
      {
        since: "1h",
        id: detail.id,
        symbol: detail.symbol,
        name: detail.name,
        current_rank: 1,
        previous_rank: 4,
        rank_delta: -3,
        positions_gained: 3,
        direction: "up",
        momentum_score: detail.momentum_score,
        score_delta: 7.3,
        reasons: {
          own: {
            places: -2,
            parts: [
              { name: "volume_spike", points: 6.1 },
              { name: "rsi_signal", points: 1.2 },
            ],
          },
          others: { places: -1, moved: -1, entered: 0, left: 0 },
        },
        timestamp: detail.timestamp,
      },
    ],
  };
}

const START = Date.UTC(2026, 10, 1);

/** Forty hourly candles that rise by one, and one that forms. */
export function candlesAnswer(changes: Partial<CandlesAnswer> = {}): CandlesAnswer {
  const candle = (hour: number) => ({
    openAt: START + hour * HOUR_MS,
    open: 100 + hour,
    high: 102 + hour,
    low: 99 + hour,
    close: 101 + hour,
    volume: 10,
    volumeUsd: 1_000,
  });
  return {
    id: "any",
    timeframe: "1h",
    state: "ready",
    reason: "",
    venue: "binance",
    pair: "ANYUSDT",
    candles: Array.from({ length: 40 }, (_, hour) => candle(hour)),
    forming: candle(40),
    source: "simulated",
    as_of: new Date(START).toISOString(),
    stale: false,
    timestamp: new Date(START).toISOString(),
    ...changes,
  };
}

/** Answers for candles in this order; the last one stays. */
export async function answerCandlesWith(page: Page, ...answers: CandlesAnswer[]): Promise<void> {
  let asked = 0;
  await page.route(/\/candles(\?|$)/, (route) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    return route.fulfill({ json: answer });
  });
}
