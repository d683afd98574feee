import { expect, it } from "vitest";
import { FIXTURE_TIME, snapshotFixture } from "@/lib/contracts/board.fixture";
import { rankChangesFixture } from "@/lib/contracts/rank-changes.fixture";
import { MINUTE_MS } from "@/lib/market/units";
import { rankChangesQuerySchema } from "./rank-changes";
import { listRankChanges } from "./rank-changes-wire";

const query = rankChangesQuerySchema.parse({});

/** A board of now, and the changes that were told with the board of this sequence so many minutes ago. */
function isStale(sequence: number, minutesAgo: number): boolean {
  const now = FIXTURE_TIME + 60 * MINUTE_MS;
  const { board } = snapshotFixture(40, 9);
  board.writtenAt = now;
  board.full = { ...board.full!, refreshedAt: now };
  const changes = { ...rankChangesFixture("15m", sequence), writtenAt: now - minutesAgo * MINUTE_MS };
  return listRankChanges(changes, query, board, now, { cutOff: false }).stale;
}

it("calls changes stale that are not told any more, though the board goes on, and none that are only a moment behind", () => {
  expect(isStale(9, 0)).toBe(false);
  expect(isStale(8, 5)).toBe(false);
  expect(isStale(8, 10)).toBe(false);
  expect(isStale(7, 11)).toBe(true);
});
