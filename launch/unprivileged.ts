import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface SystemUser {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root; `nobody` exists everywhere and owns nothing. Null when we are not root. */
export function unprivilegedUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find(([name]) => name === "nobody");
  return { uid: Number(entry?.[2] ?? 65_534), gid: Number(entry?.[3] ?? 65_534) };
}

/** Whether a user that owns nothing may walk down to the folder: every parent needs the x bit for others. */
export function isReachableByOthers(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (lstatSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The place outside a closed home directory that belongs to one data directory. */
export function shelterOf(directory: string): string {
  const hash = createHash("sha256").update(resolve(directory)).digest("hex").slice(0, 12);
  return join("/var/tmp", `ghostquant-${hash}`);
}

/** /var/tmp is open to everybody, so a folder that somebody else prepared there is not trusted. */
export function openShelter(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const found = lstatSync(home);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${home} exists and belongs to somebody else. Remove it, or choose another DATA_DIR.`);
  }
}
