import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AlreadyRunning, takeInstanceLock } from "./single-instance";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ghostquant-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = () => join(folder, "ghostquant.lock");
const alive = async () => true;
const dead = async () => false;

describe("takeInstanceLock", () => {
  test("a second start is told where the first one serves", async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 4_194_000, url: "http://127.0.0.1:3000" }));
    const second = takeInstanceLock(folder, alive);
    await expect(second).rejects.toThrow(AlreadyRunning);
    await expect(second).rejects.toThrow("at http://127.0.0.1:3000 (process 4194000)");
  });

  test("a second start during the first one's start is told so", async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 4_194_000, url: null }));
    await expect(takeInstanceLock(folder, alive)).rejects.toThrow("is still starting");
  });

  test("a dead holder's lock is taken over", async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 4_194_000, url: "http://127.0.0.1:3000" }));
    await takeInstanceLock(folder, dead);
    expect(JSON.parse(readFileSync(lockFile(), "utf8")).pid).toBe(process.pid);
  });

  test("a process that merely has the holder's number is not mistaken for it", async () => {
    // Process 1 lives, but its command line is no launcher's.
    writeFileSync(lockFile(), JSON.stringify({ pid: 1, url: null }));
    const lock = await takeInstanceLock(folder);
    lock.release();
  });

  test("a damaged lock file stops nobody", async () => {
    writeFileSync(lockFile(), "{ half");
    const lock = await takeInstanceLock(folder, alive);
    lock.release();
  });

  test("of two starts that find the same dead lock one wins", async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 4_194_000, url: null }));
    const mine = takeInstanceLock(folder, dead);
    writeFileSync(lockFile(), JSON.stringify({ pid: 4_194_001, url: null }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(lockFile(), JSON.stringify({ pid: 4_194_001, url: null }));
    await expect(mine).rejects.toThrow(AlreadyRunning);
  });

  test("announces its address, and leaves nothing behind when released", async () => {
    const lock = await takeInstanceLock(folder, alive);
    lock.announce("http://127.0.0.1:3100");
    expect(JSON.parse(readFileSync(lockFile(), "utf8"))).toEqual({ pid: process.pid, url: "http://127.0.0.1:3100" });
    lock.release();
    expect(() => readFileSync(lockFile())).toThrow();
  });
});
