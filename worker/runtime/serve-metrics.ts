import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerMetrics, METRICS_PATH, type MetricsDoor } from "@/lib/http/metrics-door";
import type { Logger } from "@/lib/log";

const NOT_HERE = "This is a worker: it answers nothing but /metrics.\n";

export interface MetricsPlace {
  readonly host: string;
  /** 0: whichever is free. */
  readonly port: number;
}

/**
 * Answers `/metrics` in a process that otherwise answers nobody. A port that cannot be had costs the numbers and not the work: it is
 * said in the log.
 */
export function serveMetrics(door: MetricsDoor, { host, port }: MetricsPlace, log: Logger): Server {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response, door).catch((error: unknown) => {
      log.error({ err: error }, "The metrics could not be read");
      response.destroy();
    });
  });
  server.on("error", (error) => log.error({ err: error, host, port }, "The metrics cannot be served"));
  server.listen(port, host);
  server.unref();
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, door: MetricsDoor): Promise<void> {
  if ((request.url ?? "/").split("?", 1)[0] !== METRICS_PATH) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end(NOT_HERE);
    return;
  }
  const { status, headers, body } = await answerMetrics(request, door);
  response.writeHead(status, headers).end(request.method === "HEAD" ? null : body);
}
