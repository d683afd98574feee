// Finding and installing the few system programs we need. Plain JavaScript: `npm test` reads it before any dependency exists.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Where a program lives: on PATH, or in the folders package managers use without telling PATH.
 * @param {readonly string[]} names the first name found anywhere wins
 * @returns {string | null}
 */
export function findProgram(names) {
  const folders = [
    ...(process.env.PATH ?? "").split(":").filter((folder) => folder !== ""),
    "/usr/bin",
    "/usr/sbin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/redis/bin",
    "/opt/homebrew/opt/valkey/bin",
  ];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return null;
}

/** @returns {string | null} */
export function findRedis() {
  return findProgram(["redis-server", "valkey-server"]);
}

/** @returns {string | null} */
export function findChromium() {
  return process.env.CHROMIUM_PATH ?? findProgram(["chromium", "chromium-browser", "google-chrome"]);
}

/** Whether a missing Debian package can be installed without asking anybody. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && findProgram(["apt-get"]) !== null;
}

/**
 * Installs Debian packages as root; refreshes the package lists only when the first try cannot find them.
 * @param {readonly string[]} packages
 * @param {(words: string) => void} say
 * @returns {Promise<boolean>} whether they are installed
 */
export async function installPackages(packages, say) {
  // RUNLEVEL=1 keeps a package from starting a service of its own beside ours.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const options = { env, maxBuffer: 64_000_000 };
  const install = () => run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], options);
  try {
    await install();
    return true;
  } catch {
    say("Refreshing Debian's package lists …");
  }
  try {
    await run("apt-get", ["update"], options);
    await install();
    return true;
  } catch (error) {
    say(`apt-get could not install ${packages.join(", ")}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
