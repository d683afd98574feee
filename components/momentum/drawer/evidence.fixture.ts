import type { WirePretrendDetails, WireWhaleDetails } from "@/lib/contracts/http/evidence";

/** A coin whose whales buy: three orders, six watched hours, a baseline of its own. */
export const whaleDetailsFixture: WireWhaleDetails = {
  total_transfers: 41,
  total_usd: 18_200_000,
  unique_wallets: null,
  top_transfers: [{ time: "2026-11-21T13:10:00.000Z", side: "buy", usd: 2_400_000, price: 182.4 }],
  flow_pattern: "accumulation",
  net_flow_usd: 11_284_000,
  net_flow: 0.62,
  confidence: 0.92,
  confidence_missing: null,
  activity: 0.95,
  abnormality: 0.87,
  share: 0.121,
  baseline_share: 0.081,
  baseline_days: 7,
  watched_hours: 24,
  source: "exchange",
  venue: "binance",
  pair: "SOLUSDT",
  orders: [
    { time: "2026-11-21T13:10:00.000Z", side: "buy", usd: 2_400_000, price: 182.4 },
    { time: "2026-11-21T11:02:00.000Z", side: "sell", usd: 140_000, price: 181.9 },
  ],
  hours: [
    {
      time: "2026-11-21T13:00:00.000Z",
      buy_usd: 2_400_000,
      sell_usd: 0,
      total_usd: 30_000_000,
      watched_seconds: 3_600,
    },
  ],
  on_chain: [],
  as_of: "2026-11-21T14:03:07.000Z",
};

/** A model that speaks. */
export const pretrendDetailsFixture: WirePretrendDetails = {
  pretrend_prob: 0.31,
  confidence: 0.7,
  factors: [
    { name: "return_24h", value: 1.82, log_odds: 0.4 },
    { name: "rsi", value: 74, log_odds: -0.2 },
  ],
  rationale: "A strong day on high volume; RSI speaks against it.",
  low: 0.26,
  high: 0.37,
  coverage: 1,
  model: "logistic",
  model_reason: "",
  base_rate: 0.24,
  brier_skill: 0.0123,
  brier_skill_low: 0.004,
  brier_skill_high: 0.021,
  calibration_error: 0.018,
  trained_until: "2026-03-01T00:00:00.000Z",
  as_of: "2026-11-21T14:00:00.000Z",
};
