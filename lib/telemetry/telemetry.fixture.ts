import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { createLogger, type Logger } from "@/lib/log";

export interface Taken {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A collector or a Sentry on this machine: keeps what it was sent. */
export async function startTaker(): Promise<{
  url: string;
  taken: Taken[];
  status: number;
  close(): Promise<void>;
}> {
  const taken: Taken[] = [];
  const taker = { url: "", taken, status: 200, close: async (): Promise<void> => undefined };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      taken.push({ path: request.url ?? "", headers: request.headers, body: body.toString() });
      response.writeHead(taker.status, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  taker.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  taker.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return taker;
}

export function listeningLog(): { log: Logger; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const log = createLogger("worker", "info", { destination: { write: (line) => written.push(line) } });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

interface SentSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number; message?: string };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

/** Every span that a collector was sent, its attributes as a plain record. */
export function spansOf(taken: readonly Taken[]) {
  return taken.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
    };
    return resourceSpans
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
      .map(({ attributes, ...span }) => ({
        ...span,
        attributes: Object.fromEntries(
          attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
        ),
      }));
  });
}

/** The events in Sentry's envelopes: lines of JSON, a head before each item. */
export function eventsOf(taken: readonly Taken[]): Record<string, unknown>[] {
  return taken.flatMap(({ body }) => {
    const lines = body.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    return lines.filter((_, index) => lines[index - 1]?.type === "event");
  });
}
