import { describe, expect, it } from "vitest";
import { readEnv } from "@/lib/env";
import { version } from "@/package.json";
import { planLimits, requestHeaders, resolveAccess } from "./tier";

const base = { DATABASE_URL: "postgres://localhost/x", REDIS_URL: "redis://localhost" };
const access = (variables: Record<string, string>) => resolveAccess(readEnv({ ...base, ...variables }));

describe("resolveAccess", () => {
  it("asks the public host without a key", () => {
    expect(access({})).toEqual({ tier: "keyless", baseUrl: "https://api.coingecko.com/api/v3" });
  });

  it("asks the public host with a demo key", () => {
    expect(access({ COINGECKO_DEMO_API_KEY: "CG-demo" })).toEqual({
      tier: "demo",
      baseUrl: "https://api.coingecko.com/api/v3",
      apiKey: "CG-demo",
    });
  });

  it("asks the pro host with a pro key, which wins over a demo key", () => {
    expect(access({ COINGECKO_DEMO_API_KEY: "CG-demo", COINGECKO_PRO_API_KEY: "CG-pro" })).toEqual({
      tier: "pro",
      baseUrl: "https://pro-api.coingecko.com/api/v3",
      apiKey: "CG-pro",
    });
  });

  it("leaves another address alone", () => {
    const found = access({ COINGECKO_PRO_API_KEY: "CG-pro", COINGECKO_API_BASE: "https://proxy.test/cg/" });
    expect(found).toMatchObject({ tier: "pro", baseUrl: "https://proxy.test/cg" });
  });

  it("asks our own market server without any key", () => {
    const variables = {
      MARKET_SOURCE: "simulated",
      MARKET_SERVER_URL: "http://127.0.0.1:8084",
      COINGECKO_PRO_API_KEY: "CG-pro",
    };
    expect(access(variables)).toEqual({ tier: "local", baseUrl: "http://127.0.0.1:8084/api/v3" });
    expect(() => access({ MARKET_SOURCE: "replay" })).toThrow("MARKET_SERVER_URL");
  });

  it("refuses a key that no header can carry, without repeating it", () => {
    for (const key of ["CG-a\nb", "CG-ключ", "CG a"]) {
      expect(() => access({ COINGECKO_PRO_API_KEY: key })).toThrow(/COINGECKO_PRO_API_KEY/);
      expect(() => access({ COINGECKO_PRO_API_KEY: key })).not.toThrow(/CG-/);
    }
  });
});

describe("requestHeaders", () => {
  it("always names itself and sends the key of its own tier only", () => {
    expect(requestHeaders("keyless", undefined)["user-agent"]).toBe(`GhostQuant/${version} (self-hosted)`);
    expect(requestHeaders("demo", "k")).toMatchObject({ "x-cg-demo-api-key": "k" });
    expect(requestHeaders("pro", "k")).toMatchObject({ "x-cg-pro-api-key": "k" });
    expect(Object.values(requestHeaders("local", "k"))).not.toContain("k");
    expect(Object.keys(requestHeaders("pro", "k"))).not.toContain("x-cg-demo-api-key");
  });
});

describe("planLimits", () => {
  const none = { COINGECKO_MONTHLY_CREDITS: undefined, COINGECKO_RATE_LIMIT_PER_MINUTE: undefined };
  const stated = { perMinute: 500, monthlyCredits: 500_000 };

  it.each([
    ["keyless", 5, null],
    ["demo", 30, 10_000],
    ["local", null, null],
  ] as const)("%s has %s a minute and %s a month", (tier, perMinute, perMonth) => {
    expect(planLimits(tier, none, null)).toMatchObject({ perMinute, perMonth });
  });

  it("takes pro from /key, and the operator's word over it", () => {
    expect(planLimits("pro", none, stated)).toMatchObject({
      perMinute: 500,
      perMonth: 500_000,
      perMinuteCeiling: null,
    });
    const own = { COINGECKO_MONTHLY_CREDITS: 1_000, COINGECKO_RATE_LIMIT_PER_MINUTE: 50 };
    expect(planLimits("pro", own, stated)).toEqual({
      perMinute: 50,
      perMonth: 1_000,
      perMinuteCeiling: 50,
      perMonthCeiling: 1_000,
    });
    expect(planLimits("local", own, null).perMinute).toBeNull();
  });
});
