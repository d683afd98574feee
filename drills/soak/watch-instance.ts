import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/connections";
import { type StatusReport, statusReportSchema } from "@/lib/contracts/status";
import { formatBytes } from "@/lib/format/bytes";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "@/lib/market/units";
import { measureTables, readTableTraffic, type TableState } from "@/lib/store/measure-tables";
import type { Instance } from "./instance";
import { type Part, readMemory } from "./process-memory";
import type { Sample } from "./verdict";

/** Rows and bytes of every table at the end of a day of market time. */
export interface DayEnd {
  readonly days: number;
  readonly tables: readonly TableState[];
}

export interface Watched {
  readonly first: StatusReport;
  readonly last: StatusReport;
  readonly samples: readonly Sample[];
  readonly dayEnds: readonly DayEnd[];
  /** Rows written to each table since the first look, partitions that are gone included. */
  readonly written: ReadonlyMap<string, number>;
  readonly seconds: number;
}

const SAMPLE_MS = 5 * SECOND_MS;
const TELL_EVERY = 12;
/** How long queues may take to empty once nothing fires any more: a message about a storm is held back for five minutes. */
const DRAIN_MS = 8 * MINUTE_MS;

/** Looks at the instance every few seconds until so many days of market time are over. */
export async function watchInstance(instance: Instance, database: Database, days: number): Promise<Watched> {
  const first = await readStatus(instance.url);
  const startedAt = Date.now();
  const marketStart = marketTimeOf(first);
  const samples: Sample[] = [];
  const dayEnds: DayEnd[] = [{ days: 0, tables: await measureTables(database) }];
  const traffic = createTrafficCount();
  traffic.see(await readTableTraffic(database));
  let last = first;
  while (marketTimeOf(last) - marketStart < days * DAY_MS && !isOver(last)) {
    await sleep(SAMPLE_MS);
    // A look that fails is a missing point of a curve, never the end of a run of hours.
    const report = await readStatus(instance.url).catch(() => null);
    if (report === null) continue;
    last = report;
    samples.push(await takeSample(instance, report, Date.now() - startedAt));
    traffic.see(await readTableTraffic(database).catch(() => []));
    const passed = Math.floor((marketTimeOf(report) - marketStart) / DAY_MS);
    if (passed >= dayEnds.length) dayEnds.push({ days: passed, tables: await measureTables(database) });
    if (samples.length % TELL_EVERY === 0) tell(report, samples.at(-1));
  }
  const seconds = (Date.now() - startedAt) / SECOND_MS;
  const passed = (marketTimeOf(last) - marketStart) / DAY_MS;
  if (passed > (dayEnds.at(-1)?.days ?? 0)) dayEnds.push({ days: passed, tables: await measureTables(database) });
  return { first, last, samples, dayEnds, written: traffic.since(), seconds };
}

export async function readStatus(url: string): Promise<StatusReport> {
  const response = await fetch(`${url}/api/status`, { signal: AbortSignal.timeout(20_000) });
  return statusReportSchema.parse(await response.json());
}

export const marketTimeOf = (report: StatusReport): number => Date.parse(report.market_time ?? report.timestamp);

/** A tape's clock stands still at its end. */
const isOver = (report: StatusReport): boolean => {
  const endsAt = report.clock?.endsAt ?? null;
  return endsAt !== null && marketTimeOf(report) >= endsAt;
};

const waitingOf = (report: StatusReport): number => report.queues.reduce((sum, { waiting }) => sum + waiting, 0);

async function takeSample(instance: Instance, report: StatusReport, at: number): Promise<Sample> {
  const [worker, web, stream] = await Promise.all([
    readHeap(instance.workerMetricsUrl),
    readHeap(`${instance.url}/metrics`),
    readHeap(`http://127.0.0.1:${instance.streamPort}/metrics`),
  ]);
  const heap: Partial<Record<Part, number>> = {
    ...(worker !== null && { worker }),
    ...(web !== null && { web }),
    ...(stream !== null && { stream }),
  };
  return {
    at,
    marketAt: marketTimeOf(report),
    memory: readMemory(process.pid),
    heap,
    redisBytes: report.stores.redis.usedBytes ?? 0,
    waiting: waitingOf(report),
  };
}

async function readHeap(url: string): Promise<number | null> {
  try {
    const text = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
    const found = /^nodejs_heap_size_used_bytes (\S+)$/mu.exec(text);
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}

/** Postgres forgets the counts of a partition with the partition. */
function createTrafficCount() {
  const first = new Map<string, number>();
  const latest = new Map<string, { table: string; inserted: number }>();
  let begun = false;
  return {
    see(rows: readonly { table: string; part: string; inserted: number }[]): void {
      for (const { table, part, inserted } of rows) {
        if (!begun) first.set(part, inserted);
        latest.set(part, { table, inserted });
      }
      begun ||= rows.length > 0;
    },
    since(): Map<string, number> {
      const sums = new Map<string, number>();
      for (const [part, { table, inserted }] of latest) {
        sums.set(table, (sums.get(table) ?? 0) + inserted - (first.get(part) ?? 0));
      }
      return sums;
    },
  };
}

/** Whether everything was handed over in time. Schedules go on ticking, so a queue is empty when nothing waits and no message is unsent at one moment. */
export async function untilDrained(url: string): Promise<boolean> {
  for (const deadline = Date.now() + DRAIN_MS; Date.now() < deadline; await sleep(SECOND_MS)) {
    const report = await readStatus(url).catch(() => null);
    if (report !== null && waitingOf(report) === 0 && report.alerts?.waiting === 0) return true;
  }
  return false;
}

function tell(report: StatusReport, sample: Sample | undefined): void {
  if (sample === undefined) return;
  const memory = Object.entries(sample.memory).map(([part, bytes]) => `${part} ${formatBytes(bytes)}`);
  const counts = `full ${report.counters["full_refresh_count"]} fast ${report.counters["fast_refresh_count"]}`;
  const queues = `waiting ${sample.waiting}, messages ${report.alerts?.waiting ?? "?"}`;
  console.log(
    [report.market_time?.slice(0, 16), `sequence ${report.board?.sequence}`, counts, queues, ...memory].join("; "),
  );
}
