import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Redis } from "ioredis";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeBoard } from "@/lib/cache/momentum-board";
import { writeBeat } from "@/lib/cache/process-beats";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { healthSchema } from "@/lib/contracts/http/health";
import {
  coinDetailSchema,
  coinsListSchema,
  momentumHistoryListSchema,
  momentumListSchema,
  momentumSortSchema,
} from "@/lib/contracts/http/momentum";
import { problemSchema } from "@/lib/contracts/http/problem";
import { statusReportSchema } from "@/lib/contracts/status";
import { streamLimits } from "@/lib/contracts/stream";
import { createWebServer } from "@/lib/http/web-server";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { webServices } from "./web-services";

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

/** What Next does with our handlers, in a few lines: find the route by its path and carry the answer over. */
async function handleLikeNext(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://test");
  const path = url.pathname.replace(/^\/api/u, "");
  const coin = /^\/market\/coin\/([^/]+)$/u.exec(path)?.[1];
  const routes: Record<string, () => Promise<{ GET: unknown }>> = {
    "/market/momentum": () => import("./market/momentum/route"),
    "/market/coins": () => import("./market/coins/route"),
    "/health": () => import("./health/route"),
    "/status": () => import("./status/route"),
    "/docs": () => import("./docs/route"),
    "/openapi.json": () => import("./openapi.json/route"),
  };
  const load = coin === undefined ? routes[path] : () => import("./market/coin/[id]/route");
  if (load === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { GET } = await load();
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const params = Promise.resolve((coin === undefined ? {} : { id: decodeURIComponent(coin) }) as never);
  const answer = await (GET as Handler)(new Request(url, { headers }), { params });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

describe("the HTTP interface", () => {
  let own: OwnRedis;
  let store: TestDatabase;
  let server: Server;
  let base: string;
  let admin: Redis;
  const snapshot = snapshotFixture(120, 5);

  const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers });
  const json = async (path: string, headers = {}) => (await get(path, headers)).json();

  beforeAll(async () => {
    own = await createOwnRedis();
    await own.start();
    store = await createTestDatabase(process.env.TEST_DATABASE_URL);
    vi.stubEnv("REDIS_URL", own.url);
    vi.stubEnv("DATABASE_URL", store.url);
    vi.stubEnv("LOG_LEVEL", "silent");
    const { hotLists, limit, log } = webServices();
    server = createWebServer({
      hotLists,
      limit,
      handle: handleLikeNext,
      upgrade: null,
      sidecar: null,
      development: false,
      log,
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    admin = new Redis(own.url, { lazyConnect: false });
    admin.on("error", () => undefined);
  });
  afterAll(async () => {
    admin.disconnect();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await webServices().close();
    await own.remove();
    await store.remove();
  });

  it("has no answer but 503 before the first board, and is healthy all the same", async () => {
    for (const path of ["/api/market/momentum", "/market/coins", "/api/market/coin/bitcoin"]) {
      const response = await get(path);
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      problemSchema.parse(await response.json());
    }
    expect(await json("/api/health")).toMatchObject({ status: "starting", sequence: null });
    const status = statusReportSchema.parse(await json("/api/status"));
    expect(status.summary).toContain("No market data has arrived yet.");
  });

  it("serves the list on both paths, hot and through the route handler alike", async () => {
    expect(await writeBoard(admin, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
    await vi.waitFor(async () => expect((await get("/api/market/momentum")).status).toBe(200));
    const hot = await json("/api/market/momentum?per_page=10&page=2&sort=name&order=asc");
    momentumListSchema.parse(hot);
    expect(await json("/market/momentum?per_page=10&page=2&sort=name&order=asc")).toEqual(hot);
    const { GET } = await import("./market/momentum/route");
    const request = new Request(`${base}/api/market/momentum?per_page=10&page=2&sort=name&order=asc`);
    const slow = await GET(request, { params: Promise.resolve({}) });
    expect(await slow.json()).toEqual(hot);
    coinsListSchema.parse(await json("/api/market/coins"));
  });

  it("understands every parameter", async () => {
    for (const sort of momentumSortSchema.options) {
      for (const order of ["asc", "desc"]) {
        momentumListSchema.parse(await json(`/market/momentum?sort=${sort}&order=${order}&per_page=100`));
      }
    }
    const total = async (query: string) => (await json(`/market/momentum?${query}`)).total;
    expect(await total("q=coin-11")).toBe(10 + 1);
    expect(await total("ids=coin-20,coin-21,nobody")).toBe(2);
    expect(await total("min_marketcap=100000000")).toBe(10);
    expect(await total("max_marketcap=100000000")).toBe(111);
    expect(await total("min_volume=1000000")).toBe(4);
    expect(await total("min_score=99.4")).toBe(34);
    expect(await total("action=hold")).toBe(120);
    expect(await total("action=BUY,EXIT")).toBe(0);
    expect(await total("action=buy,%20hold")).toBe(120);
    expect(await total("whale_only=true")).toBe(0);
    expect(await total("cluster_id=3")).toBe(0);
    expect(await total("include_stable=true")).toBe(120);
    expect((await json("/market/momentum?page=999")).results).toEqual([]);
  });

  it.each([
    ["page", "0", "from 1 to"],
    ["page", "x", "whole number"],
    ["per_page", "101", "to 100"],
    ["sort", "luck", "momentum_score"],
    ["order", "sideways", "asc"],
    ["min_marketcap", "-1", "0 or more"],
    ["max_marketcap", "NaN", "0 or more"],
    ["min_volume", "much", "0 or more"],
    ["min_score", "101", "0 to 100"],
    ["action", "PANIC", "TRIM"],
    ["whale_only", "perhaps", "true or false"],
    ["include_stable", "2", "true or false"],
    ["cluster_id", "1.5", "whole number"],
    ["as_of", "yesterday", "2025-04-07T12:00:00Z"],
    ["q", "x".repeat(101), "100"],
  ])("refuses %s=%s and says what is allowed", async (name, value, allowed) => {
    const response = await get(`/api/market/momentum?${name}=${value}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const problem = problemSchema.parse(await response.json());
    expect(problem.errors?.[0]?.path).toBe(name);
    expect(problem.errors?.[0]?.message).toContain(allowed);
  });

  it.each(["/market/coin/%E0%A4%A", "/api/market/coin/%zz", "/%"])("refuses the broken escape in %s", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(problemSchema.parse(await response.json()).errors?.[0]?.path).toBe("path");
  });

  it("compresses, tags and answers 304", async () => {
    const response = await get("/api/market/momentum", { "accept-encoding": "br" });
    expect(response.headers.get("content-encoding")).toBe("br");
    const etag = response.headers.get("etag") ?? "";
    const again = await get("/api/market/momentum", { "accept-encoding": "br", "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(etag);
    const detail = await get("/api/market/coin/coin-50");
    const tag = detail.headers.get("etag") ?? "";
    expect((await get("/api/market/coin/coin-50", { "if-none-match": tag })).status).toBe(304);
    const head = await fetch(`${base}/api/market/coins`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await fetch(`${base}/api/market/coins`, { method: "POST", body: "{}" })).status).toBe(405);
    expect(
      (
        await fetch(`${base}/api/health`, { method: "POST", body: "x".repeat(2_000_000) }).catch(() => ({
          status: 413,
        }))
      ).status,
    ).toBe(413);
  });

  it("explains one coin with its history, by id or symbol, and says what it cannot find", async () => {
    const keys = await upsertCoins(
      store.database,
      snapshot.board.coins.map(({ asset }) => asset),
    );
    // Late in its slot, so that the moment cannot be mistaken for the slot's start.
    const written = Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000 + 240_000;
    await writeMomentumSlot(store.database, written, snapshot.board.coins, keys, 120);
    const detail = coinDetailSchema.parse(await json("/market/coin/c50"));
    expect(detail).toMatchObject({ id: "coin-50", history_available: true, sequence: 5 });
    expect(detail.rank_history).toMatchObject([{ timestamp: written / 1_000, rank: 51 }]);
    expect((await get("/market/coin/__proto__")).status).toBe(200);
    const unknown = await get("/market/coin/does-not-exist");
    expect([unknown.status, problemSchema.parse(await unknown.json()).detail]).toEqual([
      404,
      "No coin has the id or symbol does-not-exist.",
    ]);
    const past = momentumHistoryListSchema.parse(
      await json(`/market/momentum?as_of=${new Date(written + 1_000).toISOString()}&per_page=5`),
    );
    expect(past).toMatchObject({ total: 120, as_of: new Date(written).toISOString(), sequence: null });
    expect(past.results[0]).toMatchObject({ rank: 1, action: null, market_cap: null, flags: null });
    for (const before of [new Date(written - 1).toISOString(), "2001-01-01T00:00:00Z"]) {
      expect((await get(`/market/momentum?as_of=${before}`)).status).toBe(404);
    }
    // What an earlier replay left in this market's future is no past.
    await writeMomentumSlot(store.database, Date.now() + 3_600_000, snapshot.board.coins, keys, 120);
    const late = new Date(Date.now() + 7_200_000).toISOString();
    expect(await json(`/market/momentum?as_of=${late}`)).toMatchObject({ as_of: new Date(written).toISOString() });
  });

  it("offers candidates for an ambiguous symbol", async () => {
    const twins = snapshotFixture(120, 6);
    for (const coin of twins.board.coins.slice(30, 33)) coin.asset.symbol = "TWIN";
    expect(await writeBoard(admin, twins, streamStateFixture(twins), 5)).toBe(true);
    await vi.waitFor(async () => expect((await get("/market/coin/twin")).status).toBe(300));
    const problem = problemSchema.parse(await json("/market/coin/twin"));
    expect(problem.candidates?.map(({ id }) => id)).toEqual(["coin-30", "coin-31", "coin-32"]);
  });

  it("describes every route and schema, and shows it to people", async () => {
    const document = await json("/openapi.json");
    const files = readdirSync("app/api", { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith("/route.ts"),
    );
    const paths = files.map((file) => `/api/${file.replace(/\/route\.ts$/u, "").replaceAll(/\[(\w+)\]/gu, "{$1}")}`);
    expect(Object.keys(document.paths).sort()).toEqual(paths.sort());
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/gu)].map(
      ([, name]) => name ?? "",
    );
    expect([...new Set(references)].sort()).toEqual(Object.keys(document.components.schemas).sort());
    for (const { get: operation } of Object.values<{ get: { parameters?: { description: string }[] } }>(
      document.paths,
    )) {
      for (const { description } of operation.parameters ?? []) expect(description).toMatch(/\.$/u);
    }
    const page = await (await get("/docs")).text();
    for (const name of [...paths, ...Object.keys(document.components.schemas)]) expect(page).toContain(name);
    for (const limit of Object.values(streamLimits)) expect(page).toContain(`${limit} `);
    expect(page).toContain("/ws/momentum");
    expect(page).not.toMatch(/<script|https?:\/\/(?!127)/u);
  });

  it("reports processes and stores, and shows what is missing instead of failing", async () => {
    await writeBeat(admin, {
      role: "worker",
      id: "w1",
      pid: 1,
      startedAt: 0,
      seenAt: Date.now(),
      memoryBytes: 1,
      eventLoopDelayMs: 0,
      readings: {},
    });
    const status = statusReportSchema.parse(await json("/api/status"));
    expect(status.processes.map(({ role }) => role)).toContain("worker");
    expect(status.stores).toMatchObject({ redis: { ok: true }, postgres: { ok: true } });
    expect(status.queues).toHaveLength(5);
    expect(status.board).toMatchObject({ sequence: 6, coins: 120 });
    expect(status.summary).toContain("No sign of life from web and stream.");
  });

  it("limits strangers, counts them together and says when to come back", async () => {
    const headers = { "x-forwarded-for": "198.51.100.77" };
    const first = await get("/api/market/coins?per_page=1", headers);
    expect(first.headers.get("ratelimit-limit")).toBe("600");
    expect(first.headers.get("ratelimit-remaining")).toBe("599");
    await Promise.all(
      Array.from({ length: 599 }, () => get("/api/market/coins?per_page=1", headers).then((r) => r.text())),
    );
    for (const path of ["/api/market/coins", "/api/health"]) {
      const refused = await get(path, headers);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(problemSchema.parse(await refused.json()).status).toBe(429);
    }
    expect((await get("/api/market/coins", { "x-forwarded-for": "198.51.100.78" })).status).toBe(200);
  });

  it("keeps serving the last good board, as stale, while Redis is away, and recovers by itself", async () => {
    await own.kill();
    await vi.waitFor(async () => expect((await json("/api/market/momentum")).stale).toBe(true), { timeout: 10_000 });
    expect((await get("/api/market/coin/coin-50")).status).toBe(200);
    expect((await get("/api/market/coins", { "x-forwarded-for": "198.51.100.99" })).status).toBe(200);
    expect(healthSchema.parse(await json("/api/health")).status).toBe("degraded");
    const status = statusReportSchema.parse(await json("/api/status"));
    expect(status.stores.redis.ok).toBe(false);
    expect(status.summary).toContain("Redis cannot be reached.");
    await own.start();
    const next = snapshotFixture(50, 7);
    next.board.full = { ...next.board.full!, refreshedAt: Date.now() };
    await vi.waitFor(() => writeBoard(admin, next, streamStateFixture(next), 0), { timeout: 10_000 });
    await vi.waitFor(
      async () => expect(await json("/api/market/momentum")).toMatchObject({ sequence: 7, stale: false, total: 50 }),
      { timeout: 10_000 },
    );
  });

  it("answers without Postgres: no history, no failure", async () => {
    await store.administer("alter database $database with allow_connections false");
    await store.administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '$database'");
    const detail = coinDetailSchema.parse(await json("/api/market/coin/coin-20"));
    expect(detail).toMatchObject({ rank_history: [], history_available: false });
    const past = await get("/api/market/momentum?as_of=2026-01-01T00:00:00Z");
    expect(past.status).toBeGreaterThanOrEqual(500);
    problemSchema.parse(await past.json());
    expect(statusReportSchema.parse(await json("/api/status")).stores.postgres.ok).toBe(false);
    await store.administer("alter database $database with allow_connections true");
    await vi.waitFor(async () => expect((await json("/api/market/coin/coin-20")).history_available).toBe(true), {
      timeout: 10_000,
    });
  });
});

describe("handing sockets over", () => {
  const log = pino({ level: "silent" });
  const limit = () => ({ headers: {}, refusal: null });
  const hotLists = { answer: async () => ({ status: 200, headers: {}, body: null }), size: () => 0 };

  async function front(sidecarPort: number) {
    const server = createWebServer({
      hotLists,
      limit,
      handle: async (_request, response) => void response.end(),
      upgrade: null,
      sidecar: { host: "127.0.0.1", port: sidecarPort },
      development: false,
      log,
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { server, port: (server.address() as AddressInfo).port };
  }

  async function ask(port: number, path: string): Promise<string> {
    const socket = connect({ port, host: "127.0.0.1" });
    let text = "";
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Forwarded-For: 203.0.113.8\r\n\r\n`,
    );
    await once(socket, "close");
    return text;
  }

  it("pipes an upgrade with the asker's address, refuses other paths, and says 503 without a sidecar", async () => {
    const sidecar = createServer();
    sidecar.on("upgrade", (request, socket) => {
      socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${request.url} from ${request.headers["x-forwarded-for"]}`);
    });
    sidecar.listen(0, "127.0.0.1");
    await once(sidecar, "listening");
    const { server, port } = await front((sidecar.address() as AddressInfo).port);
    expect(await ask(port, "/ws/momentum?a=1")).toContain("/ws/momentum?a=1 from 203.0.113.8");
    expect(await ask(port, "/ws/elsewhere")).toContain("404 Not Found");
    sidecar.close();
    await once(sidecar, "close");
    expect(await ask(port, "/ws/momentum")).toContain("503 Service Unavailable");
    server.close();
  });
});
