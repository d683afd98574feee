import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { closeQueues, connectQueues } from "./connect-queues";
import { ensureSchedule, readSchedule } from "./schedules";

const log = pino({ level: "silent" });
const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, 57), "worker", log);
const queues = connectQueues(redis, log);
const NAME = "momentum.refresh-fast";

beforeAll(() => redis.flushdb());
afterAll(async () => {
  await closeQueues(queues);
  redis.disconnect();
});

it("brings back what a process with a wrong clock planned an hour ahead, and leaves it alone from then on", async () => {
  const now = Date.now();
  await ensureSchedule(queues, NAME, 60_000, now + 3_600_000);
  expect((await readSchedule(queues, NAME))?.nextAt).toBeGreaterThan(now + 3_500_000);
  expect(await ensureSchedule(queues, NAME, 60_000, now)).toBe("written");
  expect((await readSchedule(queues, NAME))?.nextAt).toBeLessThan(now + 61_000);
  expect(await queues["market-data"].getDelayedCount()).toBeLessThanOrEqual(1);
  expect(await ensureSchedule(queues, NAME, 60_000, now)).toBe("kept");
});
