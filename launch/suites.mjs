// What `npm test` and `npm run verify` run, and how their results are counted. Plain JavaScript: it runs before any dependency exists.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ name: string, minutes: number, run: (limitMs: number) => Promise<Count> }} Suite
 */

/** @type {Count} */
const PASSED = { passed: 1, failed: 0 };
/** @type {Count} */
const FAILED = { passed: 0, failed: 1 };

/**
 * Runs a program as its own process group and ends all of it when the time is over.
 * @param {readonly string[]} args of Node
 * @param {number} limitMs
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<boolean>} whether it ended well, and in time
 */
function runNode(args, limitMs, env = process.env) {
  const child = spawn(process.execPath, [...args], { stdio: "inherit", detached: true, env });
  const endGroup = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It is gone already.
    }
  };
  const onInterrupt = () => {
    endGroup("SIGTERM");
    process.exit(130);
  };
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onInterrupt);
  const limit = setTimeout(() => {
    console.error(`Stopped after ${Math.round(limitMs / 1000)} s: it took too long.`);
    endGroup("SIGTERM");
    setTimeout(() => endGroup("SIGKILL"), 10_000).unref();
  }, limitMs);
  return new Promise((resolve) => {
    const settle = (/** @type {boolean} */ ok) => {
      clearTimeout(limit);
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onInterrupt);
      resolve(ok);
    };
    child.once("error", () => settle(false));
    child.once("exit", (code) => settle(code === 0));
  });
}

/**
 * A check that passes or fails as a whole.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {number} minutes
 * @returns {Suite}
 */
export function check(name, args, minutes) {
  return { name, minutes, run: async (limitMs) => ((await runNode(args, limitMs)) ? PASSED : FAILED) };
}

/**
 * A test run that counts its own tests in a JSON report.
 * @param {string} name
 * @param {{ args: readonly string[], report: (file: string) => { args: string[], env: Record<string, string> }, count: (report: any) => Count }} runner
 * @param {number} minutes
 * @returns {Suite}
 */
function counted(name, runner, minutes) {
  return {
    name,
    minutes,
    run: async (limitMs) => {
      const folder = mkdtempSync(join(tmpdir(), "ghostquant-report-"));
      const file = join(folder, "report.json");
      const { args, env } = runner.report(file);
      const ok = await runNode([...runner.args, ...args], limitMs, { ...process.env, ...env });
      const count = readCount(file, runner.count);
      rmSync(folder, { recursive: true, force: true });
      return believe(ok, count);
    },
  };
}

/**
 * @param {string} file
 * @param {(report: any) => Count} count
 */
function readCount(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/**
 * A run that failed outside its tests, or ran none at all, is a failure even where the report counts none.
 * @param {boolean} ok
 * @param {Count} count
 * @returns {Count}
 */
export function believe(ok, count) {
  const blind = count.passed + count.failed === 0;
  return (!ok || blind) && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/** @param {any} report of Vitest's JSON reporter */
export function countVitest(report) {
  return { passed: Number(report.numPassedTests), failed: Number(report.numFailedTests) };
}

/** @param {any} report of Playwright's JSON reporter; a test that passed only when repeated has passed, and says so */
export function countPlaywright(report) {
  const { expected, flaky, unexpected } = report.stats;
  return { passed: Number(expected) + Number(flaky), failed: Number(unexpected) };
}

/** @param {"unit" | "integration"} project @param {number} minutes */
export function vitest(project, minutes) {
  return counted(
    `${project} tests`,
    {
      args: ["node_modules/vitest/vitest.mjs", "run", "--project", project],
      report: (file) => ({ args: ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`], env: {} }),
      count: countVitest,
    },
    minutes,
  );
}

/** @param {number} minutes */
export function playwright(minutes) {
  return counted(
    "browser tests",
    {
      args: ["node_modules/@playwright/test/cli.js", "test"],
      report: (file) => ({ args: ["--reporter=list,json"], env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } }),
      count: countPlaywright,
    },
    minutes,
  );
}

/** The checks that need no services: seconds, not minutes. */
export const FAST_CHECKS = [
  check("formatting and lint", ["node_modules/@biomejs/biome/bin/biome", "check", "."], 2),
  check("types", ["node_modules/typescript/bin/tsc", "--noEmit"], 3),
  check("import law", ["launch/check-imports.mjs"], 2),
  vitest("unit", 8),
];

/**
 * Runs every suite, also after a failing one, and prints the one line that CI reads last.
 * @param {readonly Suite[]} suites
 * @param {Count} [already] what was counted before
 */
export async function runSuites(suites, already = { passed: 0, failed: 0 }) {
  const total = { ...already };
  const lines = [];
  for (const suite of suites) {
    console.log(`\n── ${suite.name} ──`);
    const started = Date.now();
    const { passed, failed } = await suite.run(suite.minutes * 60_000);
    total.passed += passed;
    total.failed += failed;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    lines.push(`${failed === 0 ? "✓" : "✗"} ${suite.name.padEnd(20)} ${passed} passed, ${failed} failed, ${seconds} s`);
    console.log(lines.at(-1));
  }
  console.log(`\n${lines.join("\n")}`);
  console.log(`Tests: ${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}
