import { expect, it } from "vitest";
import { isWatching, standingWatch } from "./standing-watch";
import type { WhaleBoard } from "./whales";

const NOW = Date.UTC(2026, 10, 21, 12);
const board: WhaleBoard = {
  writtenAt: NOW,
  watch: {
    state: "live",
    reason: "",
    pairs: 1,
    ambiguousPairs: 0,
    unmappedPairs: 0,
    trades: 0,
    tradesPerSecond: 0,
    duplicates: 0,
    gapsFound: 0,
    gapsFilled: 0,
    gapsOpen: 0,
    malformed: 0,
    reconnects: 0,
    backfilled: 1,
    lastTradeAt: null,
  },
  coins: [],
};

it("takes a watch at its word only while it writes, whatever it said last", () => {
  expect(standingWatch(board, NOW + 60_000, 1)?.state).toBe("live");
  const dead = standingWatch(board, NOW + 7 * 3_600_000, 1);
  expect(dead).toMatchObject({ state: "down", reason: "The whale watch has not reported for 7 h." });
  expect(isWatching(dead)).toBe(false);
  expect(standingWatch(null, NOW, 1)).toBeNull();
});

it("measures a market that runs faster by its own clock", () => {
  expect(standingWatch(board, NOW + 60 * 60_000, 60)?.state).toBe("live");
  expect(standingWatch(board, NOW + 120 * 60_000, 60)?.state).toBe("down");
});
