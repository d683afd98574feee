import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchJson } from "@/lib/adapters/fetch-json";
import { readEnv } from "@/lib/env";
import { traceOptions } from "@/lib/queue/trace-options";
import { currentSpan, withinSpan } from "./span";
import { startTelemetry } from "./start-telemetry";
import { listeningLog, spansOf, startTaker } from "./telemetry.fixture";

type Taker = Awaited<ReturnType<typeof startTaker>>;
let taker: Taker;
beforeEach(async () => {
  taker = await startTaker();
});
afterEach(() => taker.close());

const base = { DATABASE_URL: "postgres://u:db-password@localhost/x", REDIS_URL: "redis://localhost" };
const settings = (more: Record<string, string> = {}) =>
  readEnv({ ...base, OTEL_EXPORTER_OTLP_ENDPOINT: taker.url, ...more });
const JOB = {
  "ghostquant.job.name": "momentum.refresh-fast",
  "ghostquant.job.id": "j1",
  "ghostquant.job.attempt": 1,
} as const;
const WRITE = { "ghostquant.sequence": 7 };

test("a span is sent to the collector with its parent, its process and its attributes", async () => {
  const { log, lines } = listeningLog();
  const telemetry = await startTelemetry(settings(), "worker", log);
  await withinSpan("job.run", JOB, async () => {
    await withinSpan("refresh.write", WRITE, () => sleep(2));
    log.info("deep inside");
  });
  await telemetry.stop();
  expect(taker.taken[0]?.path).toBe("/v1/traces");
  expect(taker.taken[0]?.body).toContain('"ghostquant-worker"');
  const spans = spansOf(taker.taken);
  const job = spans.find(({ name }) => name === "job.run");
  const write = spans.find(({ name }) => name === "refresh.write");
  expect(job).toMatchObject({ attributes: JOB, kind: 5 });
  expect(job?.parentSpanId ?? "").toBe("");
  expect(write).toMatchObject({ attributes: WRITE, parentSpanId: job?.spanId, traceId: job?.traceId });
  expect(lines()).toContainEqual(expect.objectContaining({ msg: "deep inside", traceId: job?.traceId }));
});

test("a fault ends its span as failed, goes on to its caller, and no secret is in what is sent", async () => {
  const { log } = listeningLog();
  const telemetry = await startTelemetry(settings({ SECRETS_KEY: "k".repeat(40) }), "worker", log);
  const fault = new Error(`refused ${"k".repeat(40)} by postgres://u:db-password@localhost/x`);
  const failing = withinSpan("job.run", { ...JOB, "ghostquant.job.id": "gq_abcdefghijklmnopqrstuvwxyz" }, () => {
    throw fault;
  });
  await expect(failing).rejects.toBe(fault);
  await telemetry.stop();
  const [span] = spansOf(taker.taken);
  expect(span?.status).toMatchObject({ code: 2, message: expect.stringContaining("refused [secret]") });
  expect(span?.attributes).toMatchObject({ "error.type": "Error", "ghostquant.job.id": "[secret]" });
  expect(taker.taken.map(({ body }) => body).join("")).not.toMatch(/kkkkk|db-password|gq_abc/u);
});

test("a call of a provider says whom, which path and what came of it, and neither its key nor its query", async () => {
  const upstream = await startTaker();
  upstream.status = 429;
  const { log } = listeningLog();
  const telemetry = await startTelemetry(settings(), "worker", log);
  await fetchJson({
    provider: "CoinGecko",
    countAs: "coingecko",
    url: `${upstream.url}/coins/markets?x_cg_demo_api_key=CG-hidden`,
    headers: { "x-cg-demo-api-key": "CG-hidden" },
    timeoutMs: 5_000,
    secrets: ["CG-hidden"],
  });
  await telemetry.stop();
  await upstream.close();
  expect(spansOf(taker.taken)[0]).toMatchObject({
    name: "upstream.call",
    attributes: {
      "peer.service": "coingecko",
      "url.path": "/coins/markets",
      "http.response.status_code": 429,
      "ghostquant.outcome": "throttled",
    },
  });
  expect(taker.taken[0]?.body).not.toContain("hidden");
});

test("a job goes on with the trace it was asked for in, across processes", async () => {
  const { log } = listeningLog();
  const telemetry = await startTelemetry(settings(), "worker", log);
  const carried = await withinSpan("alerts.judge", WRITE, () => traceOptions().telemetry?.metadata ?? null);
  expect(traceOptions()).toEqual({});
  await withinSpan("job.run", JOB, () => undefined, carried);
  await withinSpan("job.run", { ...JOB, "ghostquant.job.id": "j2" }, () => undefined, "nonsense");
  await telemetry.stop();
  const [judge, job, other] = spansOf(taker.taken);
  expect(job).toMatchObject({ traceId: judge?.traceId, parentSpanId: judge?.spanId });
  expect(other?.traceId).not.toBe(judge?.traceId);
});

test("a share of nothing traces nothing, but what a traced caller asks", async () => {
  const { log } = listeningLog();
  const telemetry = await startTelemetry(settings({ OTEL_TRACES_SAMPLER_ARG: "0" }), "web", log);
  await withinSpan("job.run", JOB, () => undefined);
  await withinSpan("refresh.write", WRITE, () => undefined, `00-${"a".repeat(32)}-${"b".repeat(16)}-01`);
  await telemetry.stop();
  expect(spansOf(taker.taken).map(({ name, traceId }) => [name, traceId])).toEqual([["refresh.write", "a".repeat(32)]]);
});

test("headers of the collector are sent, and a collector that refuses is said once and delays nobody", async () => {
  taker.status = 400;
  const { log, lines } = listeningLog();
  const telemetry = await startTelemetry(
    settings({ OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20abcdef,x-scope=1" }),
    "web",
    log,
  );
  expect(await withinSpan("job.run", JOB, () => 5)).toBe(5);
  await telemetry.stop();
  expect(taker.taken[0]?.headers).toMatchObject({ authorization: "Bearer abcdef", "x-scope": "1" });
  expect(lines().filter(({ msg }) => msg === "Traces cannot be sent; they are dropped")).toHaveLength(1);
});

test("after the end nobody traces any more", async () => {
  const { log } = listeningLog();
  const telemetry = await startTelemetry(settings(), "web", log);
  await telemetry.stop();
  expect(await withinSpan("job.run", JOB, () => currentSpan())).toBeNull();
});
