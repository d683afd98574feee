import { readdirSync, readFileSync } from "node:fs";

/** The parts of an instance whose memory is watched. */
export const PARTS = ["market server", "worker", "stream", "web", "postgres", "redis"] as const;
export type Part = (typeof PARTS)[number];

const SIGNS: readonly (readonly [Part, RegExp])[] = [
  ["market server", /worker\/simulator\.ts/u],
  ["worker", /worker\/main\.ts/u],
  ["stream", /worker\/stream\.ts/u],
  ["web", /\bserver\.ts/u],
  ["redis", /redis|valkey/u],
  ["postgres", /postgres/u],
];

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * Bytes of memory by part, of everything that `ancestor` has started, directly or not. Shared pages are divided among those who
 * share them, or Postgres' one buffer would count once a connection.
 */
export function readMemory(ancestor: number): Record<Part, number> {
  const rows = listProcesses();
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  const sums = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  for (const { pid } of rows) {
    const part = partOf(pid, ancestor, byPid);
    if (part !== null) sums[part] += memoryOf(pid);
  }
  return sums;
}

/** The part that the child of `ancestor` is from which this process descends; null for strangers. */
function partOf(pid: number, ancestor: number, byPid: ReadonlyMap<number, ProcessRow>): Part | null {
  let row = byPid.get(pid);
  while (row !== undefined && row.parent !== ancestor) row = byPid.get(row.parent);
  const { command } = row ?? { command: "" };
  return SIGNS.find(([, sign]) => sign.test(command))?.[0] ?? null;
}

function listProcesses(): ProcessRow[] {
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? read(`/proc/${pid}/stat`) : null;
    if (stat === null) return [];
    // The program's name stands in brackets and may hold spaces and brackets itself.
    const [, parent = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = (read(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ");
    return [{ pid, parent: Number(parent), command }];
  });
}

function memoryOf(pid: number): number {
  const shares = /^Pss:\s+(\d+) kB/mu.exec(read(`/proc/${pid}/smaps_rollup`) ?? "");
  const found = shares ?? /^VmRSS:\s+(\d+) kB/mu.exec(read(`/proc/${pid}/status`) ?? "");
  return Number(found?.[1] ?? 0) * 1_024;
}

/** A process may end between being listed and being read. */
function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
