import { describe, expect, it } from "vitest";
import { toRankChangesData } from "@/lib/contracts/http/rank-changes-wire";
import { rankChangesFixture } from "@/lib/contracts/rank-changes.fixture";
import { fellBehind } from "./fell-behind";
import { followMoves, holdMoves } from "./follow-moves";
import {
  emptySentence,
  filterMoves,
  filterNewcomers,
  footSentence,
  newcomersTitle,
  presentMove,
  presentNewcomer,
} from "./present-feed";

const data = toRankChangesData(rankChangesFixture("15m", 1));
const [first, second, third] = data.changes;
const later = "2026-11-21T12:05:00.000Z";
const everything = { text: "", direction: "all" as const };

describe("a feed that is read", () => {
  it("dates a move from when it was first told with these ranks", () => {
    const told = followMoves([], [first!, second!]);
    const next = followMoves(told, [
      { ...first!, timestamp: later },
      { ...second!, current_rank: second!.current_rank + 1, timestamp: later },
      { ...third!, timestamp: later },
    ]);
    expect(next.map(({ since }) => since)).toEqual([
      Date.parse(first!.timestamp),
      Date.parse(later),
      Date.parse(later),
    ]);
  });

  it("keeps its rows and their places under the reader's eyes, and says how many wait", () => {
    const shown = followMoves([], [first!, second!]);
    const newest = followMoves(shown, [third!, { ...second!, score_delta: 9 }]);
    const held = holdMoves(shown, newest, false);
    expect(held.waiting).toBe(1);
    expect(held.shown.map(({ change }) => change.id)).toEqual([first!.id, second!.id]);
    expect(held.shown[1]?.change.score_delta).toBe(9);
    expect(holdMoves(shown, newest, true)).toEqual({ shown, waiting: 1 });
  });
});

describe("a feed in words", () => {
  it("says places gained, ranks, time and reasons, own factors first", () => {
    const change = {
      ...first!,
      symbol: "PYTH",
      name: "Pyth",
      current_rank: 3,
      previous_rank: 12,
      rank_delta: -9,
      direction: "up" as const,
      score_delta: 7.3,
      reasons: {
        own: {
          places: -7,
          parts: [
            { name: "volume_spike" as const, points: 6.1 },
            { name: "rsi_signal" as const, points: 1.2 },
          ],
        },
        others: { places: -2, moved: -2, entered: 0, left: 0 },
      },
    };
    const view = presentMove({ change, since: Date.UTC(2026, 10, 21, 14, 2) });
    expect(view).toMatchObject({ direction: "up", places: "9", symbol: "PYTH", ranks: "12→3", time: "14:02" });
    expect(view.reasons).toBe("volume +6.1 · RSI +1.2 · others +2");
    const crowded = {
      ...change.reasons,
      own: { places: -7, parts: [...change.reasons.own.parts, { name: "ma_cross" as const, points: 0.5 }] },
    };
    expect(presentMove({ change: { ...change, reasons: crowded }, since: 0 }).reasons).toBe(
      "volume +6.1 · RSI +1.2 · … · others +2",
    );
    expect(view.spoken).toMatch(/^PYTH Pyth, up 9 places, was 12, now 3: volume/);
    expect(view.exact).toContain("+7 places");
  });

  it("lists newcomers apart", () => {
    expect(presentNewcomer({ ...data.entered[0]!, symbol: "JUP", current_rank: 44 })).toMatchObject({
      symbol: "JUP",
      ranks: "new→44",
    });
    expect(newcomersTitle(data)).toBe("New, 1 coin");
    expect(newcomersTitle({ ...data, entered_total: 2_400 })).toBe("New, 1 of 2,400 coins");
  });

  it("filters by text and direction", () => {
    const moves = followMoves([], data.changes);
    const ups = filterMoves(moves, { text: "", direction: "up" });
    expect(ups.length).toBeGreaterThan(0);
    expect(ups.every(({ change }) => change.rank_delta < 0)).toBe(true);
    expect(filterMoves(moves, { text: "c37", direction: "all" }).map(({ change }) => change.symbol)).toEqual(["C37"]);
    expect(filterMoves(moves, { text: "", direction: "new" })).toEqual([]);
    expect(filterNewcomers(data.entered, { text: "", direction: "new" })).toHaveLength(1);
    expect(filterNewcomers(data.entered, { text: "", direction: "down" })).toEqual([]);
  });

  it("says why it is empty, each reason in its own words", () => {
    expect(emptySentence(data, everything, 3)).toBeNull();
    expect(emptySentence(data, everything, 0)).toBe("No coin moved by 1 point and changed rank in the last 15 min.");
    expect(emptySentence(data, { ...everything, text: "zzz" }, 0)).toBe("No change matches.");
    expect(emptySentence({ ...data, since: "7d", previous_at: null }, everything, 0)).toBe(
      "No ranking from 7 d ago is stored yet. Changes come with the first one.",
    );
  });

  it("says what it is compared with and how much of it is listed", () => {
    expect(footSentence(data)).toBe(`${data.total} changes since 11:45 UTC`);
    const week = { ...toRankChangesData(rankChangesFixture("7d", 1)), total: 1_412 };
    expect(footSentence(week)).toBe(`${week.changes.length} of 1,412 changes since 14 Nov 12:00 UTC`);
    expect(footSentence({ ...data, previous_at: null })).toBe("");
  });
});

it("says that the changes are old when the rows beside them are two full refreshes newer, and never without rows", () => {
  const cadences = [
    { kind: "fast" as const, everySeconds: 30, refreshedAt: 0 },
    { kind: "full" as const, everySeconds: 300, refreshedAt: 0 },
  ];
  expect(fellBehind(0, 600_000, cadences)).toBe(false);
  expect(fellBehind(0, 600_001, cadences)).toBe(true);
  expect(fellBehind(0, null, cadences)).toBe(false);
  expect(fellBehind(0, 600_001, [])).toBe(false);
});
