import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FIXTURE_TIME, snapshotFixture } from "@/lib/contracts/board.fixture";
import { coinsListSchema, momentumListSchema } from "@/lib/contracts/http/momentum";
import { problemSchema } from "@/lib/contracts/http/problem";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { matchesEtag } from "./answer";
import { coinsList, momentumList } from "./board-lists";
import { chooseEncoding } from "./choose-encoding";
import { clientAddress } from "./client-address";
import { createHotLists, type HotReading } from "./hot-lists";

function setUp(bytesMax?: number) {
  const state = {
    snapshot: snapshotFixture(200, 7) as BoardSnapshot | null,
    cutOff: false,
    now: FIXTURE_TIME,
    version: "1",
  };
  const source = { read: async () => state.snapshot, isCutOff: () => state.cutOff };
  const wallNow = () => state.now;
  const told = { count: 0, text: "the same" };
  const silent = { query: z.object({}), read: async () => ({ board: null, version: "", tell: () => null }) };
  const lists = createHotLists(
    {
      momentum: momentumList(source, { whaleConfidenceMin: 0.6, perPage: 20 }, wallNow),
      coins: coinsList(source, wallNow),
      rankChanges: silent,
      clusters: silent,
      scorecard: {
        query: z.object({}),
        async read(): Promise<HotReading> {
          const { version } = state;
          return { board: null, version, tell: () => ({ told: ++told.count && told.text, much: "x".repeat(1_000) }) };
        },
      },
    },
    bytesMax,
  );
  const ask = (query: string, encoding: "identity" | "gzip" | "br" = "identity", tag?: string) =>
    lists.answer("momentum", query, encoding, tag);
  return { state, lists, ask, told };
}
const text = (body: string | Uint8Array | null) => Buffer.from(body ?? "").toString("utf8");

describe("hot lists", () => {
  it("gives the same bytes for equal queries and the same list in every encoding", async () => {
    const { ask } = setUp();
    const plain = await ask("per_page=10&page=2&unknown=1");
    expect((await ask("page=2&per_page=10")).body).toBe(plain.body);
    const list = momentumListSchema.parse(JSON.parse(text(plain.body)));
    expect(list).toMatchObject({ page: 2, per_page: 10, total: 200, total_pages: 20, sequence: 7, stale: false });
    const gzip = await ask("page=2&per_page=10", "gzip");
    const br = await ask("page=2&per_page=10", "br");
    expect(gunzipSync(gzip.body as Buffer).toString()).toBe(text(plain.body));
    expect(brotliDecompressSync(br.body as Buffer).toString()).toBe(text(plain.body));
    expect(new Set([plain, gzip, br].map(({ headers }) => headers.etag)).size).toBe(3);
    expect(br.headers).toMatchObject({
      "content-encoding": "br",
      vary: "Accept-Encoding",
      "cache-control": "no-cache",
    });
  });

  it("uses the configured page size only when none is named", async () => {
    const { ask } = setUp();
    expect(JSON.parse(text((await ask("")).body)).per_page).toBe(20);
    expect(JSON.parse(text((await ask("per_page=50")).body)).per_page).toBe(50);
  });

  it("answers 304 for its own tag and new bytes for a new version", async () => {
    const { ask, state } = setUp();
    const first = await ask("", "br");
    const again = await ask("", "br", first.headers.etag);
    expect(again).toMatchObject({ status: 304, body: null });
    expect(again.headers).not.toHaveProperty("content-length");
    expect(again.headers.etag).toBe(first.headers.etag);
    expect((await ask("", "gzip", first.headers.etag)).status).toBe(200);
    state.snapshot = snapshotFixture(200, 8);
    expect((await ask("", "br", first.headers.etag)).status).toBe(200);
  });

  it("says stale as soon as it is, and keeps serving", async () => {
    const { ask, state } = setUp();
    const fresh = await ask("");
    state.now += 601_000;
    const stale = await ask("", "identity", fresh.headers.etag);
    expect(stale.status).toBe(200);
    expect(JSON.parse(text(stale.body)).stale).toBe(true);
    state.now = FIXTURE_TIME;
    state.cutOff = true;
    expect(JSON.parse(text((await ask("")).body)).stale).toBe(true);
  });

  it("compresses once for everybody who asks at the same moment, and not at all for who has it", async () => {
    const { ask, lists } = setUp();
    const plain = await ask("");
    const before = lists.size();
    const tag = plain.headers.etag?.replace(/"$/u, '-br"');
    expect((await ask("", "br", tag)).status).toBe(304);
    expect(lists.size()).toBe(before);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask("", "br")));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    const made = await ask("", "br");
    expect(made.headers.etag).toBe(tag);
    expect(lists.size()).toBe(before + (made.body as Buffer).byteLength);
  });

  it("makes a list anew when its own version changes, and keeps what was compressed when it says the same", async () => {
    const { lists, state, told, ask } = setUp();
    const read = () => lists.answer("scorecard", "", "br");
    const first = await read();
    expect((await read()).body).toBe(first.body);
    expect(told.count).toBe(1);
    state.version = "2";
    expect((await read()).body).toBe(first.body);
    expect(told.count).toBe(2);
    told.text = "another";
    state.version = "3";
    const third = await read();
    expect(third.headers.etag).not.toBe(first.headers.etag);
    // A list that rests on no board stays while boards come, until one empties the cache.
    await ask("");
    expect(brotliDecompressSync((await read()).body as Buffer).toString()).toContain("another");
  });

  it("forgets the answers of a board when the next one comes, also one that was being compressed", async () => {
    const { ask, state, lists } = setUp();
    await ask("per_page=100");
    const late = ask("per_page=100", "br");
    state.snapshot = snapshotFixture(200, 8);
    const { body } = await ask("per_page=1");
    await late;
    expect(lists.size()).toBeLessThan((body as Buffer).byteLength + 1_000);
  });

  it("never holds more than it may, except the answer it just gave", async () => {
    const { ask, lists } = setUp(100_000);
    for (let page = 1; page <= 10; page += 1) {
      const answer = await ask(`per_page=20&page=${page}`, "gzip");
      expect(lists.size()).toBeLessThanOrEqual(100_000 + 2 * (answer.body as Buffer).byteLength + 60_000);
    }
    const before = lists.size();
    await ask("per_page=20&page=10", "gzip");
    expect(lists.size()).toBe(before);
  });

  it("refuses nonsense by name, and has a 503 only when there never was a board", async () => {
    const { ask, state, lists } = setUp();
    const refused = await ask("sort=luck&page=0&per_page=1000");
    expect(refused.status).toBe(400);
    const problem = problemSchema.parse(JSON.parse(text(refused.body)));
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(["page", "per_page", "sort"]);
    expect(problem.detail).toContain("from 1 to 100");
    expect(problem.detail).toContain("momentum_score");
    state.snapshot = null;
    expect(await ask("")).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect((await lists.answer("coins", "per_page=251", "identity")).status).toBe(400);
  });

  it("lists all coins by market cap", async () => {
    const { lists } = setUp();
    const answer = await lists.answer("coins", "", "identity");
    const list = coinsListSchema.parse(JSON.parse(text(answer.body)));
    expect(list.coins).toHaveLength(200);
    expect(list.per_page).toBe(250);
    const caps = list.coins.map((coin) => coin.market_cap ?? 0);
    expect(caps).toEqual(caps.toSorted((a, b) => b - a));
  });

  it("answers any query string with 200 or 400, never an exception", async () => {
    const { ask } = setUp();
    const names = [
      "page",
      "per_page",
      "sort",
      "order",
      "q",
      "ids",
      "min_marketcap",
      "min_score",
      "action",
      "as_of",
      "__proto__",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...names), fc.string({ unit: "binary" }))), async (pairs) => {
        const { status } = await ask(new URLSearchParams(pairs).toString());
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });
});

describe("talking HTTP", () => {
  it("chooses the best encoding that is not refused", () => {
    expect(chooseEncoding(undefined)).toBe("identity");
    expect(chooseEncoding("gzip, deflate, br")).toBe("br");
    expect(chooseEncoding("gzip;q=1.0, br;q=0")).toBe("gzip");
    expect(chooseEncoding("*;q=0")).toBe("identity");
    expect(chooseEncoding("*")).toBe("br");
    expect(chooseEncoding("identity")).toBe("identity");
  });

  it("matches tags in lists, weak ones and any", () => {
    expect(matchesEtag('"a", W/"b"', '"b"')).toBe(true);
    expect(matchesEtag("*", '"b"')).toBe(true);
    expect(matchesEtag('"bb"', '"b"')).toBe(false);
    expect(matchesEtag(null, '"b"')).toBe(false);
  });

  it("believes a forwarded address only from a neighbour, and only the last one", () => {
    expect(clientAddress("::ffff:127.0.0.1", "1.2.3.4, 203.0.113.9")).toBe("203.0.113.9");
    expect(clientAddress("198.51.100.7", "203.0.113.9")).toBe("198.51.100.7");
    expect(clientAddress("10.0.0.5", "not an address")).toBe("10.0.0.5");
    expect(clientAddress("172.20.0.3", "2001:db8::1")).toBe("2001:db8::1");
    expect(clientAddress(undefined, undefined)).toBe("unknown");
  });
});
