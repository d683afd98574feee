import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnv } from "./env";

const base = { DATABASE_URL: "postgres://localhost/x", REDIS_URL: "redis://localhost" };

describe("the environment", () => {
  it("keeps heartbeats well within the silence that the pages bear", () => {
    expect(readEnv({ ...base, WEBSOCKET_HEARTBEAT_SECONDS: "30" }).WEBSOCKET_HEARTBEAT_SECONDS).toBe(30);
    expect(() => readEnv({ ...base, WEBSOCKET_HEARTBEAT_SECONDS: "31" })).toThrow(/WEBSOCKET_HEARTBEAT_SECONDS/u);
  });

  it("takes only a web address for the public one, and none for no answer", () => {
    expect(readEnv({ ...base, PUBLIC_URL: "https://quant.example.com" }).PUBLIC_URL).toBe("https://quant.example.com");
    expect(readEnv({ ...base, PUBLIC_URL: "" }).PUBLIC_URL).toBeUndefined();
    expect(() => readEnv({ ...base, PUBLIC_URL: "javascript:alert(1)" })).toThrow(/PUBLIC_URL/u);
  });
});

describe("a secret in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "ghostquant-secrets-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const key = "a key of thirty-two characters, at least";

  it("counts as if it stood in the environment, without the end of its line", () => {
    const env = readEnv({
      ...base,
      REDIS_URL: "",
      REDIS_URL_FILE: file("redis", "redis://cache:6379\n"),
      SECRETS_KEY_FILE: file("key", `${key}\n`),
    });
    expect(env).toMatchObject({ REDIS_URL: "redis://cache:6379", SECRETS_KEY: key });
  });

  it("is no value when the file is empty, so that one set of files fits everybody", () => {
    expect(readEnv({ ...base, SMTP_PASS_FILE: file("empty", "\n") }).SMTP_PASS).toBeUndefined();
  });

  it("is refused when it is missing or contradicted, without saying what it holds", () => {
    const mistakes = (given: Record<string, string>) => {
      try {
        readEnv({ ...base, ...given });
      } catch (error) {
        return String(error);
      }
      return "none";
    };
    expect(mistakes({ SECRETS_KEY_FILE: join(folder, "nothing") })).toMatch(/SECRETS_KEY_FILE: .*cannot be read/u);
    const twice = mistakes({ SECRETS_KEY: key, SECRETS_KEY_FILE: file("other", `${key} too`) });
    expect(twice).toMatch(/SECRETS_KEY: is set twice/u);
    expect(twice).not.toContain(key);
    expect(mistakes({ SECRETS_KEY_FILE: file("short", "too short") })).toMatch(/SECRETS_KEY: must have at least 32/u);
  });
});
