import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedis } from "@/lib/connections";
import { familyOf, measureKeys } from "./measure-keys";
import { testRedisUrl } from "./redis.fixture";

const redis = createRedis(testRedisUrl(process.env.TEST_REDIS_URL, 58), "client", pino({ level: "silent" }));

beforeAll(async () => {
  await redis.flushdb();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
});

describe("measureKeys", () => {
  it("counts every key once, however many portions it takes, by what it is of", async () => {
    const writes = redis.pipeline();
    for (let index = 0; index < 1_500; index += 1) writes.set(`ghostquant:beat:web-${index}`, "x".repeat(100));
    writes.set("ghostquant:momentum:board", "x".repeat(100_000));
    writes.hset("bull:ghostquant-compute:12", "name", "history.retain");
    await writes.exec();
    const families = await measureKeys(redis);
    expect(families.map(({ family, keys }) => [family, keys])).toEqual([
      ["beat:*", 1_500],
      ["momentum:board", 1],
      ["bull:ghostquant-compute", 1],
    ]);
    expect(families[0]?.bytes).toBeGreaterThan(1_500 * 100);
    expect(families[1]?.bytes).toBeGreaterThan(100_000);
  });
});

describe("familyOf", () => {
  it.each([
    ["ghostquant:beats", "beats"],
    ["ghostquant:momentum:latest", "momentum:latest"],
    ["ghostquant:candle:load:bitcoin", "candle:load:*"],
    ["ghostquant:flight:refresh", "flight:*"],
    ["somebody:else", "somebody:else"],
  ])("%s belongs to %s", (key, family) => {
    expect(familyOf(key)).toBe(family);
  });
});
