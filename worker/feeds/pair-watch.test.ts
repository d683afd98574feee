import { expect, it } from "vitest";
import type { MappedPair } from "@/lib/market/pair";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { closePair, openPairWatch } from "./pair-watch";

const NOW = Date.UTC(2026, 10, 21, 12);
const MIN_USD = 100_000;
const pair: MappedPair = { pair: "ABCUSDT", coinId: "abc", multiplier: 1, volumeUsd24h: 1, trades24h: 1 };
const hours = Array.from({ length: 24 }, (_, index) => ({
  hour: NOW - (index + 1) * HOUR_MS,
  buyUsd: 0,
  sellUsd: 0,
  totalUsd: 1e6,
  orders: 0,
  watchedSeconds: 3_600,
}));
const stored = { cursor: { lastTrade: 1_000, lastAt: NOW }, hours, orders: [] };

/** A pair whose day is whole and whose open stream is known to have missed nothing. */
function openWatched() {
  const watch = openPairWatch(pair, stored, MIN_USD, NOW);
  watch.connectedWall = 1;
  watch.proven = true;
  return watch;
}

it("counts silence on a proven stream as watched", () => {
  expect(openWatched().read(NOW + 2 * HOUR_MS)).toMatchObject({ watchedHours: 24, confidence: 0, silence: null });
});

it("does not count the time for which a pair was closed as watched when it is opened again", () => {
  const watch = openWatched();
  closePair(watch, "not proven at present");
  watch.closed = null;
  expect(watch.read(NOW + 2 * HOUR_MS)).toMatchObject({ watchedHours: 22, confidence: null, silence: "not_recent" });
});

it("goes on speaking of a coin after a short restart, and is silent after a long one until the past was read", () => {
  const after = (pauseMs: number) => openPairWatch(pair, stored, MIN_USD, NOW + pauseMs).read(NOW + pauseMs);
  expect(after(10 * MINUTE_MS)).toMatchObject({ confidence: 0, silence: null });
  expect(after(2 * HOUR_MS)).toMatchObject({ confidence: null, silence: "back_fill" });
  expect(after(2 * DAY_MS)).toMatchObject({ confidence: null, silence: "back_fill", watchedHours: 0 });
});

it("says nothing of a coin once its stream has been away for half an hour", () => {
  const watch = openWatched();
  watch.caughtUp = true;
  watch.connectedWall = null;
  watch.proven = false;
  expect(watch.read(NOW + 20 * MINUTE_MS).silence).toBeNull();
  expect(watch.read(NOW + 40 * MINUTE_MS)).toMatchObject({ confidence: null, silence: "not_recent" });
});
