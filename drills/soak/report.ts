import type { KeyFamily } from "@/lib/cache/measure-keys";
import { formatBytes } from "@/lib/format/bytes";
import type { FiringTally } from "@/lib/store/tally-firings";
import type { SoakOptions } from "./options";
import { PARTS } from "./process-memory";
import { FLAT_WITHIN, grows, judgeMemory, judgeRefreshes, type MemoryVerdict, type RefreshVerdict } from "./verdict";
import type { Watched } from "./watch-instance";

export interface Findings {
  readonly options: SoakOptions;
  readonly watched: Watched;
  /** Whether all jobs and messages were through once nothing fired any more. */
  readonly drained: boolean;
  readonly firings: FiringTally;
  readonly received: number;
  readonly repeated: number;
  readonly frames: number;
  readonly reads: number;
  readonly failures: number;
  readonly keys: readonly KeyFamily[];
  /** In words: processors, Node, load. */
  readonly machine: string;
}

/** What is claimed of a run, and whether it held. */
export interface Claim {
  readonly claim: string;
  readonly held: boolean;
  readonly seen: string;
}

const percent = (share: number) => `${share >= 0 ? "+" : "−"}${Math.abs(100 * share).toFixed(1)} %`;
const whole = (value: number) => Math.round(value).toLocaleString("en-US");

export function judge(findings: Findings): { claims: Claim[]; memory: MemoryVerdict[]; refreshes: RefreshVerdict[] } {
  const { watched, firings, received, repeated, failures } = findings;
  const memory = memoryOf(findings);
  const refreshes = refreshesOf(findings);
  const growing = memory.filter(grows);
  const late = refreshes.filter(({ kept }) => !kept);
  const highest = Math.max(0, ...watched.samples.map(({ waiting }) => waiting));
  const claims = [
    {
      claim: `Memory is flat: no part grows by more than ${100 * FLAT_WITHIN} % from the second quarter to the last`,
      held: growing.length === 0,
      seen: memory.map(({ name, change }) => `${name} ${percent(change)}`).join(", "),
    },
    {
      claim: "Every refresh that was due was made visible",
      held: late.length === 0,
      seen: refreshes.map(({ kind, done, due, errors }) => `${kind} ${done} of ${due}, ${errors} failed`).join("; "),
    },
    {
      claim: "Queues are empty at the end",
      held: findings.drained,
      seen: `${highest} jobs waited at most at any look`,
    },
    {
      claim: "No alert is lost, none comes twice",
      held: firings.untold === 0 && firings.failed === 0 && firings.open === 0 && repeated === 0,
      seen: `${whole(firings.firings)} firings, ${firings.untold} without a message; ${whole(firings.delivered)} messages delivered, ${firings.failed} failed, ${firings.open} open; webhook received ${whole(received)}, ${repeated} twice`,
    },
    { claim: "No read fails, no socket is lost", held: failures === 0, seen: `${failures} failures` },
  ];
  return { claims, memory, refreshes };
}

function memoryOf({ watched }: Findings): MemoryVerdict[] {
  const { samples } = watched;
  const resident = PARTS.map((part) => judgeMemory(part, samples, ({ memory }) => memory[part]));
  return [...resident, judgeMemory("redis, data", samples, ({ redisBytes }) => redisBytes)].flatMap((one) => one ?? []);
}

function refreshesOf({ watched: { first, last } }: Findings): RefreshVerdict[] {
  return (["fast", "full"] as const).flatMap((kind) => {
    const [from, to] = [first[kind], last[kind]];
    if (from === null || to === null) return [];
    const mark = (report: typeof first, at: typeof from) => ({
      count: report.counters[`${kind}_refresh_count`] ?? 0,
      errors: report.counters[`${kind}_refresh_errors`] ?? 0,
      refreshedAt: at.refreshedAt,
      everySeconds: at.everySeconds,
    });
    return [judgeRefreshes(kind, mark(first, from), mark(last, to))];
  });
}

/** The page `docs/figures/soak.md`. */
export function renderReport(findings: Findings): string {
  const { options, watched, machine, frames, reads } = findings;
  const { claims, memory, refreshes } = judge(findings);
  const days = watched.dayEnds.at(-1)?.days ?? 0;
  const market = options.tape === null ? "the simulated market" : "a recorded tape";
  const board = watched.last.board;
  return `# Soak

\`npm run drill:soak -- --days ${options.days} --speed ${options.speed}\` has written this page: ${days.toFixed(2)} days of ${market} at
${options.speed} times its speed (${whole(watched.seconds / 60)} minutes), ${whole(board?.coins ?? 0)} coins of which ${whole(board?.ranked ?? 0)} are ranked, ${whole(options.rules)} alert rules,
${options.sockets} sockets that read along (${whole(frames)} frames) and ${whole(reads)} reads of lists and pages. One worker, one stream, one web,
one Postgres, one Redis. ${machine}

| Claim | Held | Seen |
|---|---|---|
${claims.map(({ claim, held, seen }) => `| ${claim} | ${held ? "yes" : "**no**"} | ${seen} |`).join("\n")}

## Memory

Medians of each quarter of the time; shared pages divided among those who share them. The first quarter holds the start.

| Part | 1st | 2nd | 3rd | last | 2nd to last |
|---|---|---|---|---|---|
${memory.map(({ name, quarters, change }) => `| ${name} | ${quarters.map(formatBytes).join(" | ")} | ${percent(change)} |`).join("\n")}
${heapLines(findings)}

## Refreshes

| Kind | Every, market seconds | Due | Done | Failed |
|---|---|---|---|---|
${refreshes.map(({ kind, everySeconds, due, done, errors }) => `| ${kind} | ${everySeconds} | ${whole(due)} | ${whole(done)} | ${errors} |`).join("\n")}

A schedule is never tighter than a second of the wall, so at this speed a refresh may come less often than 30 seconds of market time.

## Tables

Written: rows inserted a day of market time, whatever retention removed since. Kept: what is there at the end.

| Table | Rows written a day | Rows kept | On disk | Bytes a row |
|---|---|---|---|---|
${tableLines(findings)}

On disk at the end of each day: ${watched.dayEnds.map(({ days: day, tables }) => `${day.toFixed(day % 1 === 0 ? 0 : 2)} → ${formatBytes(tables.reduce((sum, { bytes }) => sum + bytes, 0))}`).join(", ")}.

## Redis

| Keys | Count | Memory |
|---|---|---|
${findings.keys.map(({ family, keys, bytes }) => `| \`${family}\` | ${keys} | ${formatBytes(bytes)} |`).join("\n")}
`;
}

/** Live objects, as far as a look between two collections can tell: the least of each quarter's looks would be the floor. */
function heapLines({ watched: { samples } }: Findings): string {
  return PARTS.flatMap((part) => {
    const verdict = judgeMemory(part, samples, ({ heap }) => heap[part]);
    if (verdict === null) return [];
    const { quarters, change } = verdict;
    return [`| ${part}, JavaScript objects | ${quarters.map(formatBytes).join(" | ")} | ${percent(change)} |`];
  }).join("\n");
}

function tableLines({ watched: { dayEnds, written } }: Findings): string {
  const end = dayEnds.at(-1);
  if (end === undefined || end.days === 0) return "";
  return [...end.tables]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ table, rows, bytes }) => {
      const aDay = (written.get(table) ?? 0) / end.days;
      const perRow = rows < 100 ? "" : whole(bytes / rows);
      return `| \`${table}\` | ${whole(aDay)} | ${whole(rows)} | ${formatBytes(bytes)} | ${perRow} |`;
    })
    .join("\n");
}
