import { once } from "node:events";
import { get as ask, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { writeBoard } from "@/lib/cache/momentum-board";
import { writeRankChanges } from "@/lib/cache/rank-changes";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { listMomentum } from "@/lib/contracts/http/list-momentum";
import { momentumQuerySchema } from "@/lib/contracts/http/momentum-query";
import { methodsOf } from "@/lib/contracts/http/openapi";
import { rankChangesFixture } from "@/lib/contracts/rank-changes.fixture";
import { hotListNames, hotPaths } from "@/lib/http/hot-paths";
import { createWebServer } from "@/lib/http/web-server";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { findRoutes, type Instance, openInstance, type Route } from "./routes.fixture";

/** Lists of the market that are not answered from bytes, and why not. A new one fails here until it is hot or has its reason. */
const notHot: Record<string, string> = {
  "/api/status": "an instrument: every reading is taken when it is asked for",
  "/api/market/backtests": "changes every second while one runs, and is asked for by one page at a time",
};

const queries: Record<string, readonly string[]> = {
  "/market/momentum": [
    "",
    "per_page=7&page=3",
    "sort=name&order=asc&per_page=100",
    "q=coin-1&include_stable=true",
    "ids=coin-20,coin-21,nobody",
    "ids=coin-20%2Ccoin-21&unknown=1",
    "whale_only=1",
    "page=9999",
    "q=%F0%9F%9A%80",
    "sort=luck&page=0",
    "per_page=101",
  ],
  "/market/coins": ["", "page=2&per_page=30", "per_page=251"],
  "/market/rank-changes": ["", "since=24h&limit=3", "since=7d", "since=2h", "limit=0"],
  "/market/clusters": ["", "method=hdbscan", "method=kmeans", "method=dbscan"],
  "/market/scorecard": ["", "anything=1"],
};
const encodings = { identity: (body: Buffer) => body, gzip: gunzipSync, br: brotliDecompressSync };

const encodingNames = Object.keys(encodings) as (keyof typeof encodings)[];

const all = await findRoutes();
let instance: Instance;
let web: ReturnType<typeof createWebServer>;
const askedOfNext: string[] = [];
const snapshot = snapshotFixture(120, 1);

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** As the bytes come: `fetch` would decompress them. */
async function hot(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Reply> {
  const { port } = web.address() as AddressInfo;
  const request = ask({ host: "127.0.0.1", port, path, method, headers, agent: false });
  const [response] = await once(request, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

/** What Next would answer. */
async function cold(path: string, query: string, headers: Record<string, string> = {}): Promise<Reply> {
  const route = all.find((each) => each.method === "GET" && each.path === `/api${path}`) as Route;
  const request = new Request(`http://gq.example/api${path}${query && `?${query}`}`, { headers });
  const response = await route.handler(request, { params: Promise.resolve({}) });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

const SHARED_HEADERS = ["content-type", "cache-control", "vary", "ratelimit-limit"];

/** Refusals are short, so they come as they are. */
function expectSame(quick: Reply, slow: Reply, encoding: keyof typeof encodings): void {
  const sent = slow.status === 200 ? encoding : "identity";
  expect([quick.status, quick.headers["content-encoding"] ?? "identity"]).toEqual([slow.status, sent]);
  for (const name of SHARED_HEADERS) expect(quick.headers[name]).toBe(slow.headers[name]);
  expect(encodings[sent](quick.body).equals(slow.body)).toBe(true);
}

beforeAll(async () => {
  instance = await openInstance(process.env.TEST_DATABASE_URL, { MOMENTUM_PAGE_SIZE: "20" });
  const { access, hotLists, limit, log } = instance.services;
  web = createWebServer({
    hotLists,
    limit,
    guard: access.guard,
    methodsOf,
    handle: async (request, response) => {
      askedOfNext.push(request.url ?? "");
      response.end("Next");
    },
    upgrade: null,
    sidecars: [],
    development: false,
    log,
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  expect(await writeBoard(instance.redis, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
  await writeRankChanges(
    instance.redis,
    1,
    rankWindowSchema.options.map((window) => rankChangesFixture(window, 1)),
  );
  await vi.waitFor(async () => expect((await hot("/market/rank-changes")).status).toBe(200), { timeout: 10_000 });
});
beforeEach(() => {
  askedOfNext.length = 0;
});
afterAll(async () => {
  web.close();
  web.closeAllConnections();
  await instance.close();
});

it("is every list of the market, but for those that say why not", () => {
  const lists = all.filter(
    ({ method, path, handler }) =>
      method === "GET" && /^\/api\/(?:market\/[\w-]+|status)$/u.test(path) && typeof handler.access !== "object",
  );
  const known = [...hotPaths.keys(), ...Object.keys(notHot)].filter((path) => path.startsWith("/api/"));
  expect(lists.map(({ path }) => path).sort()).toEqual(known.sort());
  expect(Object.keys(queries).map((path) => hotPaths.get(path))).toEqual(hotListNames);
});

describe.each(Object.keys(queries))("%s", (path) => {
  it.each(queries[path] ?? [])("says before Next what its route handler would: ?%s", async (query) => {
    const slow = await cold(path, query);
    for (const address of [path, `/api${path}`]) {
      for (const encoding of encodingNames)
        expectSame(await hot(`${address}?${query}`, { "accept-encoding": encoding }), slow, encoding);
    }
    expect(askedOfNext).toEqual([]);
  });

  it("has one tag an encoding, 304 for whoever has it, and heads without bodies", async () => {
    const slow = await cold(path, "");
    const tags = new Set<string>();
    for (const encoding of encodingNames) {
      const headers = { "accept-encoding": encoding };
      const full = await hot(path, headers);
      const etag = full.headers.etag ?? "";
      tags.add(etag);
      const again = await hot(path, { ...headers, "if-none-match": `W/"old", ${etag}` });
      expect([again.status, again.body.byteLength, again.headers.etag]).toEqual([304, 0, etag]);
      expect([again.headers["content-encoding"], again.headers["content-type"]]).toEqual([undefined, undefined]);
      const head = await hot(path, headers, "HEAD");
      expect([head.status, head.body.byteLength, head.headers.etag]).toEqual([200, 0, etag]);
      expect(head.headers["content-length"]).toBe(`${full.body.byteLength}`);
      expect(head.headers["content-encoding"]).toBe(full.headers["content-encoding"]);
    }
    expect(tags.size).toBe(3);
    // Whoever got it from the route handler has it here too, and the other way round.
    const tag = String(slow.headers.etag);
    expect((await hot(path, { "accept-encoding": "identity", "if-none-match": tag })).status).toBe(304);
    expect((await cold(path, "", { "if-none-match": tag.replace(/^W\//u, "") })).status).toBe(304);
    expect((await hot(path, { "if-none-match": '"of-another-version"' })).status).toBe(200);
  });

  it("takes nothing but reading", async () => {
    const refused = await hot(path, {}, "DELETE");
    expect([refused.status, refused.headers.allow]).toEqual([405, "GET, HEAD"]);
  });
});

it("tells of the board what the board says", async () => {
  const query = { ...momentumQuerySchema.parse({ sort: "symbol", order: "asc", page: "2" }), per_page: 20 };
  const { body } = await hot("/market/momentum?sort=symbol&order=asc&page=2");
  expect(body.toString()).toBe(JSON.stringify(listMomentum(snapshot, query, Date.now())));
});

it("leaves the past to Next, however its name is written", async () => {
  await hot("/market/momentum?as_of=2026-01-01T00:00:00Z");
  await hot("/market/momentum?page=1&%61s_of=2026-01-01T00:00:00Z");
  expect(askedOfNext).toHaveLength(2);
});

it("holds no more than a board's worth: the next board empties it", async () => {
  const { hotLists } = instance.services;
  for (let page = 1; page <= 20; page += 1) await hot(`/market/momentum?per_page=5&page=${page}`);
  const before = hotLists.size();
  const next = snapshotFixture(120, 2);
  expect(await writeBoard(instance.redis, next, streamStateFixture(next), 1)).toBe(true);
  await vi.waitFor(
    async () => expect(JSON.parse((await hot("/market/momentum?per_page=1")).body.toString()).sequence).toBe(2),
    { timeout: 10_000 },
  );
  expect(hotLists.size()).toBeLessThan(before / 5);
});
