import { Redis } from "ioredis";
import pg from "pg";
import { expect, test } from "vitest";

test("integration tests are given a real Redis and a real Postgres", async () => {
  const redis = new Redis(process.env.TEST_REDIS_URL ?? "");
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL ?? "" });
  await client.connect();
  try {
    expect(await redis.ping()).toBe("PONG");
    const { rows } = await client.query("select current_setting('server_version_num')::int as version");
    expect(rows[0].version).toBeGreaterThanOrEqual(150_000);
  } finally {
    redis.disconnect();
    await client.end();
  }
});
