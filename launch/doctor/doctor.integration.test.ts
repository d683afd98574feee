import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { examine } from "./doctor";

let redis: OwnRedis;
let store: TestDatabase;
let root = "";
beforeAll(async () => {
  redis = await createOwnRedis();
  await redis.start();
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  root = mkdtempSync(join(tmpdir(), "ghostquant-doctor-"));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await redis.remove();
  await store.remove();
  rmSync(root, { recursive: true, force: true });
});

async function examineWith(settings: Record<string, string> = {}) {
  const stores = { REDIS_URL: redis.url, DATABASE_URL: store.url, DATA_DIR: root };
  for (const [name, value] of Object.entries({ ...stores, ...settings })) vi.stubEnv(name, value);
  const findings = await examine(root, { offline: true });
  return findings.map(({ area, level, what, mend }) => `${level} ${area}: ${what} ${mend ?? ""}`).join("\n");
}

it("examines real stores and says that nobody works on them", async () => {
  const said = await examineWith();
  expect(said).toMatch(/well Redis: Answers/u);
  expect(said).toMatch(/well Postgres: Tables are up to date/u);
  expect(said).toMatch(/well Clock: Agrees with Postgres/u);
  expect(said).toMatch(/problem Running: No sign of life from web and worker and stream/u);
  expect(said).toContain("RUNBOOK.md: no-coins");
});

it("finds a Redis that evicts, a weak key that lies beside another, and a misspelt setting", async () => {
  const admin = new Redis(redis.url);
  await admin.config("SET", "maxmemory-policy", "allkeys-lru");
  writeFileSync(join(root, "secrets.key"), "q8Zr1vXw7Lk2Yp5Tn9Bd4Hs6Gf3Jc0MaRuEoIiVbKtQe", { mode: 0o644 });
  writeFileSync(join(root, ".env"), "WEBSOCKETS_PORT=8083\n");
  const said = await examineWith({ SECRETS_KEY: "a".repeat(40) });
  await admin.config("SET", "maxmemory-policy", "noeviction");
  admin.disconnect();
  expect(said).toMatch(/problem Redis: maxmemory-policy is allkeys-lru/u);
  expect(said).toMatch(/warning Secrets: SECRETS_KEY and .* two different keys/u);
  expect(said).toMatch(/problem Secrets: The key can be guessed/u);
  expect(said).toMatch(/WEBSOCKETS_PORT .* Did you mean WEBSOCKET_PORT\?/u);
  expect(said).not.toContain("aaaa");
});

it("says which store does not answer, by the name of its setting, and never throws", async () => {
  const nowhere = { REDIS_URL: "redis://127.0.0.1:1", DATABASE_URL: "postgresql://u:hidden@127.0.0.1:1/x" };
  const said = await examineWith(nowhere);
  expect(said).toMatch(/problem Redis: Does not answer.*REDIS_URL/u);
  expect(said).toMatch(/problem Postgres: Does not answer.*DATABASE_URL/u);
  expect(said).not.toContain("hidden");
});

it("names every unusable setting at once", async () => {
  const said = await examineWith({ PORT: "x", READS: "half" });
  expect(said).toMatch(/problem Settings: PORT[^\n]*\n.*problem Settings: READS/u);
});
