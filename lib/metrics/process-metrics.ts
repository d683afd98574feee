import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { setInterval } from "node:timers";
import { SECOND_MS } from "@/lib/market/units";
import type { Metrics } from "./registry";

const WINDOW_MS = 10 * SECOND_MS;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;
/** How late a timer is anyway: the monitor's own resolution is part of what it measures. */
const RESOLUTION_MS = 20;

/** What is true of every process: memory, processor, event loop. Returns what ends the watching. */
export function watchProcess(metrics: Metrics): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // Read by window: a maximum since the start would stay at the first second's for ever.
  const lateness = { p99: 0, max: 0 };
  const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / SECOND_MS);
  const timer = setInterval(() => {
    lateness.p99 = seconds(delay.percentile(99));
    lateness.max = Number.isFinite(delay.max) ? seconds(delay.max) : 0;
    delay.reset();
  }, WINDOW_MS);
  timer.unref();
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) metrics.add("nodejs_gc_seconds_total", {}, duration / SECOND_MS);
  });
  collections.observe({ entryTypes: ["gc"] });
  metrics.set("ghostquant_build_info", { role: metrics.role }, 1);
  metrics.set("process_start_time_seconds", {}, Math.round(performance.timeOrigin) / SECOND_MS);
  metrics.beforeReading(() => {
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    metrics.set("process_resident_memory_bytes", {}, rss);
    metrics.set("nodejs_heap_size_used_bytes", {}, heapUsed);
    metrics.set("nodejs_external_memory_bytes", {}, external);
    metrics.total("process_cpu_seconds_total", {}, (user + system) / MICROSECONDS);
    metrics.set("nodejs_eventloop_lag_p99_seconds", {}, lateness.p99);
    metrics.set("nodejs_eventloop_lag_max_seconds", {}, lateness.max);
  });
  return () => {
    clearInterval(timer);
    delay.disable();
    collections.disconnect();
  };
}
