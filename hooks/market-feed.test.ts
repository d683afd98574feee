import { expect, it } from "vitest";
import { MarketFeed } from "./market-feed";

const patch = (sequence: number) => ({
  type: "top_update" as const,
  channel: "all",
  sequence,
  timestamp: "2026-11-21T14:03:07.000Z",
  as_of: "2026-11-21T14:03:00.000Z",
  data: [],
  removed: [],
});

const AS_OF = Date.parse("2026-11-21T14:03:00.000Z");

it("stays stale through a frame that brings no newer datum: it may carry an old board", () => {
  const feed = new MarketFeed({ asOf: AS_OF, stale: true, heardAt: 0 });
  feed.receive(patch(5));
  expect(feed.getState()).toMatchObject({ stale: true, sequence: 5, heardAt: Date.parse("2026-11-21T14:03:07.000Z") });
  feed.noteAnswer({ asOf: AS_OF, stale: false, sequence: 5 }, 99);
  expect(feed.getState().stale).toBe(false);
});

it("is current again with a frame that brings a newer datum, also where nothing reads a list", () => {
  const feed = new MarketFeed({ asOf: AS_OF - 1, stale: true, heardAt: 0 });
  feed.receive(patch(5));
  expect(feed.getState().stale).toBe(false);
});

it("hears of a new board from an answer too, and only from one with news", () => {
  const feed = new MarketFeed({ asOf: 1, stale: false, heardAt: 0 });
  feed.noteAnswer({ asOf: 1, stale: false, sequence: 7 }, 50);
  expect(feed.getState().heardAt).toBe(50);
  feed.receive(patch(8));
  feed.noteAnswer({ asOf: 1, stale: false, sequence: 8 }, 70);
  expect(feed.getState().heardAt).toBe(Date.parse("2026-11-21T14:03:07.000Z"));
});
