import { jobs } from "@/lib/contracts/jobs";
import { hear, refusedStatuses } from "@/lib/facts";
import { SECOND_MS } from "@/lib/market/units";
import { dropReasons, statusClasses } from "./catalogue";
import type { Metrics } from "./registry";

/** Counts what happens in this process from now on; returns what ends that. */
export function countFacts(metrics: Metrics): () => void {
  const heard = { worker: hearWork, stream: hearSockets, web: hearRequests }[metrics.role](metrics);
  return () => {
    for (const end of heard) end();
  };
}

function hearWork(metrics: Metrics): (() => void)[] {
  return [
    hear("job.ended", ({ job, outcome, waitedMs, tookMs }) => {
      metrics.add("ghostquant_jobs_total", { job_name: job, outcome });
      metrics.observe("ghostquant_job_duration_seconds", { job_name: job }, tookMs / SECOND_MS);
      if (waitedMs === null) return;
      metrics.observe("ghostquant_job_wait_seconds", { lane: jobs[job].lane }, waitedMs / SECOND_MS);
    }),
    hear("refresh.ended", ({ kind, outcome, summary }) => {
      metrics.add("ghostquant_refreshes_total", { kind, outcome });
      if (summary === null) return;
      metrics.observe("ghostquant_refresh_duration_seconds", { kind }, summary.durationMs / SECOND_MS);
      metrics.add("ghostquant_refresh_rows_total", { kind }, summary.received);
      for (const [reason, rows] of Object.entries(summary.dropped)) {
        metrics.add("ghostquant_refresh_rows_dropped_total", { kind, reason: known(dropReasons, reason) }, rows);
      }
    }),
    hear("upstream.answered", ({ provider, outcome, tookMs }) => {
      metrics.add("ghostquant_upstream_answers_total", { provider, outcome });
      metrics.observe("ghostquant_upstream_duration_seconds", { provider }, tookMs / SECOND_MS);
    }),
    hear("budget.granted", ({ provider, cost, waitedMs }) => {
      metrics.add("ghostquant_budget_calls_total", { provider }, cost);
      metrics.add("ghostquant_budget_wait_seconds_total", { provider }, waitedMs / SECOND_MS);
    }),
    hear("budget.refused", (refused) => metrics.add("ghostquant_budget_refusals_total", refused)),
    hear("delivery.attempted", ({ channel, outcome, tookMs }) => {
      metrics.add("ghostquant_delivery_attempts_total", { channel, outcome });
      metrics.observe("ghostquant_delivery_duration_seconds", { channel }, tookMs / SECOND_MS);
    }),
  ];
}

function hearSockets(metrics: Metrics): (() => void)[] {
  return [
    hear("socket.ended", (ended) => metrics.add("ghostquant_stream_closed_total", ended)),
    hear("socket.refused", ({ status }) =>
      metrics.add("ghostquant_stream_refused_total", { status: known(refusedStatuses, `${status}`, "403") }),
    ),
  ];
}

function hearRequests(metrics: Metrics): (() => void)[] {
  return [
    hear("request.answered", ({ route, status, tookMs }) => {
      metrics.add("ghostquant_http_requests_total", { route, status: classOf(status) });
      metrics.observe("ghostquant_http_request_duration_seconds", { route }, tookMs / SECOND_MS);
    }),
  ];
}

function classOf(status: number): (typeof statusClasses)[number] {
  if (status === 429) return "429";
  return known(statusClasses, `${Math.floor(status / 100)}xx`, "5xx");
}

/** The value itself where the list has it. */
export function known<V extends string, O extends V>(list: readonly V[], value: string, otherwise?: O): V {
  return list.find((each) => each === value) ?? otherwise ?? ("other" as V);
}
