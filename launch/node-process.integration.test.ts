import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandLineOf } from "./native-server";
import { startNodeProcess } from "./node-process";
import { canConnect, freePort } from "./ports";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ghostquant-process-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function spec(
  source: string,
  overrides: { readyWithinMs?: number; drainMs?: number; signal?: AbortSignal } = {},
) {
  const entry = join(folder, "entry.ts");
  writeFileSync(entry, source);
  const port = await freePort();
  return {
    name: "web",
    entry,
    root: resolve(import.meta.dirname, ".."),
    env: { ...process.env, PORT: String(port) },
    logFile: join(folder, "web.log"),
    readyWithinMs: 10_000,
    drainMs: 2_000,
    signal: new AbortController().signal,
    probe: async () => {
      if (!(await canConnect(port, "127.0.0.1"))) throw new Error("not yet");
    },
    ...overrides,
  };
}

const LISTEN = `import { createServer } from "node:net";
const server = createServer().listen(Number(process.env.PORT), "127.0.0.1");`;

describe("startNodeProcess", () => {
  test("is ready when it serves, and drains on stop", async () => {
    const life = await startNodeProcess(
      await spec(`${LISTEN}
        process.once("SIGTERM", () => setTimeout(() => { console.log("drained"); process.exit(0); }, 200));`),
    );
    await life.stop();
    expect(readFileSync(join(folder, "web.log"), "utf8")).toContain("drained");
    expect(await commandLineOf(life.pid)).toBeNull();
  });

  test("tells the last lines of the log when it dies instead of starting", async () => {
    const starting = startNodeProcess(await spec(`console.log("port taken"); process.exit(3);`));
    await expect(starting).rejects.toThrow(/web did not start: it ended at once[\s\S]*port taken/);
  });

  test("gives up on one that never serves, and leaves no process behind", async () => {
    const starting = startNodeProcess(
      await spec(`console.log("pid", process.pid); setInterval(() => {}, 1000);`, { readyWithinMs: 2_000 }),
    );
    await expect(starting).rejects.toThrow("no answer in 2 s");
    const pid = Number(/pid (\d+)/.exec(readFileSync(join(folder, "web.log"), "utf8"))?.[1]);
    expect(await commandLineOf(pid)).toBeNull();
  });

  test("kills one that does not want to stop, with what it started", async () => {
    const life = await startNodeProcess(
      await spec(
        `import { spawn } from "node:child_process";
         const child = spawn("sleep", ["300"]);
         console.log("pid", child.pid);
         ${LISTEN}
         process.on("SIGTERM", () => {});`,
        { drainMs: 300 },
      ),
    );
    await life.stop();
    expect(await life.exited).toContain("SIGKILL");
    const pid = Number(/pid (\d+)/.exec(readFileSync(join(folder, "web.log"), "utf8"))?.[1]);
    await new Promise((done) => setTimeout(done, 200));
    expect(await commandLineOf(pid)).toBeNull();
  });

  test("says how it was killed", async () => {
    const life = await startNodeProcess(await spec(LISTEN));
    process.kill(life.pid, "SIGKILL");
    expect(await life.exited).toMatch(/^signal SIGKILL; the end of /);
  });
});
