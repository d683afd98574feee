import { expect, test } from "vitest";
import { createOwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { readEnv } from "@/lib/env";
import { currentSpan, withinSpan } from "@/lib/telemetry/span";
import { startTelemetry } from "@/lib/telemetry/start-telemetry";
import { listeningLog, startTaker } from "@/lib/telemetry/telemetry.fixture";
import { closeQueues, connectQueues } from "./connect-queues";
import { enqueue } from "./enqueue";
import { type GivenJob, serveLane } from "./serve-lane";

test("through a real queue a job carries the trace it was asked for in, and none where nobody traced", async () => {
  const server = await createOwnRedis();
  await server.start();
  const taker = await startTaker();
  const { log } = listeningLog();
  const [asking, working] = [createRedis(server.url, "client", log), createRedis(server.url, "worker", log)];
  const queues = connectQueues(asking, log);
  const given: GivenJob[] = [];
  const worker = serveLane("compute", working, async (job) => void given.push(job), log);
  const DATABASE_URL = "postgres://localhost/x";
  const env = readEnv({ DATABASE_URL, REDIS_URL: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: taker.url });
  const telemetry = await startTelemetry(env, "web", log);
  try {
    const traceparent = await withinSpan("refresh.history", {}, async () => {
      await enqueue(queues, "clusters.compute", { method: null });
      return currentSpan()?.traceparent;
    });
    await expect.poll(() => given.length).toBe(1);
    expect(given[0]?.traceparent).toBe(traceparent);
    expect(traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/u);
    await enqueue(queues, "clusters.compute", { method: null }, "another");
    await expect.poll(() => given.length).toBe(2);
    expect(given[1]?.traceparent).toBeNull();
  } finally {
    await telemetry.stop();
    await worker.close();
    await closeQueues(queues);
    for (const redis of [asking, working]) redis.disconnect();
    await server.remove();
    await taker.close();
  }
});
