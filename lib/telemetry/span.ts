import { AsyncLocalStorage } from "node:async_hooks";
import type { ChannelConfig } from "@/lib/contracts/delivery";
import type { JobName } from "@/lib/contracts/jobs";
import type { Provider, Facts as WhatHappens } from "@/lib/facts";

/**
 * Everything a trace may consist of, and all it may say: a closed list, so that no address, header, key or word of a user can get
 * into a trace by the way. Names of attributes are OpenTelemetry's where it has one.
 */
export interface Spans {
  "http.request": {
    "http.request.method": string;
    /** Without its query: that is the asker's own business. */
    "url.path": string;
    "ghostquant.route": WhatHappens["request.answered"]["route"];
    "ghostquant.request.id": string;
  };
  "job.run": {
    "ghostquant.job.name": JobName | "unknown";
    "ghostquant.job.id": string;
    "ghostquant.job.attempt": number;
  };
  "upstream.call": { "peer.service": Provider; "url.path"?: string };
  "refresh.fetch": { "ghostquant.refresh.kind": "fast" | "full" };
  "refresh.commit": { "ghostquant.refresh.kind": "fast" | "full" };
  "refresh.evidence": object;
  "refresh.score": { "ghostquant.coins": number };
  "refresh.write": { "ghostquant.sequence": number };
  "refresh.publish": { "ghostquant.sequence": number };
  "refresh.rank-changes": object;
  "refresh.history": object;
  "alerts.judge": { "ghostquant.sequence": number };
  "delivery.send": {
    "ghostquant.channel": ChannelConfig["kind"] | "gone";
    "ghostquant.delivery.id": string;
    "ghostquant.delivery.attempt": number;
  };
}
export type SpanName = keyof Spans;

/** What may be added while a span is open. */
export interface Notes {
  "http.response.status_code"?: number;
  "ghostquant.outcome"?: string;
}
export type Attributes = Readonly<Record<string, string | number>>;

/** One stretch of work that is being timed. */
export interface OpenSpan {
  readonly traceId: string;
  /** W3C's header for whoever carries this trace on. */
  readonly traceparent: string;
  note(notes: Notes): void;
  /** `fault`: what it ended with, when it did not end well. */
  end(fault?: unknown): void;
}

/** `parent`: an open span, a `traceparent` from elsewhere, or null where a trace begins. */
export interface Tracer {
  start(name: SpanName, attributes: Attributes, parent: OpenSpan | string | null): OpenSpan;
}

interface Seat {
  readonly tracer: Tracer;
  readonly open: AsyncLocalStorage<OpenSpan>;
}

const SEAT = Symbol.for("ghostquant.tracer");
/** On `globalThis`, because Next bundles a second copy of this module for its route handlers. */
const holder = globalThis as { [SEAT]?: Seat | undefined };

/** From now on spans are made; returns what ends that. Nobody calls it where no trace is wanted, and spans cost nothing then. */
export function seatTracer(tracer: Tracer): () => void {
  holder[SEAT] = { tracer, open: new AsyncLocalStorage() };
  return () => {
    delete holder[SEAT];
  };
}

/** Times `work` as part of whatever is open around it, or of `parent`; a thrown error ends the span as failed and goes on. */
export async function withinSpan<N extends SpanName, T>(
  name: N,
  attributes: Spans[N],
  work: () => T | Promise<T>,
  parent: string | null = null,
): Promise<T> {
  const seat = holder[SEAT];
  if (seat === undefined) return work();
  const span = seat.tracer.start(name, attributes as Attributes, parent ?? seat.open.getStore() ?? null);
  try {
    const value = await seat.open.run(span, work);
    span.end();
    return value;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** For work whose end is an event: the caller ends the span. Null where nobody traces. */
export function openSpan<N extends SpanName>(name: N, attributes: Spans[N], parent: string | null): OpenSpan | null {
  return holder[SEAT]?.tracer.start(name, attributes as Attributes, parent) ?? null;
}

/** Whatever `work` opens is part of this span. */
export function insideOf<T>(span: OpenSpan | null, work: () => T): T {
  const seat = holder[SEAT];
  return seat === undefined || span === null ? work() : seat.open.run(span, work);
}

/** Adds to the span that is open here, if one is. */
export function noteOnSpan(notes: Notes): void {
  currentSpan()?.note(notes);
}

export function currentSpan(): OpenSpan | null {
  return holder[SEAT]?.open.getStore() ?? null;
}
