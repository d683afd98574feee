import { isRefreshLate } from "@/lib/contracts/http/freshness";
import type { RefreshSummary } from "@/lib/contracts/snapshots";
import type { StatusReport } from "@/lib/contracts/status";
import { formatAge, formatDuration } from "@/lib/format/age";
import { formatBytes } from "@/lib/format/bytes";
import { formatCount } from "@/lib/format/count";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import { presentPairs, presentWhales } from "./present-whales";

export type StatusTone = "quiet" | "stale" | "danger";

/** One line of a status table; rows that need attention carry a tone and rise to the top. */
export interface StatusLine {
  readonly name: string;
  readonly state: string;
  readonly cells: readonly string[];
  readonly tone: StatusTone;
}

export interface StatusView {
  readonly summary: string;
  readonly market: readonly StatusLine[];
  readonly quota: {
    readonly lines: readonly string[];
    readonly note: string;
    readonly usedPercent: number | null;
  } | null;
  readonly whales: readonly StatusLine[];
  readonly pairs: { readonly summary: string; readonly lines: readonly StatusLine[] };
  readonly processes: readonly StatusLine[];
  readonly queues: readonly StatusLine[];
  readonly stores: readonly StatusLine[];
  readonly counters: readonly { readonly name: string; readonly value: string }[];
  readonly errors: readonly StatusLine[];
}

const BEAT_LATE_MS = 15_000;
const TONES: readonly StatusTone[] = ["danger", "stale", "quiet"];

const byTone = (a: StatusLine, b: StatusLine) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone);

const cadence = (seconds: number) => formatDuration(seconds * 1_000);

const refreshNames = { fast: "Fast refresh", full: "Full refresh" } as const;

function droppedText(dropped: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(dropped).map(
    ([reason, count]) => `${formatCount(count)} ${reason.replaceAll("_", " ")}`,
  );
  return reasons.length === 0 ? "none dropped" : reasons.join(", ");
}

function presentRefresh(refresh: RefreshSummary, clock: MarketClock, wishedSeconds: number, now: number): StatusLine {
  const late = isRefreshLate(refresh, clock, now);
  const stretched = refresh.everySeconds > wishedSeconds + 0.5;
  const every = `every ${cadence(refresh.everySeconds)}`;
  return {
    name: refreshNames[refresh.kind],
    state: late ? "stale" : stretched ? "slower" : "working",
    cells: [
      `newest ${formatAge(refresh.refreshedAt, now)}`,
      stretched ? `${every} (not ${cadence(wishedSeconds)})` : every,
      `${formatCount(refresh.received)} rows in ${formatDuration(refresh.durationMs)}`,
      droppedText(refresh.dropped),
    ],
    tone: late ? "stale" : "quiet",
  };
}

function presentMarket(report: StatusReport, wallNow: number): StatusLine[] {
  const { clock, quota } = report;
  if (!clock) return [];
  const now = marketNow(clock, wallNow);
  const wished = { fast: quota?.fastWishedSeconds, full: quota?.fullWishedSeconds };
  return (["fast", "full"] as const).map((kind) => {
    const refresh = report[kind];
    if (refresh) return presentRefresh(refresh, clock, wished[kind] ?? refresh.everySeconds, now);
    return { name: refreshNames[kind], state: "not yet", cells: [], tone: "quiet" };
  });
}

function presentQuota(report: StatusReport): StatusView["quota"] {
  const { quota } = report;
  if (!quota) return null;
  const minute =
    quota.perMinuteLimit === null ? "not limited" : `${quota.perMinuteSpent} of ${quota.perMinuteLimit} this minute`;
  const month =
    quota.monthlyLimit === null
      ? `${formatCount(quota.monthlySpent)} this month, not limited`
      : `${formatCount(quota.monthlySpent)} of ${formatCount(quota.monthlyLimit)} this month`;
  const projected =
    quota.monthlyProjected === null
      ? []
      : [`at this pace about ${formatCount(quota.monthlyProjected)} by the month's end`];
  return {
    lines: [`Plan: ${quota.plan}`, minute, month, ...projected, `Circuit ${quota.circuit}`],
    note: quota.note,
    usedPercent: quota.monthlyLimit === null ? null : Math.min(100, (100 * quota.monthlySpent) / quota.monthlyLimit),
  };
}

/** A wire name as words: "slowConsumers" and "board_sequence" alike. */
function inWords(name: string): string {
  return name.replaceAll("_", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function presentProcesses(report: StatusReport, wallNow: number): StatusLine[] {
  return report.processes.map((beat) => {
    const silent = wallNow - beat.seenAt;
    const late = silent > BEAT_LATE_MS;
    const readings = Object.entries(beat.readings).map(([name, value]) => `${inWords(name)} ${formatCount(value)}`);
    return {
      name: `${beat.role} ${beat.pid}`,
      state: late ? `silent for ${formatDuration(silent)}` : "working",
      cells: [
        `up ${formatDuration(wallNow - beat.startedAt)}`,
        formatBytes(beat.memoryBytes),
        `event loop ${Math.round(beat.eventLoopDelayMs)} ms`,
        readings.join(", "),
      ],
      tone: late ? "danger" : "quiet",
    };
  });
}

function presentStores(report: StatusReport): StatusLine[] {
  const { postgres, redis } = report.stores;
  const line = (name: string, store: { ok: boolean; pingMs: number | null }, bytes: number | null): StatusLine => ({
    name,
    state: store.ok ? "working" : "not reached",
    cells: [
      store.pingMs === null ? "–" : `${Math.round(store.pingMs * 10) / 10} ms`,
      bytes === null ? "–" : formatBytes(bytes),
    ],
    tone: store.ok ? "quiet" : "danger",
  });
  return [line("Postgres", postgres, postgres.sizeBytes), line("Redis", redis, redis.usedBytes)];
}

function presentQueue(queue: StatusReport["queues"][number]): StatusLine {
  return {
    name: queue.lane,
    state: queue.waiting > 100 ? "behind" : "working",
    cells: [
      `${queue.waiting} waiting`,
      `${queue.active} active`,
      `${queue.delayed} scheduled`,
      `${formatCount(queue.failed)} failed kept`,
    ],
    tone: queue.waiting > 100 ? "stale" : "quiet",
  };
}

/** A backtest that waits so long has no worker. */
const BACKTEST_LATE_MS = 30 * 60_000;

/** Their rows, which are the truth whatever their lane says. */
function presentBacktests({ backtests }: StatusReport, wallNow: number): StatusLine[] {
  if (backtests === null) return [];
  const { queued, running, completed, failed, oldest_queued_at: oldest } = backtests;
  const since = oldest === null ? wallNow : Date.parse(oldest);
  const late = wallNow - since > BACKTEST_LATE_MS;
  return [
    {
      name: "backtests",
      state: late ? "behind" : "working",
      cells: [
        oldest === null ? "none waiting" : `${queued} waiting, for up to ${formatAge(since, wallNow)}`,
        `${running} running`,
        `${formatCount(completed)} completed in a day`,
        `${formatCount(failed)} failed in a day`,
      ],
      tone: late ? "stale" : "quiet",
    },
  ];
}

/** Turns the report into lines of words; what needs attention rises to the top. */
export function presentStatus(report: StatusReport, wallNow: number): StatusView {
  return {
    summary: report.summary,
    market: presentMarket(report, wallNow).sort(byTone),
    quota: presentQuota(report),
    whales: presentWhales(report, wallNow),
    pairs: presentPairs(report),
    processes: presentProcesses(report, wallNow).sort(byTone),
    queues: [...report.queues.map(presentQueue), ...presentBacktests(report, wallNow)],
    stores: presentStores(report).sort(byTone),
    counters: Object.entries(report.counters)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => ({ name: name.replaceAll("_", " "), value: formatCount(value) })),
    errors: report.errors.map((error) => ({
      name: error.kind.replaceAll("_", " "),
      state: `${formatCount(error.count)} times, last ${formatAge(error.lastAt, wallNow)} ago`,
      cells: [error.lastMessage],
      tone: wallNow - error.lastAt < 10 * 60_000 ? "stale" : "quiet",
    })),
  };
}
