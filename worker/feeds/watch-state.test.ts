import { describe, expect, it } from "vitest";
import { judgeWatch, type WatchFacts } from "./watch-state";

const well: WatchFacts = {
  pairs: 10,
  connected: 10,
  everConnected: true,
  gapsOpen: 0,
  socketTrouble: "",
  restTrouble: "",
};

describe("the state of the watch", () => {
  it("is live without a word when nothing is wrong", () => {
    expect(judgeWatch(well)).toEqual({ state: "live", reason: "" });
  });

  it("is starting before the first connection, and down after one was lost or refused", () => {
    expect(judgeWatch({ ...well, connected: 0, everConnected: false }).state).toBe("starting");
    expect(judgeWatch({ ...well, connected: 0, socketTrouble: "silent" })).toEqual({
      state: "down",
      reason: "Binance's trade stream is not connected (silent); trying again.",
    });
    expect(judgeWatch({ ...well, connected: 0, everConnected: false, socketTrouble: "ECONNREFUSED" }).state).toBe(
      "down",
    );
    expect(judgeWatch({ ...well, pairs: 0, connected: 0 }).state).toBe("down");
  });

  it("tells the gravest of several troubles in words", () => {
    const troubled = { ...well, connected: 7, gapsOpen: 2, restTrouble: "Binance failed with HTTP 500" };
    expect(judgeWatch(troubled).reason).toBe("The trades of 3 of 10 pairs do not come in.");
    expect(judgeWatch({ ...troubled, connected: 10 }).reason).toContain("HTTP 500");
    expect(judgeWatch({ ...well, gapsOpen: 2 })).toMatchObject({ state: "degraded" });
  });
});
