import { backtestStatusSchema } from "@/lib/contracts/backtest-state";
import { channelConfigSchema, deliveryOutcomeSchema } from "@/lib/contracts/delivery";
import { type JobName, jobs, laneSchema } from "@/lib/contracts/jobs";
import { processBeatSchema, quotaReportSchema } from "@/lib/contracts/status";
import { troubleIdSchema } from "@/lib/contracts/trouble";
import { whaleWatchSchema } from "@/lib/contracts/whales";
import {
  answerOutcomes,
  jobOutcomes,
  providers,
  refreshOutcomes,
  refusedStatuses,
  requestRoutes,
  socketEnds,
} from "@/lib/facts";
import { counter, type Definition, gauge, histogram } from "./definition";

const EVERYBODY = ["web", "worker", "stream"] as const;
const kind = ["fast", "full"] as const;
/** As the label `job_name`: `job` is Prometheus' own. */
const jobNames = Object.keys(jobs) as JobName[];
const lane = laneSchema.options;
const channel = [...channelConfigSchema.options.map(({ shape }) => shape.kind.value), "gone"] as const;
const outcomeOfDelivery = deliveryOutcomeSchema.options.map(({ shape }) => shape.kind.value);

/** Seconds of work: from what nobody notices to what a job may take at most. */
const WORK = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
/** Seconds of an answer to somebody who waits for it. */
const ANSWER = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Every reason for which a row of a sweep is not used; `other` is one that this list has not heard of. */
export const dropReasons = ["malformed_row", "no_id", "no_price", "duplicate_id", "other"] as const;
/** Statuses as far as an operator tells them apart. */
export const statusClasses = ["2xx", "3xx", "4xx", "429", "5xx"] as const;
/** Kinds of tallied errors that have a series of their own; the others are `other`, and `/status` names them. */
export const errorKinds = [
  "rate_limited",
  "plan_restricted",
  "upstream_unavailable",
  "upstream_invalid",
  "dependency_unavailable",
  "misconfigured",
  "bad_request",
  "postgres",
  "job_timeout",
  "pretrend_model",
  "internal",
  "other",
] as const;

/** What each copy counts of its own work. */
const ofWorkers = {
  ghostquant_jobs_total: counter({
    help: "Attempts of jobs that ended. `failed` ones may be tried again; `cut_short` by our own shutdown.",
    labels: { job_name: jobNames, outcome: jobOutcomes },
    saidBy: ["worker"],
  }),
  ghostquant_job_duration_seconds: histogram({
    help: "How long one attempt of a job took.",
    labels: { job_name: jobNames },
    buckets: WORK,
    saidBy: ["worker"],
  }),
  ghostquant_job_wait_seconds: histogram({
    help: "How long a job that was due waited for a worker: the lag of its lane.",
    labels: { lane },
    buckets: WORK,
    saidBy: ["worker"],
  }),
  ghostquant_refresh_duration_seconds: histogram({
    help: "From the first request to the moment at which everybody can read the new board.",
    labels: { kind },
    buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900],
    saidBy: ["worker"],
  }),
  ghostquant_refreshes_total: counter({
    help: "Refreshes of the board. `skipped`: the one before of its kind was still running.",
    labels: { kind, outcome: refreshOutcomes },
    saidBy: ["worker"],
  }),
  ghostquant_refresh_rows_total: counter({
    help: "Rows that visible refreshes received.",
    labels: { kind },
    saidBy: ["worker"],
  }),
  ghostquant_refresh_rows_dropped_total: counter({
    help: "Rows that visible refreshes received and did not use.",
    labels: { kind, reason: dropReasons },
    saidBy: ["worker"],
  }),
  ghostquant_upstream_answers_total: counter({
    help: "What providers answered. `throttled`: 429 or 418; `refused`: another 4xx; `failing`: 5xx; `nonsense`: not what was asked for.",
    labels: { provider: providers, outcome: answerOutcomes },
    saidBy: ["worker"],
  }),
  ghostquant_upstream_duration_seconds: histogram({
    help: "How long one exchange with a provider took, whatever came of it.",
    labels: { provider: providers },
    buckets: ANSWER,
    saidBy: ["worker"],
  }),
  ghostquant_budget_calls_total: counter({
    help: "Calls (for Binance: weight) that the shared budget granted.",
    labels: { provider: providers },
    saidBy: ["worker"],
  }),
  ghostquant_budget_refusals_total: counter({
    help: "Calls that the shared budget refused. `month_spent`: nothing is left of the plan; `too_long`: no call was free soon enough.",
    labels: { provider: providers, reason: ["month_spent", "too_long"] },
    saidBy: ["worker"],
  }),
  ghostquant_budget_wait_seconds_total: counter({
    help: "Time spent waiting for the shared budget.",
    labels: { provider: providers },
    saidBy: ["worker"],
  }),
  ghostquant_delivery_attempts_total: counter({
    help: "Attempts to send a message. `retry` comes again; `dead_channel` switched the channel off and told its owner.",
    labels: { channel, outcome: outcomeOfDelivery },
    saidBy: ["worker"],
  }),
  ghostquant_delivery_duration_seconds: histogram({
    help: "How long one attempt to send a message took.",
    labels: { channel },
    buckets: ANSWER,
    saidBy: ["worker"],
  }),
} satisfies Record<string, Definition>;

const ofStreams = {
  ghostquant_stream_clients: gauge({ help: "Open sockets.", saidBy: ["stream"] }),
  ghostquant_stream_frames_total: counter({ help: "Frames handed to clients.", saidBy: ["stream"] }),
  ghostquant_stream_slow_consumers_total: counter({
    help: "How often a client fell so far behind that frames were dropped for it; it gets a fresh snapshot when it has caught up.",
    saidBy: ["stream"],
  }),
  ghostquant_stream_frames_dropped_total: counter({
    help: "Frames not sent because their client was behind.",
    saidBy: ["stream"],
  }),
  ghostquant_stream_closed_total: counter({
    help: "Sockets that ended. `left`: by the client; `too_slow`: it never caught up; `silent`: it answered no heartbeat; `abuse`: too many messages.",
    labels: { reason: socketEnds },
    saidBy: ["stream"],
  }),
  ghostquant_stream_refused_total: counter({
    help: "Sockets that were not admitted, by HTTP status.",
    labels: { status: refusedStatuses },
    saidBy: ["stream"],
  }),
  ghostquant_stream_gaps_repaired_total: counter({
    help: "How often published patches had been missed and everybody started over from a snapshot.",
    saidBy: ["stream"],
  }),
  ghostquant_stream_sequence: gauge({ help: "Sequence of the board that clients have.", saidBy: ["stream"] }),
} satisfies Record<string, Definition>;

const ofWebs = {
  ghostquant_http_requests_total: counter({
    help: "Requests answered. `hot_list`: from bytes built once per data version; `interface`: other answers to programs; `page`: pages and their files.",
    labels: { route: requestRoutes, status: statusClasses },
    saidBy: ["web"],
  }),
  ghostquant_http_request_duration_seconds: histogram({
    help: "From a request's head to the end of its answer.",
    labels: { route: requestRoutes },
    buckets: ANSWER,
    saidBy: ["web"],
  }),
  ghostquant_http_connections: gauge({ help: "Open connections, sockets included.", saidBy: ["web"] }),
  ghostquant_http_cached_bytes: gauge({ help: "Bytes of hot lists held in memory.", saidBy: ["web"] }),
} satisfies Record<string, Definition>;

/** What is true of the instance as a whole; every web copy says the same of it. */
const ofBoard = {
  ghostquant_board_stale: gauge({
    help: "1 when the board is older than twice its refresh interval or cannot be read, and when there is none.",
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_board_age_seconds: gauge({
    help: "Market time since the newest price on the board.",
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_board_sequence: gauge({ help: "Grows by one with each visible board.", saidBy: ["web"], of: "instance" }),
  ghostquant_board_coins: gauge({
    help: "Coins on the board.",
    labels: { state: ["ranked", "excluded"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_refresh_age_seconds: gauge({
    help: "Market time since the last visible refresh.",
    labels: { kind },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_refresh_interval_seconds: gauge({
    help: "Market time between two refreshes, as the quota planner chose it.",
    labels: { kind },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_quota_limit: gauge({
    help: "Calls that the CoinGecko plan allows; absent where it does not limit them.",
    labels: { window: ["minute", "month"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_quota_spent: gauge({
    help: "Calls made to CoinGecko in this window.",
    labels: { window: ["minute", "month"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_quota_month_projected: gauge({
    help: "Calls that the chosen cadence will have made at the end of the month.",
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_circuit_state: gauge({
    help: "1 for the state of the circuit towards CoinGecko, 0 for the others.",
    labels: { state: quotaReportSchema.shape.circuit.options },
    saidBy: ["web"],
    of: "instance",
  }),
} satisfies Record<string, Definition>;

const ofInstance = {
  ghostquant_queue_jobs: gauge({
    help: "Jobs by lane and state; `failed` counts the last 200 that are kept for a look back.",
    labels: { lane, state: ["waiting", "active", "delayed", "failed"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_queue_oldest_seconds: gauge({
    help: "How long the job waits that waits longest, 0 when none does: grows when nobody serves a lane.",
    labels: { lane },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_processes: gauge({
    help: "Processes that gave a sign of life in the last 15 s.",
    labels: { role: processBeatSchema.shape.role.options },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_errors_total: counter({
    help: "Failures of jobs and regular duties, tallied across all copies; starts over when a week passes without any.",
    labels: { kind: errorKinds },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_store_up: gauge({
    help: "Whether this web copy reaches the store.",
    labels: { store: ["redis", "postgres"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_store_ping_seconds: gauge({
    help: "Round trip to the store; absent while it cannot be reached.",
    labels: { store: ["redis", "postgres"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_store_bytes: gauge({
    help: "Memory that Redis uses, disk that the database of Postgres uses.",
    labels: { store: ["redis", "postgres"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_backtests: gauge({
    help: "Backtests by state; completed and failed ones of the last day.",
    labels: { state: backtestStatusSchema.extract(["queued", "running", "completed", "failed"]).options },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_backtest_oldest_seconds: gauge({
    help: "How long the backtest waits that waits longest, 0 when none does.",
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_deliveries_waiting: gauge({
    help: "Messages that are not sent yet, and those whose time is over: queued and due, or claimed by a worker that died.",
    labels: { state: ["open", "overdue"] },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_alerts_judged_sequence: gauge({
    help: "Sequence of the last board that alert rules were judged on.",
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_trouble: gauge({
    help: "1 for what `/status` says is wrong, 0 for what is not; RUNBOOK.md has a heading for each.",
    labels: { id: troubleIdSchema.options },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_whale_watch_state: gauge({
    help: "1 for the state of the whale watch, 0 for the others.",
    labels: { state: whaleWatchSchema.shape.state.options },
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_whale_trades_total: counter({
    help: "Trades that the watching worker has seen since it began.",
    saidBy: ["web"],
    of: "instance",
  }),
  ghostquant_whale_gaps_open: gauge({
    help: "Holes in the ledger of trades that are not filled yet.",
    saidBy: ["web"],
    of: "instance",
  }),
} satisfies Record<string, Definition>;

/** Names that Prometheus clients share, so that everybody's dashboards read them. */
const ofProcesses = {
  ghostquant_build_info: gauge({
    help: "1; which part of the product this process is.",
    labels: { role: EVERYBODY },
    saidBy: EVERYBODY,
  }),
  process_start_time_seconds: gauge({ help: "When the process began, Unix time.", saidBy: EVERYBODY }),
  process_cpu_seconds_total: counter({ help: "Processor time, user and system together.", saidBy: EVERYBODY }),
  process_resident_memory_bytes: gauge({ help: "Memory that the process holds.", saidBy: EVERYBODY }),
  nodejs_heap_size_used_bytes: gauge({ help: "Memory of JavaScript objects.", saidBy: EVERYBODY }),
  nodejs_external_memory_bytes: gauge({ help: "Memory of buffers outside the heap.", saidBy: EVERYBODY }),
  nodejs_eventloop_lag_p99_seconds: gauge({
    help: "99th percentile of how late the event loop was in the last ten seconds.",
    saidBy: EVERYBODY,
  }),
  nodejs_eventloop_lag_max_seconds: gauge({
    help: "How late the event loop was at most in the last ten seconds.",
    saidBy: EVERYBODY,
  }),
  nodejs_gc_seconds_total: counter({
    help: "Time in which garbage collection held the process up.",
    saidBy: EVERYBODY,
  }),
} satisfies Record<string, Definition>;

/** Everything that `/metrics` can say. Nothing is said that is not listed; `docs/metrics.md` is made from this. */
export const catalogue = { ...ofWorkers, ...ofStreams, ...ofWebs, ...ofBoard, ...ofInstance, ...ofProcesses };
export type Catalogue = typeof catalogue;
export type MetricName = keyof Catalogue;
