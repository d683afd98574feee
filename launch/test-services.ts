import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningServer } from "./native-server";
import { startPostgres } from "./postgres";
import { startRedis } from "./redis";

const quiet = () => undefined;

/**
 * Vitest global set-up of the integration project: a real Redis and a real Postgres for this run alone.
 * Tests read `TEST_REDIS_URL` and `TEST_DATABASE_URL`; when both are set already, those servers are used.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_REDIS_URL !== undefined && process.env.TEST_DATABASE_URL !== undefined;
  if (given) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "ghostquant-test-"));
  // mkdtemp closes the folder to others, and Postgres runs as `nobody` when we are root.
  chmodSync(folder, 0o755);
  const started: RunningServer[] = [];
  const teardown = async () => {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const redis = await startRedis({
      directory: join(folder, "redis"),
      logFile: join(folder, "redis.log"),
      say: quiet,
    });
    started.push(redis);
    const postgres = await startPostgres({
      directory: join(folder, "postgres"),
      logFile: join(folder, "postgres.log"),
      // This cluster lives for one run; it may lose everything with the machine.
      settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"],
      say: quiet,
    });
    started.push(postgres);
    process.env.TEST_REDIS_URL = redis.url;
    process.env.TEST_DATABASE_URL = postgres.url;
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
