const SHAPE = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/u;
const NOTHING = /^0+$/u;

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** W3C Trace Context, version 00. What is not well formed begins a trace of its own. */
export function parseTraceparent(text: string): TraceContext | null {
  const [, traceId = "", spanId = "", flags = ""] = SHAPE.exec(text) ?? [];
  if (traceId === "" || NOTHING.test(traceId) || NOTHING.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}

export function traceparentOf({ traceId, spanId, traceFlags }: TraceContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}
