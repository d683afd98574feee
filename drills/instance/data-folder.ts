import { execFile } from "node:child_process";
import { chmodSync, closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PIECE = Buffer.alloc(1024 * 1024);

export interface DataFolder {
  readonly path: string;
  /** Why it cannot be filled, null when it can. */
  readonly unfillable: string | null;
  /** Takes every byte that is left, and goes on taking what is given back. */
  fill(): () => void;
  remove(): Promise<void>;
}

/** A folder of its own with a small file system in it, so that a full disk is nobody else's. */
export async function openDataFolder(megabytes: number): Promise<DataFolder> {
  const path = mkdtempSync("/var/tmp/ghostquant-drill-");
  const unfillable = await mountSmall(path, megabytes);
  // Postgres runs as `nobody` when we are root.
  chmodSync(path, 0o755);
  return {
    path,
    unfillable,
    fill: () => fillUp(path),
    async remove() {
      if (unfillable === null) await run("umount", ["--lazy", path]).catch(() => undefined);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

async function mountSmall(path: string, megabytes: number): Promise<string | null> {
  if (process.getuid?.() !== 0) return "only root can mount a small file system";
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", path]);
    return null;
  } catch (error) {
    return `no small file system could be mounted (${error instanceof Error ? error.message.split("\n")[0] : error})`;
  }
}

function fillUp(folder: string): () => void {
  const file = join(folder, "filler");
  const descriptor = openSync(file, "w");
  const take = () => {
    try {
      // Never the disk of the machine, should the small one be gone.
      for (let left = statfsSync(folder).bavail; left > 0 && left < 4_000_000; left = statfsSync(folder).bavail) {
        writeSync(descriptor, PIECE);
      }
    } catch {
      // ENOSPC is what we want.
    }
  };
  take();
  const timer = setInterval(take, 50);
  return () => {
    clearInterval(timer);
    ftruncateSync(descriptor, 0);
    closeSync(descriptor);
    rmSync(file, { force: true });
  };
}
