import { describe, expect, test } from "vitest";
import { tell } from "@/lib/facts";
import { catalogue, type MetricName } from "./catalogue";
import { countFacts } from "./count-facts";
import type { Definition } from "./definition";
import { watchProcess } from "./process-metrics";
import { hasPromtool, NO_PROMTOOL, promtool } from "./promtool.fixture";
import { createMetrics } from "./registry";

const visible = { kind: "full", refreshedAt: 0, durationMs: 1_500, received: 100, everySeconds: 300 } as const;

function numberOf(text: string, series: string): number {
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? Number.NaN : Number(line.slice(series.length + 1));
}

describe("the metrics of a process", () => {
  test("count from 0, so that the first event is seen as one", async () => {
    const metrics = createMetrics("worker");
    const series = 'ghostquant_delivery_attempts_total{channel="telegram",outcome="retry"}';
    expect(numberOf(await metrics.read(), series)).toBe(0);
    metrics.add("ghostquant_delivery_attempts_total", { channel: "telegram", outcome: "retry" });
    expect(numberOf(await metrics.read(), series)).toBe(1);
  });

  test("put an observation on a bound into the bucket of that bound, and every bucket holds those below", async () => {
    const metrics = createMetrics("worker");
    for (const seconds of [0.1, 0.11, 10_000])
      metrics.observe("ghostquant_job_wait_seconds", { lane: "delivery" }, seconds);
    const text = await metrics.read();
    const bucket = (le: string) => numberOf(text, `ghostquant_job_wait_seconds_bucket{lane="delivery",le="${le}"}`);
    expect([bucket("0.05"), bucket("0.1"), bucket("0.25"), bucket("900"), bucket("+Inf")]).toEqual([0, 1, 2, 2, 3]);
    expect(numberOf(text, 'ghostquant_job_wait_seconds_count{lane="delivery"}')).toBe(3);
    expect(numberOf(text, 'ghostquant_job_wait_seconds_sum{lane="delivery"}')).toBeCloseTo(10_000.21);
  });

  test("say nothing where nobody knows, instead of a 0", async () => {
    const metrics = createMetrics("web");
    metrics.set("ghostquant_board_age_seconds", {}, 12);
    expect(await metrics.read()).toContain("ghostquant_board_age_seconds 12\n");
    metrics.set("ghostquant_board_age_seconds", {}, null);
    metrics.set("ghostquant_quota_spent", { window: "month" }, Number.NaN);
    expect(await metrics.read()).not.toMatch(/board_age|quota_spent/u);
  });

  test("survive a reading that fails: its own numbers are missing, the others are not", async () => {
    const metrics = createMetrics("stream");
    metrics.beforeReading(() => Promise.reject(new Error("away")));
    metrics.beforeReading(() => {
      throw new Error("away");
    });
    metrics.beforeReading(() => metrics.set("ghostquant_stream_clients", {}, 3));
    expect(await metrics.read()).toContain("ghostquant_stream_clients 3");
  });

  test("are only those that the catalogue gives to the role", async () => {
    for (const role of ["web", "worker", "stream"] as const) {
      const metrics = createMetrics(role);
      const stop = watchProcess(metrics);
      const said = [...(await metrics.read()).matchAll(/^# TYPE (\S+) (\S+)$/gmu)];
      stop();
      expect(said.length).toBeGreaterThan(5);
      for (const [, name, type] of said) {
        const definition: Definition = catalogue[name as MetricName];
        expect(definition.saidBy, name).toContain(role);
        expect(definition.type).toBe(type);
      }
    }
  });
});

describe("facts", () => {
  test("are counted from when counting begins until it ends", async () => {
    const metrics = createMetrics("worker");
    const told = { job: "pairs.map", outcome: "failed", waitedMs: null, tookMs: 20 } as const;
    tell("job.ended", told);
    const stop = countFacts(metrics);
    tell("job.ended", told);
    stop();
    tell("job.ended", told);
    expect(numberOf(await metrics.read(), 'ghostquant_jobs_total{job_name="pairs.map",outcome="failed"}')).toBe(1);
  });

  test("keep every dropped row: a reason that nobody foresaw is counted as other", async () => {
    const metrics = createMetrics("worker");
    const stop = countFacts(metrics);
    const dropped = { no_price: 3, fell_off_the_lorry: 2 };
    tell("refresh.ended", { kind: "full", outcome: "visible", summary: { ...visible, dropped } });
    stop();
    const text = await metrics.read();
    const rows = (reason: string) =>
      numberOf(text, `ghostquant_refresh_rows_dropped_total{kind="full",reason="${reason}"}`);
    expect([rows("no_price"), rows("other"), rows("no_id")]).toEqual([3, 2, 0]);
  });
});

describe("the text of /metrics", () => {
  test("is what Prometheus reads, by its own linter", async ({ skip }) => {
    skip(!hasPromtool(), NO_PROMTOOL);
    for (const role of ["web", "worker", "stream"] as const) {
      const metrics = createMetrics(role);
      const stop = watchProcess(metrics);
      metrics.beforeReading(() => say(metrics));
      const text = await metrics.read();
      stop();
      promtool(["check", "metrics"], text);
    }
  });
});

/** One value for every metric that the role says. */
function say(metrics: ReturnType<typeof createMetrics>): void {
  for (const [name, definition] of Object.entries(catalogue) as [never, Definition][]) {
    if (!definition.saidBy.includes(metrics.role)) continue;
    const labels = Object.fromEntries(Object.entries(definition.labels).map(([label, [first]]) => [label, first]));
    if (definition.type === "counter") metrics.add(name, labels as never);
    else if (definition.type === "gauge") metrics.set(name, labels as never, 1);
    else metrics.observe(name, labels as never, 1);
  }
}
