import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { withinLogScope } from "@/lib/log";
import { startTelemetry, type Telemetry } from "./start-telemetry";
import { eventsOf, listeningLog, startTaker } from "./telemetry.fixture";

const SECRET = "the-key-of-this-instance-which-nobody-may-read";
let taker: Awaited<ReturnType<typeof startTaker>>;
let telemetry: Telemetry;
const { log } = listeningLog();
beforeEach(async () => {
  taker = await startTaker();
  const SENTRY_DSN = `${taker.url.replace("//", "//publickey@")}/sub/42`;
  const env = readEnv({
    DATABASE_URL: "postgres://localhost/x",
    REDIS_URL: "redis://localhost",
    SENTRY_DSN,
    SECRETS_KEY: SECRET,
  });
  telemetry = await startTelemetry(env, "worker", log);
});
afterEach(async () => {
  await telemetry.stop();
  await taker.close();
});

test("what is logged as an error is reported with its stack, its cause and the job it belongs to", async () => {
  const fault = new Error("the ledger does not add up", { cause: new RangeError("rows 3") });
  withinLogScope({ job: "alerts.evaluate", jobId: "j9" }, () => log.error({ err: fault }, "failed"));
  await telemetry.stop();
  expect(taker.taken[0]?.path).toMatch(/^\/sub\/api\/42\/envelope\//u);
  const [event] = eventsOf(taker.taken);
  expect(event).toMatchObject({
    level: "error",
    release: expect.stringMatching(/^ghostquant@\d/u),
    tags: { process: "worker", job: "alerts.evaluate", job_id: "j9" },
    extra: { message: "failed" },
  });
  const text = JSON.stringify(event);
  expect(text).toContain("the ledger does not add up");
  expect(text).toContain("rows 3");
  expect(text).toContain("faults.test.ts");
});

test("a secret is taken out of a report as it is out of the log", async () => {
  log.error({ err: new Error(`WRONGPASS for ${SECRET} at redis://:hunter2@cache:6379`) }, `with ${SECRET}`);
  await telemetry.stop();
  const text = taker.taken.map(({ body }) => body).join("");
  expect(text).toContain("WRONGPASS for [secret]");
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain("hunter2");
});

test("a warning is reported when it is somebody's bug, not when it is an outcome that was foreseen", async () => {
  log.warn({ err: new AppError("upstream_unavailable", "CoinGecko did not answer", { retryable: true }) }, "failed");
  log.warn("the cadence was stretched");
  log.info({ err: new Error("of no interest") }, "by the way");
  log.warn({ err: new TypeError("x is not a function") }, "failed");
  await telemetry.stop();
  expect(eventsOf(taker.taken)).toHaveLength(1);
  expect(taker.taken.map(({ body }) => body).join("")).toContain("x is not a function");
});

test("the same fault is reported once a minute, and a storm of others costs no more than thirty", async () => {
  for (let time = 0; time < 5; time += 1) log.error({ err: new Error("again") }, "failed");
  for (let each = 0; each < 100; each += 1) log.error({ err: new Error(`other ${each}`) }, "failed");
  await telemetry.stop();
  expect(eventsOf(taker.taken)).toHaveLength(30);
});
