import pino from "pino";
import { describe, expect, it } from "vitest";
import type { InboxItem, InboxState } from "@/lib/contracts/inbox";
import { followInbox } from "./follow-inbox";

const item = (key: string): InboxItem => ({
  key,
  alert_id: "a",
  coin_id: "bitcoin",
  symbol: "BTC",
  time: "2026-11-21T12:00:00.000Z",
  value: 1,
  reason: "BTC score 81",
  already_true: false,
  late: false,
});
const state = (sequence: number, ...keys: string[]): InboxState => ({ sequence, items: keys.map(item) });

function follow(stored: { value: InboxState }) {
  const told: [number, string[], string[] | null][] = [];
  const follower = followInbox({
    read: async () => stored.value,
    onInbox: (inbox, added) =>
      told.push([inbox.sequence, inbox.items.map(({ key }) => key), added?.items.map(({ key }) => key) ?? null]),
    log: pino({ level: "silent" }),
  });
  return { follower, told, settled: () => new Promise((resolve) => setTimeout(resolve)) };
}

describe("the inbox on the stream", () => {
  it("adds what follows, and starts over from what is stored when something was missed or Redis was wiped", async () => {
    const stored = { value: state(3, "c", "b", "a") };
    const { follower, told, settled } = follow(stored);
    follower.resync();
    await settled();
    follower.take(state(4, "d"));
    follower.take(state(4, "d"));
    stored.value = state(6, "f", "e", "d");
    follower.take(state(6, "f"));
    await settled();
    follower.resync();
    await settled();
    stored.value = state(1, "x");
    follower.take(state(1, "x"));
    await settled();
    follower.stop();
    follower.take(state(2, "y"));
    expect(told).toEqual([
      [3, ["c", "b", "a"], null],
      [4, ["d", "c", "b", "a"], ["d"]],
      [6, ["f", "e", "d"], null],
      [1, ["x"], null],
    ]);
  });
});
