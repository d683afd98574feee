import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readEnv, readMarketServerEnv } from "@/lib/env";
import { childEnvironment, type Decisions, launchSchema, readSettings } from "./settings";

const root = "/srv/ghostquant";
const decisions: Decisions = {
  databaseUrl: "postgresql://ghostquant:secret@127.0.0.1:5999/ghostquant",
  redisUrl: "redis://127.0.0.1:6999",
  marketSource: "simulated",
  marketServerPort: 8085,
  port: 3001,
  websocketPort: 8083,
  secretsKey: "a key of this data directory, 32 characters",
  marketStartedAt: 1_795_000_000_000,
};
const environment = (values: Record<string, string>): NodeJS.ProcessEnv => ({ NODE_ENV: "production", ...values });

describe("readSettings", () => {
  test("alone, it starts with the documented defaults and an automatic source", () => {
    const settings = readSettings(root, environment({}));
    expect(settings).toMatchObject({ PORT: 3000, WEBSOCKET_PORT: 8083, HOST: "127.0.0.1", MARKET_SOURCE: "auto" });
    expect(settings.DATA_DIR).toBe("/srv/ghostquant/.data");
  });

  test("an empty value is no value", () => {
    const settings = readSettings(root, environment({ PORT: "", DATABASE_URL: "" }));
    expect(settings.chosen.has("PORT")).toBe(false);
    expect(settings.DATABASE_URL).toBeUndefined();
  });

  test("a relative tape lies beside the repository, wherever the processes run", () => {
    expect(readSettings(root, environment({ REPLAY_DIR: "../shared/data" })).REPLAY_DIR).toBe("/srv/shared/data");
  });

  test("tells every mistake at once, by name", () => {
    const read = () => readSettings(root, environment({ PORT: "many", MARKET_SOURCE: "guess" }));
    expect(read).toThrow(/PORT:[\s\S]*MARKET_SOURCE:/);
  });
});

describe("childEnvironment", () => {
  test("every process gets the same decisions, and reads them without complaint", () => {
    const settings = readSettings(root, environment({ PORT: "3000", MARKET_SOURCE: "auto", SIMULATOR_SEED: "7" }));
    const env = childEnvironment(
      environment({ PORT: "3000", MARKET_SOURCE: "auto", SIMULATOR_SEED: "7" }),
      settings,
      decisions,
    );
    expect(readEnv(env)).toMatchObject({
      PORT: 3001,
      MARKET_SOURCE: "simulated",
      MARKET_SERVER_URL: "http://127.0.0.1:8085",
      SIMULATOR_SEED: 7,
      DATA_DIR: "/srv/ghostquant/.data",
      DATABASE_URL: decisions.databaseUrl,
      REDIS_URL: decisions.redisUrl,
      SECRETS_KEY: decisions.secretsKey,
    });
  });

  test("the market server learns when its market began, so that a crash does not turn time back", () => {
    const env = childEnvironment(environment({}), readSettings(root, environment({})), decisions);
    expect(readMarketServerEnv(env).MARKET_CLOCK_STARTED_AT).toBe(1_795_000_000_000);
  });

  test("what a file said was decided from, so the processes are not told of the file again", () => {
    const given = environment({ SECRETS_KEY_FILE: "/run/secrets/key", DATABASE_URL_FILE: "/x", REDIS_URL_FILE: "/y" });
    expect(readEnv(childEnvironment(given, readSettings(root, environment({})), decisions))).toMatchObject({
      SECRETS_KEY: decisions.secretsKey,
      DATABASE_URL: decisions.databaseUrl,
    });
  });

  test("a live market has no market server, even when an old address is lying around", () => {
    const given = environment({ MARKET_SERVER_URL: "http://127.0.0.1:1" });
    const env = childEnvironment(given, readSettings(root, given), { ...decisions, marketSource: "live" });
    expect(env.MARKET_SERVER_URL).toBeUndefined();
  });
});

describe(".env.example", () => {
  const PROVIDED = new Set(["NODE_ENV", "MARKET_SERVER_URL"]); // set by the launcher for its processes
  const lines = readFileSync(new URL("../.env.example", import.meta.url), "utf8").split("\n");
  const documented = lines.map((line) => /^#?\s?([A-Z][A-Z_0-9]+)=(.*)$/.exec(line)).filter((match) => match !== null);

  test("names exactly the variables that are read", () => {
    const read = Object.keys(launchSchema.shape).filter((name) => !PROVIDED.has(name));
    expect(documented.map(([, name]) => name).sort()).toEqual(read.sort());
  });

  test("shows the defaults that hold", () => {
    const defaults = launchSchema.parse({});
    for (const [, name, value] of documented) {
      if (value === "") continue;
      const parsed = launchSchema.parse({ [name ?? ""]: value });
      expect({ [name ?? ""]: Reflect.get(parsed, name ?? "") }).toEqual({
        [name ?? ""]: Reflect.get(defaults, name ?? ""),
      });
    }
  });

  test("explains each one in the line above it", () => {
    for (const [text] of documented) {
      const above = lines[lines.indexOf(text) - 1] ?? "";
      expect(above, text).toMatch(/^# .{10,}/);
    }
  });
});
