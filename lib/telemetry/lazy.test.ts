import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { readEnv } from "@/lib/env";
import { startTelemetry } from "./start-telemetry";
import { listeningLog } from "./telemetry.fixture";

const loaded = vi.hoisted(() => new Set<string>());
vi.mock("@opentelemetry/sdk-trace", async (actual) => {
  loaded.add("@opentelemetry/sdk-trace");
  return actual();
});
vi.mock("@sentry/core/server", async (actual) => {
  loaded.add("@sentry/core/server");
  return actual();
});
const base = { DATABASE_URL: "postgres://localhost/x", REDIS_URL: "redis://localhost" };

test("nothing is loaded that no variable asks for", async () => {
  const { log } = listeningLog();
  await (await startTelemetry(readEnv(base), "web", log)).stop();
  expect([...loaded]).toEqual([]);
  const traced = await startTelemetry(
    readEnv({ ...base, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }),
    "web",
    log,
  );
  expect([...loaded]).toEqual(["@opentelemetry/sdk-trace"]);
  await traced.stop();
  const reported = await startTelemetry(readEnv({ ...base, SENTRY_DSN: "http://key@127.0.0.1:1/2" }), "web", log);
  expect([...loaded]).toEqual(["@opentelemetry/sdk-trace", "@sentry/core/server"]);
  await reported.stop();
});

test("an address that cannot be one is refused at the start, by name", () => {
  expect(() => readEnv({ ...base, OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" })).toThrow(
    /OTEL_EXPORTER_OTLP_ENDPOINT/u,
  );
  expect(() => readEnv({ ...base, SENTRY_DSN: "https://sentry.example.com/3" })).toThrow(/SENTRY_DSN/u);
});

test("docs/telemetry.md names every span and every attribute there is", () => {
  const source = readFileSync(new URL("span.ts", import.meta.url), "utf8");
  const text = readFileSync(new URL("../../docs/telemetry.md", import.meta.url), "utf8");
  const named = [...source.matchAll(/^ {2,4}"([a-z_.-]+)"\??:/gmu)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
