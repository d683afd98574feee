import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";

const LINES = 10;
/** Whoever has touched standard output, as Next does, has made a pipe of it that does not wait. */
const script = `
  import { createLogger } from "./lib/log.ts";
  void process.stdout.writableLength;
  const log = createLogger("test", "info");
  for (let line = 0; line < ${LINES}; line += 1) log.info({ line }, "x".repeat(200_000));
  process.stdin.resume().once("end", () => log.info({ line: ${LINES} }, "the last")).once("error", () => undefined);
`;

it("gives a slow reader every line whole and in order", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  await once(child.stdout, "readable");
  await sleep(300);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stdout.resume();
  child.stdin.end();
  await once(child, "close");
  const lines = text.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
    Array.from({ length: LINES + 1 }, (_, line) => line),
  );
}, 60_000);
