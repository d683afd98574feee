// Checks Node and brings node_modules up to package-lock.json. Plain JavaScript without dependencies: it runs before there are any.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const OLDEST_NODE = [20, 19];

/**
 * @param {string} version such as `20.19.0`
 * @returns {string | null} what is wrong, in a sentence; null when nothing is
 */
export function complainAboutNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `GhostQuant needs Node ${OLDEST_NODE.join(".")} or newer; this is ${version}. See https://nodejs.org.`;
}

/**
 * Whether what npm installed is what the lock file asks for. Compares contents, not dates: copies and caches keep no dates.
 * npm writes its own list last, so a half-finished install is never taken for a whole one.
 * @param {string} root
 */
export function isInstalled(root) {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version,
  );
}

/**
 * Runs `npm ci` when it is needed.
 * @param {string} root
 * @param {(words: string) => void} say
 */
export async function ensureInstalled(root, say) {
  if (isInstalled(root)) return;
  say("Installing the packages of package-lock.json (about 800 MB on disk; one to three minutes) …");
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const ticker = setInterval(() => say(`… still installing packages (${elapsed()})`), 15_000);
  try {
    await runNpmCi(root);
  } finally {
    clearInterval(ticker);
  }
  say(`Packages installed (${elapsed()}).`);
}

/** @param {string} root */
function runNpmCi(root) {
  // The build needs the development packages' types, also where NODE_ENV says production.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const [program, programArgs] = npm?.endsWith("js") ? [process.execPath, [npm, ...args]] : ["npm", args];
  const child = spawn(program, programArgs, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`npm ci failed:\n${output.trim()}`)),
    );
  });
}
