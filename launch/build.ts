import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tailOf } from "./native-server";

/** Everything that ends up in the built pages. The servers themselves run from source and need no build. */
const SOURCES = [
  ["app", "components", "hooks", "lib"],
  ["package-lock.json", "next.config.ts", "next.config.mjs", "postcss.config.mjs", "instrumentation-client.ts"],
].flat();
const NOT_BUILT = /\.(test|bench)\.tsx?$/;

/** One hash over path and content of every source file; independent of dates and of the order on disk. */
export function hashSources(root: string): string {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => listFiles(root, source)).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

function listFiles(root: string, source: string): string[] {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (source.includes(".")) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

const markerOf = (root: string) => join(root, ".next", "ghostquant-build");

/** Whether the last finished build was made from exactly these sources. */
export function isBuilt(root: string, hash = hashSources(root)): boolean {
  const marker = markerOf(root);
  if (!existsSync(marker) || !existsSync(join(root, ".next", "BUILD_ID"))) return false;
  return readFileSync(marker, "utf8") === hash;
}

/** Builds the pages when their sources changed since the last finished build. True when it had to. */
export async function ensureBuilt(root: string, logFile: string, say: (words: string) => void): Promise<boolean> {
  const hash = hashSources(root);
  if (isBuilt(root, hash)) return false;
  const why = existsSync(markerOf(root)) ? "their sources changed" : "they are not built yet";
  say(`Building the pages (${why}; 20 to 60 seconds) …`);
  rmSync(markerOf(root), { force: true });
  const code = await runNextBuild(root, logFile);
  if (code !== 0) throw new Error(`The build failed. The end of ${logFile}:\n${tailOf(logFile, 30)}`);
  writeFileSync(markerOf(root), hash);
  return true;
}

function runNextBuild(root: string, logFile: string): Promise<number> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    stdio: ["ignore", log, log],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  closeSync(log);
  // A start that is stopped while it builds must not leave the builder running.
  const endBuilder = () => child.kill("SIGKILL");
  process.once("exit", endBuilder);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("exit", endBuilder);
      resolve(code ?? 1);
    });
  });
}
