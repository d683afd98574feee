import { EventEmitter, once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { withinSpan } from "@/lib/telemetry/span";
import { startTelemetry, type Telemetry } from "@/lib/telemetry/start-telemetry";
import { listeningLog, spansOf, startTaker } from "@/lib/telemetry/telemetry.fixture";
import { traceRequest } from "./trace-request";

const CALLER = `00-${"c".repeat(32)}-${"d".repeat(16)}-01`;
let taker: Awaited<ReturnType<typeof startTaker>>;
let telemetry: Telemetry;
beforeEach(async () => {
  taker = await startTaker();
  const given = { DATABASE_URL: "postgres://localhost/x", REDIS_URL: "redis://localhost" };
  telemetry = await startTelemetry(
    readEnv({ ...given, OTEL_EXPORTER_OTLP_ENDPOINT: taker.url }),
    "web",
    listeningLog().log,
  );
});
afterEach(async () => {
  await telemetry.stop();
  await taker.close();
});

async function asked(answer: RequestListener, ask: (url: string) => Promise<unknown>) {
  const server = createServer((request, response) => {
    const observed = { route: "interface", method: "GET", path: "/market/momentum", requestId: "r-1" } as const;
    void traceRequest(request, response, observed, () => answer(request, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/market/momentum?secret=word`);
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  await telemetry.stop();
  return spansOf(taker.taken);
}

test("a request is one span to the end of its answer, in its caller's trace, and holds what is done for it", async () => {
  const spans = await asked(
    async (_request, response) => {
      await withinSpan("refresh.history", {}, () => sleep(3));
      response.writeHead(201).end("done");
    },
    (url) => fetch(url, { headers: { traceparent: CALLER } }).then((response) => response.text()),
  );
  const request = spans.find(({ name }) => name === "http.request");
  expect(request).toMatchObject({
    kind: 2,
    traceId: "c".repeat(32),
    parentSpanId: "d".repeat(16),
    attributes: {
      "http.request.method": "GET",
      "url.path": "/market/momentum",
      "http.response.status_code": 201,
      "ghostquant.request.id": "r-1",
    },
  });
  expect(spans.find(({ name }) => name === "refresh.history")?.parentSpanId).toBe(request?.spanId);
  expect(JSON.stringify(spans)).not.toContain("word");
});

test("an answer of ours that failed is a failed span", async () => {
  const failed = await asked(
    (_request, response) => response.writeHead(503).end(),
    (url) => fetch(url),
  );
  expect(failed[0]).toMatchObject({ name: "http.request", status: { code: 2 } });
});

test("an asker who leaves ends the span", async () => {
  const leaving = new AbortController();
  const gone = new EventEmitter();
  const left = once(gone, "left");
  const spans = await asked(
    (_request, response) => {
      response.once("close", () => gone.emit("left"));
      leaving.abort();
    },
    async (url) => {
      await fetch(url, { signal: leaving.signal }).catch(() => undefined);
      await left;
    },
  );
  expect(spans.map(({ name }) => name)).toEqual(["http.request"]);
});
