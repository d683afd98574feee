import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Answer, neverCache, problemAnswer } from "./answer";
import { isLoopback, plainAddress } from "./client-address";
import { isLoopbackHost } from "./principal";
import { answerMethodNotAllowed } from "./problem";

export const METRICS_PATH = "/metrics";

export interface MetricsDoor {
  /** Whoever sends it may read; null: whoever sits at this machine. */
  readonly token: string | null;
  /** Everything in Prometheus' text format. */
  read(): Promise<string>;
}

/**
 * The numbers of this process for whoever may see them. With a token everybody has to send it, this machine too. Without one only a
 * connection from this machine counts that no proxy brought, under a name of this machine: behind a proxy everybody comes from here,
 * and so does a browser whose page has pointed its own name at us.
 */
export async function answerMetrics(request: IncomingMessage, door: MetricsDoor): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD") return answerMethodNotAllowed("GET, HEAD");
  const refusal = door.token === null ? refuseStranger(request) : refuseWithoutToken(request, door.token);
  if (refusal !== null) return refusal;
  return {
    status: 200,
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", ...neverCache },
    body: await door.read(),
  };
}

const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];

function refuseStranger({ headers, socket }: IncomingMessage): Answer | null {
  const wasForwarded = FORWARDED.some((name) => headers[name] !== undefined);
  const isOurs = isLoopback(plainAddress(socket.remoteAddress ?? "")) && isLoopbackHost(headers.host ?? null);
  if (isOurs && !wasForwarded) return null;
  const detail = "Metrics are for this machine only; set METRICS_TOKEN to read them from elsewhere.";
  return problemAnswer({ type: "urn:ghostquant:problem:forbidden", title: "Not allowed", status: 403, detail });
}

function refuseWithoutToken({ headers }: IncomingMessage, token: string): Answer | null {
  const sent = /^Bearer\s+(\S+)$/iu.exec(headers.authorization ?? "")?.[1];
  if (sent !== undefined && timingSafeEqual(digest(sent), digest(token))) return null;
  const detail = "Send METRICS_TOKEN as a bearer token to read the metrics.";
  return problemAnswer(
    { type: "urn:ghostquant:problem:unauthorized", title: "Not signed in", status: 401, detail },
    { "www-authenticate": 'Bearer realm="metrics"' },
  );
}

/** Of one length, whatever was sent. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
