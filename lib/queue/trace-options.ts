import type { JobsOptions } from "bullmq";
import { currentSpan } from "@/lib/telemetry/span";

/** A job goes on with the trace in which it was asked for. Schedules have none: every run of theirs begins its own. */
export function traceOptions(): Pick<JobsOptions, "telemetry"> {
  const span = currentSpan();
  return span === null ? {} : { telemetry: { metadata: span.traceparent } };
}
