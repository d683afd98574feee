import { formatDuration } from "@/lib/format/age";
import { formatCount } from "@/lib/format/count";
import { type SubScoreName, subScoreNames } from "@/lib/momentum/sub-scores";
import type { Lane } from "./jobs";
import type { ProcessBeat, StatusReport } from "./status";
import type { Trouble } from "./trouble";

/** What the operator switched on: only that can be missing. */
export interface Switches {
  readonly sockets: boolean;
  readonly clustering: boolean;
  readonly automaticClustering: boolean;
  readonly whales: boolean;
}

export type Signs = Omit<StatusReport, "summary" | "troubles"> & { readonly switches: Switches };

const ROLES: readonly ProcessBeat["role"][] = ["web", "worker", "stream"];
const DELIVERY_LATE_MS = 120_000;
const BACKTEST_LATE_MS = 30 * 60_000;
const WAITING_MAX = 100;
const COVERAGE_MIN = 0.5;
/** A run is late once it is older than this many of its intervals. */
const CLUSTER_INTERVALS = 3;

/** Everything that is wrong, causes before their consequences; a part that could not be read says nothing of itself. */
export function findTroubles(signs: Signs, wallNow: number): Trouble[] {
  const finders = [stores, processes, clocks, market, scores, sockets, alerts, clusters, backtests, whales, queues];
  return finders.flatMap((find) => find(signs, wallNow));
}

function stores({ stores: { redis, postgres } }: Signs): Trouble[] {
  const found: Trouble[] = [];
  if (!redis.ok) {
    found.push({
      id: "redis-away",
      what: "Redis cannot be reached. Pages show the last board that they remember, and nothing is refreshed.",
      mend: "Start Redis, or correct REDIS_URL. Everything reconnects by itself; an empty Redis is filled again from Postgres.",
    });
  }
  if (!postgres.ok) {
    found.push({
      id: "postgres-away",
      what: "Postgres cannot be reached. The screen goes on, but history has a gap, and alerts and backtests wait.",
      mend: "Start Postgres, or correct DATABASE_URL. Everything reconnects by itself and alerts are judged late.",
    });
  }
  return found;
}

function silentRoles({ processes: beats, stores: { redis }, switches }: Signs): ProcessBeat["role"][] {
  // Without Redis nobody can be heard, so silence says nothing about the processes.
  if (!redis.ok) return [];
  const wanted = ROLES.filter((role) => role !== "stream" || switches.sockets);
  return wanted.filter((role) => beats.every((beat) => beat.role !== role));
}

function processes(signs: Signs): Trouble[] {
  const silent = silentRoles(signs);
  if (silent.length === 0) return [];
  return [
    {
      id: "silent-processes",
      what: `No sign of life from ${silent.join(" and ")}.`,
      mend: "Look at the end of its log: a process that cannot start says why in its last line. Then start it again.",
    },
  ];
}

/** What a process reads beside `eventLoopDelayMs` when its clock disagrees with that of Redis. */
export const CLOCK_READING = "clockAheadMs";

function clocks({ processes: beats }: Signs): Trouble[] {
  const wrong = beats.flatMap(({ role, pid, readings }) => {
    const ahead = readings[CLOCK_READING] ?? 0;
    if (ahead === 0) return [];
    return [`${role} ${pid} is ${formatDuration(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} Redis`];
  });
  if (wrong.length === 0) return [];
  return [
    {
      id: "wrong-clock",
      what: `The clocks of this instance disagree: ${wrong.join(", ")}. It goes by the clock of Redis meanwhile.`,
      mend: "Let every machine keep its clock by NTP (chrony or systemd-timesyncd); the machine of Redis first, since all go by it.",
    },
  ];
}

function market(signs: Signs): Trouble[] {
  const { board, stores: of } = signs;
  if (!of.redis.ok) return [];
  if (board === null) {
    return [{ id: "no-coins", what: "No market data has arrived yet.", mend: whyNoData(signs) }];
  }
  if (board.ranked === 0) {
    return [
      {
        id: "no-coins",
        what: `${formatCount(board.coins)} coins arrived, but none can be ranked: all are stable, derivatives, dead or new.`,
        mend: "Look at the rows that were dropped, with their reasons, under Market data; a provider that sends no volumes or ages ends like this.",
      },
    ];
  }
  return board.stale ? [{ id: "stale-market", what: "The market data is stale.", mend: whyNoData(signs) }] : [];
}

/** The first cause in the order in which rows travel. */
function whyNoData(signs: Signs): string {
  const { quota, errors } = signs;
  if (workersOf(signs, "market-data") === 0) {
    return "No worker serves the lane market-data: start one (worker/main.ts, with that lane or without --lanes).";
  }
  const refused = errors.find(({ kind }) => ["unauthorized", "forbidden", "plan_restricted"].includes(kind));
  if (refused !== undefined) return `The provider refuses us: ${refused.lastMessage}. Check the key and its plan.`;
  if (quota !== null && quota.monthlyLimit !== null && quota.monthlySpent >= quota.monthlyLimit) {
    return "The month's calls are spent: wait for the next month, or use a larger plan (COINGECKO_MONTHLY_CREDITS).";
  }
  if (quota?.circuit === "open") {
    return "The provider has failed several times in a row and is left alone for half a minute at a time. It recovers by itself; `npm run doctor` asks it now.";
  }
  if (quota?.waitUntil != null) return "The provider asked us to wait, and we do. A key allows more calls than none.";
  const [last] = errors;
  return last === undefined
    ? "The first sweep takes up to a few minutes without a key. If nothing comes, `npm run doctor` says whether the provider answers."
    : `The last error was: ${last.lastMessage}. \`npm run doctor\` says whether the provider answers.`;
}

const partNames: Record<SubScoreName, string> = {
  price_momentum: "price momentum",
  volume_spike: "volume",
  rsi_signal: "RSI",
  ma_cross: "moving averages",
  pretrend_bonus: "pre-trend",
  whale_bonus: "whales",
};

function scores({ board }: Signs): Trouble[] {
  if (board === null || board.ranked === 0 || board.coverage >= COVERAGE_MIN) return [];
  const missing = subScoreNames.filter((name) => !name.endsWith("_bonus") && board.missing[name] > board.ranked / 2);
  return [
    {
      id: "scores-neutral",
      what: `Scores are mostly neutral: for more than half of the coins nothing is known of ${missing.map((name) => partNames[name]).join(", ") || "several parts"}.`,
      mend: "These parts need hourly closes and seven days of volume. A fresh live instance fills them within minutes to hours, as the plan allows; if it lasts, the provider sends no sparklines, or Postgres was empty and the bootstrap fails (see Errors by kind).",
    },
  ];
}

function sockets(signs: Signs): Trouble[] {
  if (!silentRoles(signs).includes("stream")) return [];
  return [
    {
      id: "sockets-not-connecting",
      what: "No stream process is alive, so no socket can be opened and pages ask for news every few seconds instead.",
      mend: "Start worker/stream.ts. If it runs, check that it uses the same REDIS_URL, and that WEBSOCKET_PORT is free.",
    },
  ];
}

/** The first thing that keeps messages from going out. */
function alerts(signs: Signs, wallNow: number): Trouble[] {
  const { alerts: state } = signs;
  if (state === null) return [];
  const found: Trouble[] = [];
  const say = (what: string, mend: string) => found.push({ id: "alerts-not-sending", what, mend });
  const oldest = state.oldest_due_at === null ? 0 : wallNow - Date.parse(state.oldest_due_at);
  if (state.rules > 0 && workersOf(signs, "compute") === 0) {
    say("Nobody judges the alerts: no worker serves the lane compute.", "Start a worker with that lane.");
  }
  if (state.waiting > 0 && workersOf(signs, "delivery") === 0) {
    say(
      `${state.waiting} messages wait and nobody sends them: no worker serves the lane delivery.`,
      "Start a worker with that lane.",
    );
  } else if (oldest > DELIVERY_LATE_MS) {
    say(
      `A message has been due for ${formatDuration(oldest)}.`,
      "Look at its attempts under Alerts → History, and at the log of the worker that serves the lane delivery.",
    );
  }
  if (state.sealed.length > 0) {
    say(
      `Channels that cannot be opened with this SECRETS_KEY: ${state.sealed.join(", ")}.`,
      "Put the former key back (secrets.key in DATA_DIR, or SECRETS_KEY), or remove these channels and add them again.",
    );
  }
  for (const { label, missing } of state.unconfigured) say(`The channel ${label} has nothing to send with.`, missing);
  for (const { label, reason } of state.disabled) {
    say(
      `The channel ${label} is switched off: ${reason}.`,
      "Mend the reason, then switch it on under Alerts → Channels.",
    );
  }
  if (state.failed_lately > 0) {
    say(
      `${state.failed_lately} messages failed for good in the last day; the last one: ${state.last_failure ?? "no reason was given"}.`,
      "Open Alerts → Channels and send a test: its answer is the channel's own.",
    );
  }
  return found;
}

function clusters({ clusters: run, switches, board, ...signs }: Signs, wallNow: number): Trouble[] {
  const found = (what: string, mend: string): Trouble[] => [{ id: "clustering-not-working", what, mend }];
  if (!switches.clustering || board === null || !signs.stores.redis.ok) return [];
  if (board.ranked < run.fewest_coins) {
    return found(
      `Coins are not grouped: ${board.ranked} are ranked and ${run.fewest_coins} are needed.`,
      "This comes with the first full sweep; see why there are so few coins.",
    );
  }
  const lanes = { queues: signs.queues };
  if (workersOf(lanes, "compute") === 0) {
    return found("Coins are not grouped: no worker serves the lane compute.", "Start a worker with that lane.");
  }
  if (run.age_seconds === null) {
    if (wallNow - oldestStart(signs.processes) < run.every_seconds * 1_000) return [];
    return found("Coins have never been grouped.", "Run `npm run clusters`: it says what stands in the way.");
  }
  if (!switches.automaticClustering || run.age_seconds < CLUSTER_INTERVALS * run.every_seconds) return [];
  return found(
    `The groups are ${formatDuration(run.age_seconds * 1_000)} old and should be renewed every ${formatDuration(run.every_seconds * 1_000)}.`,
    "Run `npm run clusters`: it says what stands in the way.",
  );
}

const oldestStart = (beats: readonly ProcessBeat[]): number =>
  beats.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...beats.map(({ startedAt }) => startedAt));

function backtests(signs: Signs, wallNow: number): Trouble[] {
  const { backtests: tally } = signs;
  if (tally === null || tally.queued === 0) return [];
  const found = (what: string, mend: string): Trouble[] => [{ id: "backtests-stuck", what, mend }];
  if (workersOf(signs, "research") === 0) {
    return found(
      `${tally.queued} backtests wait and nobody runs them: no worker serves the lane research.`,
      "Start a worker with that lane; nothing that waits is lost.",
    );
  }
  const waited = tally.oldest_queued_at === null ? 0 : wallNow - Date.parse(tally.oldest_queued_at);
  if (waited < BACKTEST_LATE_MS) return [];
  return found(
    `A backtest has waited for ${formatDuration(waited)}; ${tally.running} are running.`,
    tally.running > 0
      ? "Each copy of a worker runs one at a time: start more copies with --lanes=research, or cancel what runs."
      : "Look at the log of the worker that serves the lane research.",
  );
}

function whales({ whales: watch, switches, stores: of }: Signs): Trouble[] {
  if (!switches.whales || !of.redis.ok || watch === null) return [];
  if (watch.state !== "down" && watch.state !== "unavailable") return [];
  return [
    {
      id: "whales-missing",
      what: `Whale readings are missing: ${watch.reason || "the venue's trades are not seen"}`,
      mend: "Scores count them as unknown, never as zero. Check that BINANCE_API_BASE and BINANCE_WS_BASE can be reached from here, or set ENABLE_WHALE_WATCH=false.",
    },
  ];
}

function queues(signs: Signs): Trouble[] {
  return signs.queues
    .filter(({ waiting, lane }) => waiting > WAITING_MAX && lane !== "research")
    .map(({ lane, waiting, workers }) => ({
      id: "jobs-waiting" as const,
      what: `${formatCount(waiting)} jobs wait in the lane ${lane}, served by ${workers ?? "an unknown number of"} workers.`,
      mend: `Start another worker with --lanes=${lane}.`,
    }));
}

/** Null when Redis does not say who is connected. */
function workersOf({ queues: lanes }: Pick<Signs, "queues">, lane: Lane): number | null {
  return lanes.find((queue) => queue.lane === lane)?.workers ?? null;
}
