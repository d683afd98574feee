import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatBytes } from "@/lib/format/bytes";
import { isPortFree } from "../ports";
import { type Finding, findingsOf } from "./finding";

const disk = findingsOf("Disk");
const ports = findingsOf("Ports");

const FREE_PROBLEM_BYTES = 500_000_000;
const FREE_WARNING_BYTES = 3_000_000_000;
const LOGS_WARNING_BYTES = 1_000_000_000;

export interface DiskState {
  readonly freeBytes: number;
  readonly logBytes: number;
  readonly isWritable: boolean;
}

/** The nearest folder that exists tells of a data directory that will be made. */
export async function readDisk(dataDir: string): Promise<DiskState> {
  let folder = dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, logBytes: sizeOf(join(dataDir, "logs")), isWritable: isWritable(folder) };
}

export function judgeDisk({ freeBytes, logBytes, isWritable }: DiskState, dataDir: string): Finding[] {
  const free = `${formatBytes(freeBytes)} free under ${dataDir}`;
  const space = () => {
    const mend = "Make room: old backups and logs first. A database without room stops, and history has a gap.";
    if (freeBytes < FREE_PROBLEM_BYTES) return disk.problem(`Only ${free}.`, mend);
    return freeBytes < FREE_WARNING_BYTES ? disk.warning(`Only ${free}.`, mend) : disk.well(`${free}.`);
  };
  return [
    space(),
    ...(isWritable
      ? []
      : [disk.problem(`${dataDir} cannot be written.`, "Give it to the user that runs GhostQuant, or set DATA_DIR.")]),
    ...(logBytes > LOGS_WARNING_BYTES
      ? [
          disk.warning(
            `The logs hold ${formatBytes(logBytes)}.`,
            "Rotate them: RUNBOOK.md has the lines for logrotate.",
          ),
        ]
      : []),
  ];
}

/** Whether the wished ports can be had; those of a running instance are its own. */
export async function checkPorts(
  wishes: readonly { variable: string; port: number; host: string; chosen: boolean }[],
): Promise<Finding[]> {
  const found = wishes.map(async ({ variable, port, host, chosen }) => {
    if (await isPortFree(port, host)) return ports.well(`${variable} ${port} is free.`);
    const taken = `${variable} ${port} is in use by another program.`;
    return chosen
      ? ports.problem(
          taken,
          `Stop what listens there, or choose another ${variable}: a port that you set is not changed.`,
        )
      : ports.note(`${taken} The next free one will be used.`);
  });
  return Promise.all(found);
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
