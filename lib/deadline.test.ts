import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { deadline } from "./deadline";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("aborts whoever waits, although nobody else holds it and memory is collected meanwhile", async () => {
  const never = new AbortController();
  let aborted = 0;
  for (let index = 0; index < 100; index += 1) {
    const signal = index % 2 === 0 ? deadline(100, never.signal) : deadline(100, never.signal, undefined);
    signal.addEventListener("abort", () => {
      aborted += 1;
    });
  }
  for (let turn = 0; turn < 5; turn += 1) {
    collectGarbage();
    await sleep(10);
  }
  await expect.poll(() => aborted).toBe(100);
});

it("says that it was the time, and passes on what another signal says before", async () => {
  const alone = deadline(1);
  const other = new AbortController();
  const together = deadline(60_000, other.signal);
  other.abort(new Error("the worker is stopping"));
  expect(together.reason).toMatchObject({ message: "the worker is stopping" });
  await expect.poll(() => alone.aborted).toBe(true);
  expect(alone.reason).toMatchObject({ name: "TimeoutError" });
});
