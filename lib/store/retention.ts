import { DAY_MS } from "@/lib/market/units";

/** How long each resolution is kept, in market time. */
export const RETENTION_MS = {
  fine: 2 * DAY_MS,
  hourly: 90 * DAY_MS,
  daily: 730 * DAY_MS,
  volume: 8 * DAY_MS,
  whaleOrders: 8 * DAY_MS,
  whaleHours: 30 * DAY_MS,
  onChainTransfers: 8 * DAY_MS,
  candles: 400 * DAY_MS,
  /** Candles that a backtest rests on, as long as one did within `candles`. */
  backtestedCandles: 1_826 * DAY_MS,
  predictions: 60 * DAY_MS,
  clusterRuns: 90 * DAY_MS,
  clusterMembers: 2 * DAY_MS,
  scorecards: 730 * DAY_MS,
} as const;

/** How long it is kept what alerts said and what people did. Wall clock, unlike the market's own past. */
export const LEDGER_RETENTION_MS = { firings: 180 * DAY_MS, audit: 400 * DAY_MS } as const;

/** How long what is over is kept of backtests, in wall-clock time: a link that was shared holds for a year. */
export const BACKTESTS_KEPT = {
  ageMs: 365 * DAY_MS,
  /** Kept however old they are. */
  newest: 200,
  /** Results of 10,000 trades are half a megabyte each: more than these are not kept, however young they are. */
  most: 5_000,
  /** A verification has said what it had to say once it was compared. */
  verificationMs: 30 * DAY_MS,
} as const;

/** Why a table does not grow for ever. */
export type Bound =
  /** Rows go when this column is older than this. */
  | { readonly kind: "age"; readonly column: string; readonly keptMs: number }
  /** Rows go with those of another table. */
  | { readonly kind: "follows"; readonly table: string }
  /** Nobody removes rows, because there cannot be many. */
  | { readonly kind: "few"; readonly why: string };

const age = (column: string, keptMs: number): Bound => ({ kind: "age", column, keptMs });
const follows = (table: string): Bound => ({ kind: "follows", table });
const few = (why: string): Bound => ({ kind: "few", why });

/** Every table there is. One that is missing here fails `retention.integration.test.ts`. */
export const BOUNDS: Readonly<Record<string, Bound>> = {
  momentum_snapshots: age("slot", RETENTION_MS.fine + DAY_MS),
  momentum_hourly: age("slot", RETENTION_MS.hourly),
  momentum_daily: age("slot", RETENTION_MS.daily),
  momentum_slots: age("slot", RETENTION_MS.daily),
  volume_snapshots: age("ts_hour", RETENTION_MS.volume),
  whale_orders: age("at", RETENTION_MS.whaleOrders),
  whale_hours: age("hour", RETENTION_MS.whaleHours),
  whale_cursors: few("one row for each pair that the venue ever listed"),
  on_chain_transfers: age("at", RETENTION_MS.onChainTransfers),
  candles: age("open_at", RETENTION_MS.candles),
  candle_spans: age("to_at", RETENTION_MS.candles),
  pretrend_predictions: age("at", RETENTION_MS.predictions),
  cluster_runs: age("at", RETENTION_MS.clusterRuns),
  scorecards: age("at", RETENTION_MS.scorecards),
  alert_firings: age("created_at", LEDGER_RETENTION_MS.firings),
  deliveries: age("updated_at", LEDGER_RETENTION_MS.firings),
  delivery_attempts: follows("deliveries"),
  delivery_firings: follows("deliveries"),
  alert_rules: age("deleted_at", LEDGER_RETENTION_MS.firings),
  alert_states: follows("alert_rules"),
  alert_progress: few("one row"),
  channels: age("deleted_at", LEDGER_RETENTION_MS.firings),
  audit_log: age("at", LEDGER_RETENTION_MS.audit),
  api_keys: age("revoked_at", LEDGER_RETENTION_MS.audit),
  owners: few("one row"),
  watchlists: few("50 lists of 500 coins at most, removed by their owner"),
  backtests: age("created_at", BACKTESTS_KEPT.ageMs),
  backtest_parts: follows("backtests"),
  momentum_board: few("one row"),
  coin_categories: few("one row for each of the provider's few categories that we ask for, replaced as a whole"),
  coins: few("one row of some 60 bytes for each coin that was ever listed; history names coins by its numbers"),
};
