import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "secrets.key";
const OWNER_ONLY = 0o600;
const LENGTH_MIN = 32;

/**
 * The key of this data directory: made at the first start, then always the same, or every session and every channel
 * would be lost. A key that cannot be what we wrote is told, never replaced: what it sealed could not be opened again.
 */
export function keepSecretsKey(dataDir: string): string {
  const file = join(dataDir, FILE);
  const key = readKey(file) ?? makeKey(file);
  if (key.length < LENGTH_MIN) {
    throw new Error(
      `${file} does not hold a key. Put the former one back, or remove the file: then everybody has to sign in again, and channels have to be added again.`,
    );
  }
  // A copied or restored file may have come with wider rights.
  chmodSync(file, OWNER_ONLY);
  return key;
}

/** Null while there is no file; one that cannot be read is no reason to make another. */
function readKey(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Written whole under another name first: a start that dies here leaves no half of a key. */
function makeKey(file: string): string {
  const key = randomBytes(32).toString("base64url");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${key}\n`, { mode: OWNER_ONLY });
  linkSync(draft, file);
  rmSync(draft);
  return key;
}
