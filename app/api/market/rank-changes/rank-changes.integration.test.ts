import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { webServices } from "@/app/api/web-services";
import { writeBoard } from "@/lib/cache/momentum-board";
import { writePastRankings } from "@/lib/cache/past-rankings";
import { forgetRankChanges, writeRankChanges } from "@/lib/cache/rank-changes";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { FIXTURE_TIME, snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { coinDetailSchema } from "@/lib/contracts/http/coin-answer";
import { problemSchema } from "@/lib/contracts/http/problem";
import { rankChangesListSchema } from "@/lib/contracts/http/rank-changes";
import { rankChangesFixture } from "@/lib/contracts/rank-changes.fixture";
import { toPastRanking } from "@/lib/momentum/past-ranking";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { GET as getCoin } from "../coin/[id]/route";
import { GET } from "./route";

let own: OwnRedis;
let admin: Redis;

const get = (query = "", headers: Record<string, string> = {}) =>
  GET(new Request(`http://test/api/market/rank-changes${query}`, { headers }), { params: Promise.resolve({}) });

async function changesOfCoin(id: string) {
  const response = await getCoin(new Request(`http://test/api/market/coin/${id}`), { params: Promise.resolve({ id }) });
  expect(response.status).toBe(200);
  return coinDetailSchema.parse(await response.json()).rank_changes;
}

/** The board before, as the store would give it for a window. */
function pastOf(window: RankWindow, before = snapshotFixture(900, 1).board.coins) {
  return toPastRanking(
    FIXTURE_TIME - rankWindows[window].lengthMs,
    before.map(({ asset: { id }, score, subScores }) => ({ id, score, subScores })),
  );
}

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  vi.stubEnv("REDIS_URL", own.url);
  vi.stubEnv("DATABASE_URL", process.env.TEST_DATABASE_URL ?? "");
  vi.stubEnv("LOG_LEVEL", "silent");
  admin = new Redis(own.url);
});
afterAll(async () => {
  admin.disconnect();
  await webServices().close();
  await own.remove();
});

describe("GET /market/rank-changes", () => {
  it("says that there is nothing before there is a board, and before there are changes", async () => {
    const before = await get();
    expect([before.status, before.headers.get("retry-after")]).toEqual([503, "5"]);
    const snapshot = snapshotFixture(900, 1);
    expect(await writeBoard(admin, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
    await vi.waitFor(async () => {
      const problem = problemSchema.parse(await (await get()).json());
      expect(problem).toMatchObject({ status: 503, detail: "No rank changes were computed yet." });
    });
  });

  it("lists a window with exact reasons, cut to the limit, and answers 304 to whoever has it", async () => {
    expect(
      await writeRankChanges(
        admin,
        1,
        rankWindowSchema.options.map((window) => rankChangesFixture(window, 1)),
      ),
    ).toBe(true);
    // What this process has read is asked for anew a few times a second.
    await vi.waitFor(async () => expect((await get("?since=15m")).status).toBe(200), { timeout: 10_000 });
    const list = rankChangesListSchema.parse(await (await get("?since=24h&limit=2")).json());
    expect(list).toMatchObject({ since: "24h", minutes: 1_440, sequence: 1, source: "live", entered_total: 1 });
    expect(list.changes).toHaveLength(2);
    expect(list.total).toBe(rankChangesFixture("24h", 1).total);
    expect(list.previous_at).toBe(new Date(FIXTURE_TIME - rankWindows["24h"].lengthMs).toISOString());
    const all = rankChangesListSchema.parse(await (await get("?limit=100")).json());
    for (const change of all.changes) {
      const { own: alone, others } = change.reasons;
      expect(change.rank_delta).toBe(change.current_rank - change.previous_rank);
      expect(change.positions_gained).toBe(0 - change.rank_delta);
      expect(alone.places + others.places).toBe(change.rank_delta);
      expect(others.moved + others.entered + others.left).toBe(others.places);
      const units = alone.parts.reduce((sum, { points }) => sum + Math.round(points * 1e4), 0);
      expect(units).toBe(Math.round(change.score_delta * 1e4));
    }
    const first = await get("?since=1h");
    const again = await get("?since=1h", { "if-none-match": first.headers.get("etag") ?? "" });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it.each([
    ["since", "2h", "15m, 1h, 24h or 7d"],
    ["limit", "0", "from 1 to 100"],
    ["limit", "101", "from 1 to 100"],
    ["limit", "many", "from 1 to 100"],
    ["limit", "1.5", "from 1 to 100"],
  ])("refuses %s=%s and says what is allowed", async (name, value, allowed) => {
    const response = await get(`?${name}=${value}`);
    expect(response.status).toBe(400);
    const problem = problemSchema.parse(await response.json());
    expect(problem.errors).toEqual([{ path: name, message: expect.stringContaining(allowed) }]);
  });
});

describe("the rank changes of one coin", () => {
  it("are there for any coin of the board, in every window that knew it", async () => {
    const windows = rankWindowSchema.options.map((window) => [window, pastOf(window)] as const);
    await writePastRankings(admin, new Map(windows));
    const last = await changesOfCoin("coin-880");
    expect(last.map(({ since, previous_rank }) => [since, previous_rank])).toEqual([
      ["15m", 881],
      ["1h", 881],
      ["24h", 881],
      ["7d", 881],
    ]);
    const without20 = snapshotFixture(900, 1).board.coins.filter((_, index) => index !== 20);
    await writePastRankings(admin, new Map([["1h", { ...pastOf("1h", without20), at: pastOf("1h").at + 1 }]]));
    expect(await changesOfCoin("coin-20")).toEqual([]);
    const [only, ...rest] = await changesOfCoin("coin-21");
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ since: "1h", rank_delta: 1, reasons: { own: { places: 0 }, others: { entered: 1 } } });
  });

  it("are not made from a ranking that is no longer near the window", async () => {
    const late = { ...pastOf("15m"), at: FIXTURE_TIME - rankWindows["15m"].lengthMs - 8 * 60_000 };
    await writePastRankings(admin, new Map([["15m", late]]));
    expect(await changesOfCoin("coin-30")).toEqual([]);
    await forgetRankChanges(admin);
    expect(await changesOfCoin("coin-30")).toEqual([]);
  });
});
