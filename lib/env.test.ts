import { describe, expect, it } from "vitest";
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
