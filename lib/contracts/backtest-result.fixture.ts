import type { BacktestResult, WireTrade } from "./http/backtest-result";

const FROM = Date.UTC(2026, 9, 1) / 1_000;
const TO = Date.UTC(2026, 10, 1) / 1_000;
const window = { from: FROM, to: TO, total_return: 4.5, sharpe: 1.1, max_drawdown: 3, trade_count: 2 };

export function tradeFixture(changes: Partial<WireTrade> = {}): WireTrade {
  return {
    coin_id: "coin-20",
    symbol: "C20",
    side: "long",
    entry_time: "2026-10-02T01:00:00.000Z",
    exit_time: "2026-10-03T01:00:00.000Z",
    entry_price: 100.05,
    exit_price: 104.9475,
    pnl_pct: 4.6855,
    reason: "time_limit",
    entry_score: 71.5,
    hold_hours: 24,
    worst_pct: -1.2,
    best_pct: 5.5,
    weight: 1,
    ...changes,
  };
}

/** What a finished run of a month on coin-20 could have found. */
export function backtestResultFixture(changes: Partial<BacktestResult> = {}): BacktestResult {
  return {
    verdict: { kind: "not_enough_data", sentence: "Not enough data.", grounds: ["2 trades"], conditions: [] },
    caveats: [],
    metrics: metricsFixture,
    benchmark: {
      buy_and_hold: { total_return: 9.8, max_drawdown: 11, sharpe: 0.9 },
      equal_weight: null,
      random_entries: { draws: 500, median_return: 1, interval: { low: -4, high: 6 }, share_beaten: 0.7 },
    },
    equity_curve: [
      { time: FROM, equity: 1, drawdown: 0, benchmark: 1 },
      { time: TO, equity: 1.045, drawdown: 0.2, benchmark: 1.098 },
    ],
    holdout: null,
    walk_forward: { folds: [], stitched: window },
    sweep: null,
    cost_sensitivity: [],
    regimes: [],
    distribution: { edges: [], counts: [] },
    exits: { time_limit: 1, stop_loss: 1, take_profit: 0, end_of_data: 0, delisted: 0 },
    funnel: { signals: 3, entered: 2, not_rearmed: 1, no_room: 0, no_fill: 0, barred: 0 },
    trades: [tradeFixture(), tradeFixture({ pnl_pct: -10.2247, reason: "stop_loss" })],
    manifest: {
      engine_version: 1,
      score_version: 1,
      code_version: "abc1234",
      parameters: {},
      seed: 1,
      data: {
        source: "binance",
        sha256: "00",
        coins: [
          {
            coin_id: "coin-20",
            symbol: "C20",
            venue: "binance",
            from: "2026-09-23T00:00:00.000Z",
            to: "2026-11-01T00:00:00.000Z",
            hours: 936,
            missing_hours: 0,
            close_only: false,
          },
        ],
        survivorship_bias: false,
      },
    },
    ...changes,
  };
}

const metricsFixture: BacktestResult["metrics"] = {
  total_return: 4.5,
  sharpe: 1.1,
  max_drawdown: 3,
  win_rate: 50,
  trade_count: 2,
  final_equity: 1.045,
  days: 31,
  sharpe_se: 3.4,
  sharpe_interval: { low: -5, high: 7 },
  psr: 0.6,
  deflated_sharpe: 0.6,
  trials: 1,
  sortino: null,
  calmar: null,
  cagr: null,
  volatility: 12,
  skewness: null,
  kurtosis: null,
  cvar_95: null,
  ulcer_index: 1,
  drawdown_from: null,
  drawdown_trough: null,
  drawdown_recovered: null,
  profit_factor: null,
  expectancy: null,
  mean_trade_interval: null,
  median_trade: null,
  best_trade: 4.6855,
  worst_trade: -10.2247,
  win_rate_interval: null,
  draws: 0,
  max_consecutive_losses: 1,
  average_hold_hours: 24,
  exposure: 10,
  turnover: 4,
  fees_paid: 0.4,
  slippage_paid: 0.2,
};
