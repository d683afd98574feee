import { describe, expect, it } from "vitest";
import type { StatusReport } from "@/lib/contracts/status";
import type { WhaleWatch } from "@/lib/contracts/whales";
import { liveClock } from "@/lib/market/clock";
import { presentPairs, presentWhales } from "./present-whales";

const now = Date.UTC(2026, 10, 21, 14, 3, 7);
const watch: WhaleWatch = {
  state: "live",
  reason: "",
  pairs: 412,
  ambiguousPairs: 3,
  unmappedPairs: 40,
  trades: 1_204_000,
  tradesPerSecond: 231.4,
  duplicates: 2,
  gapsFound: 5,
  gapsFilled: 4,
  gapsOpen: 1,
  malformed: 0,
  reconnects: 1,
  backfilled: 400,
  lastTradeAt: now - 400,
};
const lines = (whales: WhaleWatch | null, toldAt = now - 3_000) =>
  presentWhales(
    { whales, whales_as_of: whales && new Date(toldAt).toISOString(), clock: liveClock } as StatusReport,
    now,
  );

describe("presentWhales", () => {
  it("says what is seen and what was repaired", () => {
    const [first, seen, repaired] = lines(watch);
    expect(first).toMatchObject({ state: "live", tone: "quiet" });
    expect(first?.cells[0]).toBe("412 pairs");
    expect(seen?.cells[1]).toBe("last day whole of 400 of 412 coins");
    expect(repaired).toMatchObject({ state: "4 of 5 gaps", tone: "stale" });
  });

  it("tells the reason of trouble, and why nothing is watched at all", () => {
    const down = lines({ ...watch, state: "down", reason: "Binance's trade stream is not connected." })[0];
    expect(down).toMatchObject({ state: "not working", tone: "danger" });
    expect(down?.cells).toContain("Binance's trade stream is not connected.");
    const off = lines({ ...watch, state: "unavailable", reason: "The recorded tape holds candles, not trades." });
    expect(off).toHaveLength(1);
    expect(off[0]).toMatchObject({ state: "off", cells: ["The recorded tape holds candles, not trades."] });
  });

  it("does not believe an old word", () => {
    expect(lines(watch, now - 300_000)[0]).toMatchObject({ tone: "stale" });
    expect(lines(watch, now - 300_000)[0]?.state).toContain("silent");
    expect(lines(null)).toEqual([]);
  });
});

describe("presentPairs", () => {
  it("lists pairs that are not guessed, with their reason", () => {
    const listed = [{ pair: "XUSDT", reason: "ambiguous" as const, candidates: ["x", "x-2"] }];
    const pairs = { venue: "binance", mapped_at: "", mapped: 300, unmapped: 80, ambiguous: 4, listed };
    const view = presentPairs({ pairs } as unknown as StatusReport);
    expect(view.summary).toBe(
      "300 pairs trade a proven coin; 80 do not, 4 of them because several coins fit. The first 1 are listed.",
    );
    expect(view.lines[0]).toMatchObject({ name: "XUSDT", state: "ambiguous", cells: ["x, x-2"] });
    expect(presentPairs({ pairs: null } as StatusReport).lines).toEqual([]);
  });
});
