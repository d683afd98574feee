// `npm test`: everything CI runs, on a machine that has nothing but Node and npm.

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { complainAboutNode, ensureInstalled } from "./install.mjs";
import { canInstallPackages, findChromium, findRedis, installPackages } from "./programs.mjs";
import { check, FAST_CHECKS, playwright, runSuites, vitest } from "./suites.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
process.env.NEXT_TELEMETRY_DISABLED = "1";
const say = (/** @type {string} */ words) => console.log(words);

const complaint = complainAboutNode(process.versions.node);
if (complaint !== null) {
  console.error(complaint);
  process.exit(1);
}

/** Installs what only the tests of real services and real browsers need; says how, where it may not. */
async function ensurePrograms() {
  const missing = [findRedis() === null ? "redis-server" : "", findChromium() === null ? "chromium" : ""].filter(
    Boolean,
  );
  if (missing.length === 0) return;
  if (canInstallPackages()) {
    say(`Installing ${missing.join(" and ")} with apt-get (Chromium is about 110 MB) …`);
    await installPackages(missing, say);
    return;
  }
  say(`Missing: ${missing.join(", ")}. The tests that need it will fail.
  Debian or Ubuntu:  sudo apt-get install ${missing.join(" ")}
  macOS:             brew install redis, and set CHROMIUM_PATH to a Chromium or Chrome`);
}

await ensureInstalled(root, say);
await ensurePrograms();
await runSuites([
  ...FAST_CHECKS,
  vitest("integration", 16),
  check("production build", ["--import", "tsx", "launch/build-now.ts"], 4),
  playwright(22),
]);
