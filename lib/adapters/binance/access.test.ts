import { describe, expect, it } from "vitest";
import { resolveBinance } from "./access";

const bases = { BINANCE_API_BASE: "https://api.test/", BINANCE_WS_BASE: "wss://stream.test" };

describe("resolveBinance", () => {
  it("asks Binance in a live market", () => {
    expect(resolveBinance({ MARKET_SOURCE: "live", MARKET_SERVER_URL: "http://ours", ...bases })).toEqual({
      restBase: "https://api.test",
      wsBase: "wss://stream.test",
    });
  });

  it("asks our own market server in any other, never Binance", () => {
    expect(resolveBinance({ MARKET_SOURCE: "simulated", MARKET_SERVER_URL: "http://ours:8084/", ...bases })).toEqual({
      restBase: "http://ours:8084/binance",
      wsBase: "ws://ours:8084/binance",
    });
    expect(() => resolveBinance({ MARKET_SOURCE: "replay", MARKET_SERVER_URL: undefined, ...bases })).toThrow(
      "MARKET_SERVER_URL",
    );
  });
});
