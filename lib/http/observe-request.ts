import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Facts, tell } from "@/lib/facts";
import type { Logger } from "@/lib/log";
import { SECOND_MS } from "@/lib/market/units";
import { isNeighbour } from "./client-address";

export const REQUEST_ID_HEADER = "x-request-id";

const WELL_FORMED = /^[\w.-]{8,64}$/u;
/** Tells the requests of this process from those of the copies beside it and of the one before it. */
const PROCESS_MARK = randomBytes(5).toString("hex");
const SLOW_MS = SECOND_MS;
const READING = new Set(["GET", "HEAD", "OPTIONS"]);
let numbered = 0;

/**
 * The name under which this request is found in every log: the proxy's, when a neighbour has given it one, else ours. From here on it
 * stands in the request's own header, for Next's handlers too.
 */
export function nameRequest(request: IncomingMessage): string {
  const { headers, socket } = request;
  const given = headers[REQUEST_ID_HEADER];
  const isGiven = typeof given === "string" && WELL_FORMED.test(given) && isNeighbour(socket.remoteAddress);
  const name = isGiven ? given : nextName();
  headers[REQUEST_ID_HEADER] = name;
  return name;
}

function nextName(): string {
  numbered += 1;
  return `${PROCESS_MARK}-${numbered.toString(36).padStart(6, "0")}`;
}

export interface Observed {
  readonly route: Facts["request.answered"]["route"];
  readonly method: string;
  /** Without its query: that is the asker's own business. */
  readonly path: string;
  readonly requestId: string;
}

/**
 * Counts the answer when it is complete and logs it: what failed as a warning, what changed something or took long as information,
 * the rest for whoever looks for mistakes. An answer that nobody waited for is not counted.
 */
export function observeAnswer(response: ServerResponse, observed: Observed, log: Logger): void {
  const startedAt = performance.now();
  response.once("finish", () => {
    const tookMs = performance.now() - startedAt;
    const { statusCode: status } = response;
    tell("request.answered", { route: observed.route, status, tookMs });
    const level = levelOf(observed.method, status, tookMs);
    if (log.isLevelEnabled(level)) log[level]({ ...observed, status, tookMs: Math.round(tookMs) }, "answered");
  });
}

function levelOf(method: string, status: number, tookMs: number): "warn" | "info" | "debug" {
  if (status >= 500) return "warn";
  return tookMs > SLOW_MS || !READING.has(method) ? "info" : "debug";
}
