import { type Context, ROOT_CONTEXT, type Span as SdkSpan, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "@/lib/log";
import type { Attributes, Notes, OpenSpan, SpanName, Tracer } from "./span";
import { parseTraceparent, traceparentOf } from "./traceparent";

export interface TracingOptions {
  /** Of the collector; `/v1/traces` is added. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  /** Of the traces that begin here, 0 to 1. */
  share: number;
  /** `web`, `worker` or `stream`. */
  process: string;
  version: string;
  censor(text: string): string;
  log: Logger;
}

const EXPORT_TIMEOUT_MS = 5_000;
const VALUE_LENGTH_MAX = 512;
const KINDS: Partial<Record<SpanName, SpanKind>> = {
  "http.request": SpanKind.SERVER,
  "job.run": SpanKind.CONSUMER,
  "upstream.call": SpanKind.CLIENT,
  "delivery.send": SpanKind.CLIENT,
};

/**
 * Sends spans to an OpenTelemetry collector. The provider is not registered for everybody: only what `Spans` lists is sent, and no
 * library adds addresses or statements of its own.
 */
export function openTracing(options: TracingOptions): { tracer: Tracer; stop(): Promise<void> } {
  const { censor } = options;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": `ghostquant-${options.process}`,
      "service.namespace": "ghostquant",
      "service.version": options.version,
      "process.pid": process.pid,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.share) }),
    spanLimits: { attributeValueLengthLimit: VALUE_LENGTH_MAX },
    spanProcessors: [new BatchSpanProcessor({ exporter: sayFailures(openExporter(options), options.log) })],
  });
  const sdk = provider.getTracer("ghostquant", options.version);
  const tracer: Tracer = {
    start(name, attributes, parent) {
      const kind = KINDS[name] ?? SpanKind.INTERNAL;
      return wrap(sdk.startSpan(name, { kind, attributes: clean(attributes, censor) }, contextOf(parent)), censor);
    },
  };
  return { tracer, stop: () => provider.shutdown() };
}

function openExporter({ endpoint, headers }: TracingOptions): SpanExporter {
  const url = `${endpoint.replace(/\/+$/u, "")}/v1/traces`;
  return new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: EXPORT_TIMEOUT_MS });
}

/** A collector that is away is said once, and once more when it is back: traces are never a reason to fill a log. */
function sayFailures(exporter: SpanExporter, log: Logger): SpanExporter {
  let away = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !away) log.warn({ reason: result.error?.message }, "Traces cannot be sent; they are dropped");
        if (!failed && away) log.info("Traces are sent again");
        away = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

const sdkSpans = new WeakMap<OpenSpan, SdkSpan>();

function contextOf(parent: OpenSpan | string | null): Context {
  if (parent === null) return ROOT_CONTEXT;
  if (typeof parent !== "string") {
    const span = sdkSpans.get(parent);
    return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  }
  const remote = parseTraceparent(parent);
  return remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
}

function wrap(span: SdkSpan, censor: (text: string) => string): OpenSpan {
  const spanContext = span.spanContext();
  const open: OpenSpan = {
    traceId: spanContext.traceId,
    traceparent: traceparentOf(spanContext),
    note: (notes: Notes) => void span.setAttributes(clean(notes as Attributes, censor)),
    end(fault) {
      if (fault !== undefined) {
        const error = fault instanceof Error ? fault : new Error(String(fault));
        span.setAttribute("error.type", "code" in error && typeof error.code === "string" ? error.code : error.name);
        span.setStatus({ code: SpanStatusCode.ERROR, message: censor(error.message).slice(0, VALUE_LENGTH_MAX) });
      }
      span.end();
    },
  };
  sdkSpans.set(open, span);
  return open;
}

function clean(attributes: Attributes, censor: (text: string) => string): Attributes {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "string" ? censor(value) : value]));
}
