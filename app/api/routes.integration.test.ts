import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Redis } from "ioredis";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readBoardSequence, writeBoard } from "@/lib/cache/momentum-board";
import { writeBeat } from "@/lib/cache/process-beats";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { coinDetailSchema } from "@/lib/contracts/http/coin-answer";
import { healthSchema } from "@/lib/contracts/http/health";
import {
  coinsListSchema,
  momentumHistoryListSchema,
  momentumListSchema,
  momentumSortSchema,
} from "@/lib/contracts/http/momentum";
import { methodsOf } from "@/lib/contracts/http/openapi";
import { problemSchema } from "@/lib/contracts/http/problem";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { statusReportSchema } from "@/lib/contracts/status";
import { streamLimits } from "@/lib/contracts/stream";
import { createWebServer } from "@/lib/http/web-server";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { findRoutes } from "./routes.fixture";
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
  const known = coin === undefined ? routes[path] : () => import("./market/coin/[id]/route");
  const { GET } = await (known ?? (() => import("./[[...unknown]]/route")))();
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const params = Promise.resolve((coin === undefined ? {} : { id: decodeURIComponent(coin) }) as never);
  const answer = await (GET as Handler)(new Request(url, { headers }), { params });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

interface Product {
  own: OwnRedis;
  store: TestDatabase;
  admin: Redis;
  base: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  json(path: string, headers?: Record<string, string>): Promise<ReturnType<typeof JSON.parse>>;
  /** Makes a board of so many coins visible and waits until it is served. */
  show(snapshot: BoardSnapshot): Promise<void>;
  close(): Promise<void>;
}

/** The web process with a Redis and a database of its own. */
async function openProduct(): Promise<Product> {
  const own = await createOwnRedis();
  await own.start();
  const store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  vi.stubEnv("REDIS_URL", own.url);
  vi.stubEnv("DATABASE_URL", store.url);
  vi.stubEnv("LOG_LEVEL", "silent");
  vi.stubEnv("MARKET_SOURCE", "simulated");
  const { hotLists, limit, access, log } = webServices();
  const server = createWebServer({
    hotLists,
    limit,
    handle: handleLikeNext,
    upgrade: null,
    sidecars: [],
    methodsOf,
    guard: access.guard,
    development: false,
    log,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const admin = new Redis(own.url, { lazyConnect: false });
  admin.on("error", () => undefined);
  const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers });
  const json = async (path: string, headers = {}) => (await get(path, headers)).json();
  return {
    own,
    store,
    admin,
    base,
    get,
    json,
    async show(snapshot) {
      const standing = (await readBoardSequence(admin)) ?? 0;
      expect(await writeBoard(admin, snapshot, streamStateFixture(snapshot), standing)).toBe(true);
      const { sequence } = snapshot.board;
      await vi.waitFor(async () => expect((await json("/api/health")).sequence).toBe(sequence), { timeout: 10_000 });
    },
    async close() {
      admin.disconnect();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await webServices().close();
      await own.remove();
      await store.remove();
    },
  };
}

describe("before the first board", () => {
  let product: Product;
  beforeAll(async () => {
    product = await openProduct();
  });
  afterAll(() => product.close());

  it("has no answer but 503, and is healthy all the same", async () => {
    const { get, json } = product;
    for (const path of ["/api/market/momentum", "/market/coins", "/api/market/coin/bitcoin"]) {
      const response = await get(path);
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      problemSchema.parse(await response.json());
    }
    expect(await json("/api/health")).toMatchObject({ status: "starting", sequence: null, source: "simulated" });
    const status = statusReportSchema.parse(await json("/api/status"));
    expect(status.summary).toContain("No market data has arrived yet.");
  });
});

describe("the HTTP interface", () => {
  let product: Product;
  let snapshot: BoardSnapshot;
  const get: Product["get"] = (path, headers) => product.get(path, headers);
  const json: Product["json"] = (path, headers) => product.json(path, headers);
  let newest = 0;
  /** A board of a sequence that was never used, not even in a Redis that was lost. */
  const nextSnapshot = (count: number) => {
    newest += 1;
    return snapshotFixture(count, newest);
  };

  beforeAll(async () => {
    product = await openProduct();
  });
  afterAll(() => product.close());
  // Whatever the test before left: this board is the one that is served.
  beforeEach(async () => {
    const served = await json("/api/health");
    if (snapshot !== undefined && served.status !== "starting" && served.sequence === snapshot.board.sequence) return;
    snapshot = nextSnapshot(120);
    await product.show(snapshot);
  });

  it("serves the list on both paths, hot and through the route handler alike", async () => {
    const hot = await json("/api/market/momentum?per_page=10&page=2&sort=name&order=asc");
    momentumListSchema.parse(hot);
    expect(await json("/market/momentum?per_page=10&page=2&sort=name&order=asc")).toEqual(hot);
    const { GET } = await import("./market/momentum/route");
    const request = new Request(`${product.base}/api/market/momentum?per_page=10&page=2&sort=name&order=asc`);
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
    ["q", "x".repeat(101), "must be 100 characters at most"],
    ["ids", "x".repeat(10_001), "must be 10000 characters at most"],
    ["ids", Array.from({ length: 251 }, (_, id) => id).join(), "must be 250 ids at most"],
    ["action", Array.from({ length: 101 }, () => "buy").join(), "must be 100 actions at most"],
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
    const head = await fetch(`${product.base}/api/market/coins`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each(["/api/market/coins", "/market/momentum", "/api/health", "/api/status", "/docs", "/api/nothing", "/api"])(
    "answers GET alone at %s",
    async (path) => {
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
        const response = await fetch(product.base + path, { method, ...(method === "POST" ? { body: "{}" } : {}) });
        expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
        expect(problemSchema.parse(await response.json()).detail).toBe("Only GET, HEAD is answered here.");
      }
    },
  );

  it("answers at a path of writes what is written there, and says so", async () => {
    const asked = await fetch(`${product.base}/api/access/setup`);
    expect([asked.status, asked.headers.get("allow")]).toEqual([405, "POST"]);
    const put = await fetch(`${product.base}/api/access/keys`, { method: "PUT" });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });

  it("refuses a body that is too large before it reads it", async () => {
    const { hostname, port } = new URL(product.base);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write("POST /api/health HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 413 /u);
    expect(problemSchema.parse(JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1))).status).toBe(413);
  });

  it.each(["/api", "/api/nothing", "/market/nothing", "/api/market/coin", "/api/market/coin/a/b"])(
    "says in a problem that there is nothing at %s",
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expect(problemSchema.parse(await response.json()).detail).toContain("/api/docs");
    },
  );

  it("explains one coin with its history, by id or symbol, and says what it cannot find", async () => {
    const keys = await upsertCoins(
      product.store.database,
      snapshot.board.coins.map(({ asset }) => asset),
    );
    // Late in its slot, so that the moment cannot be mistaken for the slot's start.
    const written = Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000 + 240_000;
    await writeMomentumSlot(product.store.database, written, snapshot.board.coins, keys, 120);
    const detail = coinDetailSchema.parse(await json("/market/coin/c50"));
    expect(detail).toMatchObject({ id: "coin-50", history_available: true, sequence: snapshot.board.sequence });
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
    await writeMomentumSlot(product.store.database, Date.now() + 3_600_000, snapshot.board.coins, keys, 120);
    const late = new Date(Date.now() + 7_200_000).toISOString();
    expect(await json(`/market/momentum?as_of=${late}`)).toMatchObject({ as_of: new Date(written).toISOString() });
  });

  it("offers candidates for an ambiguous symbol", async () => {
    const twins = nextSnapshot(120);
    for (const coin of twins.board.coins.slice(30, 33)) coin.asset.symbol = "TWIN";
    await product.show(twins);
    expect((await get("/market/coin/twin")).status).toBe(300);
    const problem = problemSchema.parse(await json("/market/coin/twin"));
    expect(problem.candidates?.map(({ id }) => id)).toEqual(["coin-30", "coin-31", "coin-32"]);
  });

  it("describes every route and schema, and shows it to people", async () => {
    const document = await json("/openapi.json");
    const files = readdirSync("app/api", { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith("/route.ts") && !file.startsWith("[[...unknown]]"),
    );
    const paths = files.map((file) => `/api/${file.replace(/\/route\.ts$/u, "").replaceAll(/\[(\w+)\]/gu, "{$1}")}`);
    expect(Object.keys(document.paths).sort()).toEqual(paths.sort());
    const documented = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = (await findRoutes())
      .filter(({ path }) => !path.includes("[["))
      .map(({ method, path }) => `${method} ${path}`);
    expect(documented.sort()).toEqual(served.map((name) => name.replaceAll(/\[(\w+)\]/gu, "{$1}")).sort());
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/gu)].map(
      ([, name]) => name ?? "",
    );
    expect([...new Set(references)].sort()).toEqual(Object.keys(document.components.schemas).sort());
    const operations = Object.values<Record<string, { parameters?: { description: string }[] }>>(document.paths);
    for (const { parameters = [] } of operations.flatMap((path) => Object.values(path))) {
      for (const { description } of parameters) expect(description).toMatch(/\.$/u);
    }
    const page = await (await get("/docs")).text();
    for (const name of [...paths, ...Object.keys(document.components.schemas)]) expect(page).toContain(name);
    for (const limit of Object.values(streamLimits)) expect(page).toContain(`${limit} `);
    expect(page).toContain("/ws/momentum");
    expect(page).not.toMatch(/<script|https?:\/\/(?!127)/u);
  });

  it("reports processes and stores, and shows what is missing instead of failing", async () => {
    await writeBeat(product.admin, {
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
    expect(status.board).toMatchObject({ sequence: snapshot.board.sequence, coins: 120 });
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
    await product.own.kill();
    await vi.waitFor(async () => expect((await json("/api/market/momentum")).stale).toBe(true), { timeout: 10_000 });
    expect((await get("/api/market/coin/coin-50")).status).toBe(200);
    expect((await get("/api/market/coins", { "x-forwarded-for": "198.51.100.99" })).status).toBe(200);
    expect(healthSchema.parse(await json("/api/health"))).toMatchObject({ status: "degraded", source: "live" });
    const status = statusReportSchema.parse(await json("/api/status"));
    expect(status.stores.redis.ok).toBe(false);
    expect(status.summary).toContain("Redis cannot be reached.");
    await product.own.start();
    const next = nextSnapshot(50);
    next.board.full = { ...next.board.full!, refreshedAt: Date.now() };
    await vi.waitFor(() => product.admin.ping(), { timeout: 10_000 });
    await product.show(next);
    const { sequence } = next.board;
    expect(await json("/api/market/momentum")).toMatchObject({ sequence, stale: false, total: 50 });
  });

  it("answers without Postgres: no history, no failure", async () => {
    await product.store.administer("alter database $database with allow_connections false");
    await product.store.administer(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$database'",
    );
    const detail = coinDetailSchema.parse(await json("/api/market/coin/coin-20"));
    expect(detail).toMatchObject({ rank_history: [], history_available: false });
    const past = await get("/api/market/momentum?as_of=2026-01-01T00:00:00Z");
    expect(past.status).toBeGreaterThanOrEqual(500);
    problemSchema.parse(await past.json());
    expect(statusReportSchema.parse(await json("/api/status")).stores.postgres.ok).toBe(false);
    await product.store.administer("alter database $database with allow_connections true");
    await vi.waitFor(async () => expect((await json("/api/market/coin/coin-20")).history_available).toBe(true), {
      timeout: 10_000,
    });
  });
});

describe("handing sockets over", () => {
  const log = pino({ level: "silent" });
  const limit = () => ({ headers: {}, refusal: null });
  const hotLists = { answer: async () => ({ status: 200, headers: {}, body: null }), size: () => 0 };

  async function front(...sidecarPorts: number[]) {
    const server = createWebServer({
      methodsOf,
      guard: {
        readsOpen: true,
        refuseRead: async () => null,
        admitSocket: async () => ({ refusal: null, pass: null }),
      },
      hotLists,
      limit,
      handle: async (_request, response) => void response.end(),
      upgrade: null,
      sidecars: sidecarPorts.map((port) => ({ host: "127.0.0.1", port })),
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

  it("gives sockets to the copies of the sidecar in turn, and passes over one that is away", async () => {
    const copies = ["one", "two"].map((name) => {
      const copy = createServer();
      copy.on("upgrade", (_request, socket) => socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\nfrom ${name}`));
      return copy.listen(0, "127.0.0.1");
    });
    await Promise.all(copies.map((copy) => once(copy, "listening")));
    const { server, port } = await front(...copies.map((copy) => (copy.address() as AddressInfo).port));
    const answerOf = async () => /from (?<name>\w+)/u.exec(await ask(port, "/ws/momentum"))?.groups?.name;
    const first = [await answerOf(), await answerOf(), await answerOf(), await answerOf()];
    expect([first.filter((name) => name === "one").length, first[0] === first[2]]).toEqual([2, true]);
    copies[0]?.close();
    expect([await answerOf(), await answerOf()]).toEqual(["two", "two"]);
    copies[1]?.close();
    server.close();
  });

  it("waits a moment for a sidecar that is just starting", async () => {
    const reserved = createServer().listen(0, "127.0.0.1");
    await once(reserved, "listening");
    const { port: sidecarPort } = reserved.address() as AddressInfo;
    reserved.close();
    await once(reserved, "close");
    const { server, port } = await front(sidecarPort);
    const asked = ask(port, "/ws/momentum");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sidecar = createServer();
    sidecar.on("upgrade", (_request, socket) => void socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    sidecar.listen(sidecarPort, "127.0.0.1");
    expect(await asked).toContain("101 Switching Protocols");
    sidecar.close();
    server.close();
  });
});
