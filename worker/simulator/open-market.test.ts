import { describe, expect, it } from "vitest";
import { readMarketServerEnv } from "@/lib/env";
import { marketNow } from "@/lib/market/clock";
import { openMarket } from "./open-market";

const STARTED = Date.UTC(2026, 10, 22);
const clockOf = async (changes: Record<string, string>) => {
  const env = readMarketServerEnv({ MARKET_SOURCE: "simulated", SIMULATOR_COINS: "20", ...changes });
  return (await openMarket(env, () => STARTED + 5_000)).clock;
};

describe("the clock of a simulated market", () => {
  it("is the wall's unless a speed is asked for", async () => {
    expect(marketNow(await clockOf({}), STARTED + 123)).toBe(STARTED + 123);
  });

  it("runs ahead from its beginning, and goes on there after a restart", async () => {
    const clock = await clockOf({ SIMULATOR_SPEED: "60", MARKET_CLOCK_STARTED_AT: `${STARTED}` });
    expect(marketNow(clock, STARTED)).toBe(STARTED);
    expect(marketNow(clock, STARTED + 1_000)).toBe(STARTED + 60_000);
  });

  it("begins when it is opened where nobody says when it began", async () => {
    const clock = await clockOf({ SIMULATOR_SPEED: "60" });
    expect(marketNow(clock, STARTED + 5_000)).toBe(STARTED + 5_000);
  });
});
