import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoredCoinFixture } from "@/lib/contracts/board.fixture";
import { applyBroadcast, type BroadcastRow, diffBroadcast } from "@/lib/momentum/broadcast";
import { createChannelUpdates, rowsOfChannel } from "./topics";

function row(id: string, rank: number | null, symbol = id.toUpperCase()): BroadcastRow {
  return {
    id,
    symbol,
    name: id,
    rank,
    momentum_score: 50,
    delta: 0,
    action: "HOLD",
    whale_confidence: null,
    pretrend_prob: null,
  };
}

describe("channels", () => {
  it("are the first fifty ranks, everything, or a symbol or id in any case", () => {
    const rows = [row("btc", 1), row("fifty", 50), row("later", 51), row("usdt", null), row("fake", 60, "BTC")];
    const ids = (channel: string) => rowsOfChannel(channel, rows).map(({ id }) => id);
    expect(ids("top50")).toEqual(["btc", "fifty"]);
    expect(ids("all")).toHaveLength(5);
    expect(ids("symbol:Btc")).toEqual(["btc", "fake"]);
    expect(ids("symbol:FAKE")).toEqual(["fake"]);
    expect(ids("symbol:nothing")).toEqual([]);
  });

  it("tell who left the top and who is gone", () => {
    const before = [row("a", 1), row("b", 50), row("c", 51), row("d", 7)];
    const changed = [row("b", 51), row("c", 50)];
    const after = applyBroadcast(before, changed, ["d"]);
    const update = createChannelUpdates({ before, after, changed, removed: ["d"] });
    expect(update("top50")).toEqual({ data: [changed[1]], removed: ["b", "d"] });
    expect(update("all")).toEqual({ data: changed, removed: ["d"] });
    expect(update("symbol:D")).toEqual({ data: [], removed: ["d"] });
    expect(update("symbol:b")).toEqual({ data: [changed[0]], removed: [] });
  });

  it("let a client that applies every update stay equal to a fresh snapshot", () => {
    const coins = fc
      .uniqueArray(fc.integer({ min: 0, max: 150 }), { minLength: 60, maxLength: 150 })
      .map((ids) => ids.map((index, rank) => scoredCoinFixture(index, { rank: rank + 1 })));
    fc.assert(
      fc.property(fc.array(coins, { minLength: 2, maxLength: 5 }), (boards) => {
        let before: BroadcastRow[] = [];
        const held = new Map(["top50", "all", "symbol:C3"].map((channel) => [channel, [] as BroadcastRow[]]));
        for (const board of boards) {
          const { rows, changed, removed } = diffBroadcast(before, board);
          const update = createChannelUpdates({ before, after: rows, changed, removed });
          for (const [channel, own] of held) {
            const { data, removed: left } = update(channel);
            held.set(channel, applyBroadcast(own, data, left));
            expect(held.get(channel)).toEqual(rowsOfChannel(channel, rows));
          }
          before = rows;
        }
      }),
      { numRuns: 60 },
    );
  });
});
