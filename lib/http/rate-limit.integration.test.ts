import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOwnRedis } from "@/lib/cache/redis.fixture";
import { createApiKey } from "./api-key";
import { createRateLimiter, type RateLimit } from "./rate-limit";

let own: Awaited<ReturnType<typeof createOwnRedis>>;
let redis: Redis;
beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  redis = new Redis(own.url);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await own.remove();
});

const left = ({ headers }: RateLimit) => Number(headers["ratelimit-remaining"]);
const copies = () => [1, 2].map(() => createRateLimiter(redis, { perMinute: 5, loopbackPerMinute: null }));

describe("the allowance of a minute", () => {
  it("is counted by address over all copies and told with standard headers", async () => {
    const [one, two] = copies();
    expect(left(await one!("203.0.113.1"))).toBe(4);
    const second = await two!("203.0.113.1");
    expect(second.headers).toMatchObject({
      "ratelimit-policy": "5;w=60",
      "ratelimit-limit": "5",
      "ratelimit-remaining": "3",
    });
    expect(Number(second.headers["ratelimit-reset"])).toBeGreaterThan(0);
    for (let count = 0; count < 3; count += 1) expect((await one!("203.0.113.1")).refusal).toBeNull();
    const { refusal } = await two!("203.0.113.1");
    expect(refusal).toMatchObject({ status: 429, headers: { "retry-after": expect.stringMatching(/^\d+$/u) } });
    expect((await two!("203.0.113.2")).refusal).toBeNull();
  });

  it("is counted by key too, from however many addresses it is used", async () => {
    const [limit] = copies();
    const { key } = createApiKey();
    const answers = [];
    for (let index = 0; index < 6; index += 1) answers.push(await limit!(`203.0.113.${index}`, key));
    expect(answers.map(({ refusal }) => refusal?.status ?? 200)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.slice(0, 5).map(left)).toEqual([4, 3, 2, 1, 0]);
    // The address that brought it is not to blame, and another key is not either.
    expect((await limit!("203.0.113.5")).refusal).toBeNull();
    expect((await limit!("203.0.113.9", createApiKey().key)).refusal).toBeNull();
  });

  it("is no larger for an address that makes up keys, nor is a key spent by an address that has nothing left", async () => {
    const [limit] = copies();
    const { key } = createApiKey();
    for (let index = 0; index < 5; index += 1) await limit!("203.0.113.1", createApiKey().key);
    for (let index = 0; index < 9; index += 1) {
      expect((await limit!("203.0.113.1", key)).refusal?.status).toBe(429);
    }
    expect(left(await limit!("203.0.113.2", key))).toBe(4);
  });

  it("keeps no key where it counts", async () => {
    const [limit] = copies();
    const { key } = createApiKey();
    await limit!("203.0.113.1", key);
    const kept = await redis.keys("*");
    expect(kept).toHaveLength(2);
    for (const name of kept) expect(name).not.toContain(key.slice(3));
  });
});
