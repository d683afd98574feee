import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { type CoinGeckoClientOptions, createCoinGeckoClient } from "./client";
import type { RequestBudget } from "./request";

const KEY = "CG-topsecret1234567890";
const NOW = Date.UTC(2026, 4, 18, 12);

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

let server: Server;
let base = "";
/** What the server does next, one entry per request, the last one for ever. */
let script: Answer[] = [];
let asked: { url: URL; headers: IncomingMessage["headers"] }[] = [];
let logged = "";

beforeEach(async () => {
  script = [];
  asked = [];
  logged = "";
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://server.test");
    asked.push({ url, headers: request.headers });
    const answer = script.length > 1 ? script.shift() : script[0];
    answer?.(request, response, url);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function recordingBudget() {
  const calls = { taken: [] as string[], pauses: [] as number[], limits: [] as number[] };
  const budget: RequestBudget = {
    async take(cost, priority) {
      for (let call = 0; call < cost; call++) calls.taken.push(priority);
    },
    async pauseFor(ms) {
      calls.pauses.push(ms);
    },
    async learnLimit(perMinute) {
      calls.limits.push(perMinute);
    },
  };
  return { budget, calls };
}

function clientWith(options: Partial<CoinGeckoClientOptions> = {}) {
  const { budget, calls } = recordingBudget();
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const client = createCoinGeckoClient({
    baseUrl: base,
    tier: "demo",
    apiKey: KEY,
    budget,
    retry: { maxAttempts: 3, backoffSeconds: 0.01 },
    timeoutMs: 300,
    log: pino({ level: "trace" }, sink),
    ...options,
  });
  return { client, calls };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
const raw =
  (text: string, status = 200, type = "application/json"): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": type });
    response.end(text);
  };
const hang: Answer = () => undefined;
const cut: Answer = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "9999" });
  response.write('[{"id":"bit');
  setTimeout(() => response.destroy(), 10);
};

const coin = (id: string, price: number | null = 1) => ({ id, symbol: id, name: id, current_price: price });
/** A universe of `size` coins in pages, as CoinGecko cuts it. */
const universe =
  (size: number): Answer =>
  (request, response, url) => {
    const perPage = Number(url.searchParams.get("per_page"));
    const from = (Number(url.searchParams.get("page")) - 1) * perPage;
    const ids = Array.from({ length: Math.max(0, Math.min(perPage, size - from)) }, (_, i) => coin(`c${from + i}`));
    json(ids)(request, response, url);
  };

const sweepAll = { maxPages: null, now: () => NOW };

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe("a sweep", () => {
  it.each([
    ["keyless", 1],
    ["demo", 1],
    ["pro", 2],
    ["local", 3],
  ] as const)("as %s stops at the first short page, at most %i in flight", async (tier, flight) => {
    script = [universe(610)];
    const { client, calls } = clientWith({ tier });
    const sweep = await client.fetchMarkets(sweepAll);
    expect(sweep).toMatchObject({ received: 610, pages: 3, complete: true, dropped: {} });
    expect(sweep.observed.map(({ asset }) => asset.id)).toEqual(Array.from({ length: 610 }, (_, i) => `c${i}`));
    expect(sweep.observed[0]?.asset.observedAt).toBe(NOW);
    expect(asked.length).toBeLessThan(3 + flight);
    expect(calls.taken).toEqual(asked.map(() => "high"));
  });

  it("asks for what the scorer needs, with a key in a header only", async () => {
    script = [universe(1)];
    await clientWith().client.fetchMarkets(sweepAll);
    expect(asked[0]?.url.pathname).toBe("/api/v3/coins/markets");
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      vs_currency: "usd",
      order: "market_cap_desc",
      per_page: "250",
      page: "1",
      sparkline: "true",
      price_change_percentage: "1h,24h,7d",
    });
    expect(asked[0]?.headers).toMatchObject({ "x-cg-demo-api-key": KEY, "user-agent": expect.stringMatching(/Ghost/) });
    expect(asked[0]?.url.href).not.toContain(KEY);
  });

  it("takes an empty page after full ones as the end", async () => {
    script = [universe(500)];
    expect(await clientWith().client.fetchMarkets(sweepAll)).toMatchObject({ received: 500, pages: 3, complete: true });
  });

  it("stops at maxPages and says that there is more", async () => {
    script = [universe(2_000)];
    const sweep = await clientWith().client.fetchMarkets({ ...sweepAll, maxPages: 2 });
    expect(sweep).toMatchObject({ received: 500, pages: 2, complete: false });
    expect(asked).toHaveLength(2);
  });

  it("keeps the first of a coin that slid over a page border, and counts every dropped row", async () => {
    const first = [...Array.from({ length: 249 }, (_, i) => coin(`a${i}`)), coin("slid", 1)];
    const second = [coin("slid", 2), coin("priceless", null), { name: "nameless" }, coin("z"), coin("y"), coin("x")];
    script = [json(first), json(second)];
    const sweep = await clientWith().client.fetchMarkets(sweepAll);
    expect(sweep.received).toBe(256);
    expect(sweep.dropped).toEqual({ duplicate_id: 1, no_price: 1, no_id: 1 });
    expect(sweep.observed).toHaveLength(253);
    expect(sweep.observed.find(({ asset }) => asset.id === "slid")?.asset.priceUsd).toBe(1);
  });

  it("fails as a whole when one page keeps failing", async () => {
    script = [universe(1_000), raw("oops", 500)];
    const error = await failure(clientWith().client.fetchMarkets(sweepAll));
    expect(error).toMatchObject({ code: "upstream_unavailable", retryable: true });
    expect(asked).toHaveLength(4);
  });

  it.each([
    ["a mostly unreadable page", [json(Array.from({ length: 250 }, (_, i) => (i % 3 === 0 ? coin(`c${i}`) : "?")))]],
    ["the same page again and again", [json(Array.from({ length: 250 }, (_, i) => coin(`c${i}`)))]],
    ["an empty market", [json([])]],
    ["a market without prices", [json([coin("a", null), coin("b", null), coin("c")])]],
    ["an object in place of the list", [json({ coins: [] })]],
  ])("refuses %s as a lie", async (_, answers) => {
    script = answers;
    expect(
      await failure(clientWith({ tier: "local" }).client.fetchMarkets({ ...sweepAll, maxPages: 4 })),
    ).toMatchObject({ code: "upstream_invalid" });
  });

  it("ends when the caller aborts, without another call", async () => {
    script = [hang];
    const given = new AbortController();
    const sweep = clientWith({ timeoutMs: 5_000 }).client.fetchMarkets({ ...sweepAll, signal: given.signal });
    setTimeout(() => given.abort(new Error("shutting down")), 50);
    await expect(sweep).rejects.toThrow("shutting down");
    expect(asked).toHaveLength(1);
  });
});

describe("the top of the market", () => {
  it("is one small page", async () => {
    script = [universe(5_000)];
    const sweep = await clientWith().client.fetchTopMarkets({ count: 100, now: () => NOW });
    expect(sweep.observed).toHaveLength(100);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url.searchParams.get("per_page")).toBe("100");
  });

  it("is cut to the count where it takes two pages", async () => {
    script = [universe(5_000)];
    const sweep = await clientWith().client.fetchTopMarkets({ count: 300, now: () => NOW });
    expect(sweep.observed).toHaveLength(300);
    expect(asked).toHaveLength(2);
  });
});

describe("trouble", () => {
  it("pauses everybody for Retry-After on 429, then goes on", async () => {
    script = [json({ status: { error_code: 429, error_message: "slow" } }, 429, { "retry-after": "7" }), universe(3)];
    const { client, calls } = clientWith();
    expect((await client.fetchMarkets(sweepAll)).received).toBe(3);
    expect(calls.pauses).toHaveLength(1);
    expect(calls.pauses[0]).toBeGreaterThan(6_900);
    expect(calls.pauses[0]).toBeLessThanOrEqual(8_001);
    expect(calls.taken).toHaveLength(2);
    expect(client.circuit()).toBe("closed");
  });

  it("pauses a minute on a bare 429, and gives up at once when asked to wait long", async () => {
    script = [json(undefined, 429)];
    const { client, calls } = clientWith();
    expect(await failure(client.fetchMarkets(sweepAll))).toMatchObject({ code: "rate_limited", retryAfterMs: 60_000 });
    expect(calls.pauses).toHaveLength(3);
    script = [json(undefined, 429, { "retry-after": "900" })];
    asked = [];
    expect(await failure(client.fetchMarkets(sweepAll))).toMatchObject({ retryAfterMs: 900_000 });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["500", raw("oops", 500)],
    ["502 with HTML", raw("<html>bad gateway</html>", 502, "text/html")],
    ["a CDN's HTML under 200", raw("<!doctype html><h1>Just a moment</h1>", 200, "text/html")],
    ["half a JSON", raw('[{"id":"bitcoin","current_')],
    ["a cut connection", cut],
    ["a hang", hang],
    ["nothing at all", raw("")],
    ["an error object under 200", json({ error: "internal" })],
  ] as const)("tries again after %s", async (_, trouble) => {
    script = [trouble, universe(2)];
    const { client, calls } = clientWith();
    expect((await client.fetchMarkets(sweepAll)).received).toBe(2);
    expect(calls.taken).toHaveLength(2);
  });

  it.each([
    ["HTML", raw("<!doctype html>", 200, "text/html"), "upstream_invalid"],
    ["half a JSON", raw("[{"), "upstream_invalid"],
    ["a hang", hang, "upstream_unavailable"],
    ["a cut connection", cut, "upstream_unavailable"],
    ["503", raw("", 503), "upstream_unavailable"],
  ] as const)("says what %s is after the last try", async (_, trouble, code) => {
    script = [trouble];
    const error = await failure(clientWith().client.fetchMarkets(sweepAll));
    expect(error).toMatchObject({ code, retryable: true });
    expect(asked).toHaveLength(3);
  });

  it.each([
    [
      "a plan",
      401,
      { status: { error_code: 401, error_message: "exclusive to paid plan subscribers" } },
      "plan_restricted",
    ],
    ["a key", 401, { status: { error_code: 10002, error_message: "Invalid API key" } }, "unauthorized"],
    ["an unknown coin", 404, { error: "coin not found" }, "not_found"],
  ])("does not try again when it is about %s, nor trip the circuit", async (_, status, body, code) => {
    script = [json(body, status)];
    const { client } = clientWith({ circuit: { consecutiveFailures: 2, halfOpenAfterMs: 60_000 } });
    for (let call = 0; call < 4; call++) {
      expect(await failure(client.fetchMarketChart("bitcoin", 8))).toMatchObject({ code, retryable: false });
    }
    expect(asked).toHaveLength(4);
    expect(client.circuit()).toBe("closed");
  });

  it("opens the circuit after consecutive outages, spends nothing while open, and closes again by itself", async () => {
    script = [raw("", 503)];
    const { client, calls } = clientWith({
      retry: { maxAttempts: 1, backoffSeconds: 0.01 },
      circuit: { consecutiveFailures: 5, halfOpenAfterMs: 150 },
    });
    for (let call = 0; call < 5; call++) await failure(client.fetchMarkets(sweepAll));
    expect(client.circuit()).toBe("open");
    const refused = await failure(client.fetchMarkets(sweepAll));
    expect(refused).toMatchObject({ code: "upstream_unavailable", retryable: true, retryAfterMs: 150 });
    expect(calls.taken).toHaveLength(5);
    await new Promise((resolve) => setTimeout(resolve, 170));
    await failure(client.fetchMarkets(sweepAll));
    expect(asked).toHaveLength(6);
    expect(client.circuit()).toBe("open");
    script = [universe(1)];
    await new Promise((resolve) => setTimeout(resolve, 170));
    expect((await client.fetchMarkets(sweepAll)).received).toBe(1);
    expect(client.circuit()).toBe("closed");
  });

  it("does not follow a redirect with its key", async () => {
    script = [
      (_, response) => {
        response.writeHead(302, { location: `${base}/elsewhere` });
        response.end();
      },
    ];
    expect(await failure(clientWith().client.fetchMarkets(sweepAll))).toMatchObject({ code: "upstream_invalid" });
    expect(asked).toHaveLength(1);
  });

  it("stops reading a body without an end", async () => {
    script = [
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const chunk = Buffer.alloc(1024 * 1024, "[");
        const pump = () => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once("drain", pump);
        };
        pump();
      },
    ];
    const { client } = clientWith({ timeoutMs: 20_000 });
    expect(await failure(client.fetchMarkets(sweepAll))).toMatchObject({ code: "upstream_invalid", retryable: false });
  });

  it("is told when nobody listens", async () => {
    const deserted = createServer().listen(0, "127.0.0.1");
    await once(deserted, "listening");
    const { port } = deserted.address() as AddressInfo;
    await new Promise((resolve) => deserted.close(resolve));
    const { client } = clientWith({ baseUrl: `http://127.0.0.1:${port}/api/v3` });
    const error = await failure(client.fetchMarkets(sweepAll));
    expect(error.code).toBe("upstream_unavailable");
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("lets the budget's own refusal through", async () => {
    script = [universe(1)];
    const { budget } = recordingBudget();
    const refusing: RequestBudget = {
      ...budget,
      take: async () => {
        throw new AppError("rate_limited", "month spent", { retryable: true, retryAfterMs: 9_000 });
      },
    };
    const { client } = clientWith({ budget: refusing });
    expect(await failure(client.fetchMarkets(sweepAll))).toMatchObject({ message: "month spent" });
    expect(asked).toHaveLength(0);
    expect(logged).toBe("");
  });
});

describe("the limit that CoinGecko states", () => {
  it("is learnt once, not with every answer", async () => {
    script = [
      (request, response, url) => {
        response.setHeader("x-ratelimit-limit", "100");
        universe(700)(request, response, url);
      },
    ];
    const { client, calls } = clientWith();
    await client.fetchMarkets(sweepAll);
    expect(asked).toHaveLength(3);
    expect(calls.limits).toEqual([100]);
  });
});

describe("the key", () => {
  it("appears in no error, no cause and no log line, even when the server repeats it", async () => {
    const echo: Answer = (request, response) => {
      const sent = String(request.headers["x-cg-demo-api-key"]);
      response.writeHead(asked.length % 2 === 0 ? 401 : 200, { "content-type": "text/plain" });
      response.end(asked.length % 2 === 0 ? JSON.stringify({ error: `Invalid API key ${sent}` }) : `<b>${sent}</b>`);
    };
    script = [echo];
    const { client } = clientWith({ retry: { maxAttempts: 1, backoffSeconds: 0.01 } });
    const errors = [
      await failure(client.fetchMarkets(sweepAll)),
      await failure(client.fetchCoin("bitcoin")),
      await failure(client.fetchCoinList()),
    ];
    for (const error of errors) {
      const cause = error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack}` : "";
      expect(`${error.message} ${error.stack} ${cause}`).not.toContain(KEY);
    }
    expect(errors.map((error) => error.message).join()).toContain("[secret]");
    script = [
      (request, response) => {
        response.writeHead(503);
        response.end(`sorry, ${request.headers["x-cg-demo-api-key"]}`);
      },
    ];
    const { client: retrying } = clientWith();
    await failure(retrying.fetchMarkets(sweepAll));
    expect(logged).toContain("/coins/markets");
    expect(logged).toContain("sorry, [secret]");
    expect(logged).not.toContain(KEY);
  });

  it("is refused without being quoted when no header can carry it", () => {
    expect(() => clientWith({ apiKey: "CG-line\nbreak" })).toThrow(AppError);
    expect(() => clientWith({ apiKey: "CG-line\nbreak" })).not.toThrow(/CG-line/);
  });
});

describe("the other questions", () => {
  it("pings without throwing", async () => {
    script = [json({ gecko_says: "(V3) To the Moon!" }), raw("<html>", 200), raw("", 500), hang];
    const { client } = clientWith();
    expect(await client.ping()).toBe(true);
    expect(await client.ping()).toBe(false);
    expect(await client.ping()).toBe(false);
    expect(await client.ping()).toBe(false);
    expect(asked).toHaveLength(4);
  });

  it("asks for a chart without the interval that a demo key may not ask for", async () => {
    script = [json({ prices: [[1_000, 2]], market_caps: [], total_volumes: [[1_000, 3]] })];
    const { client, calls } = clientWith();
    const chart = await client.fetchMarketChart("a/b c", 8);
    expect(chart).toEqual({ prices: [[1_000, 2]], volumes: [[1_000, 3]] });
    expect(asked[0]?.url.pathname).toBe("/api/v3/coins/a%2Fb%20c/market_chart");
    expect(asked[0]?.url.searchParams.has("interval")).toBe(false);
    expect(calls.taken).toEqual(["low"]);
  });

  it("never lets an id climb out of its path", async () => {
    const { client } = clientWith();
    for (const id of ["", ".", ".."]) {
      expect(await failure(client.fetchCoin(id))).toMatchObject({ code: "bad_request" });
    }
    expect(asked).toHaveLength(0);
  });

  it("collects a category over its pages", async () => {
    script = [universe(251)];
    const { client, calls } = clientWith();
    expect(await client.fetchCategoryIds("stablecoins")).toHaveLength(251);
    expect(asked.map(({ url }) => url.searchParams.get("category"))).toEqual(["stablecoins", "stablecoins"]);
    expect(calls.taken).toEqual(["low", "low"]);
  });

  it("asks a pro key's plan, and nobody else's", async () => {
    const plan = { rate_limit_request_per_minute: 500, monthly_call_credit: 500_000, current_total_monthly_calls: 7 };
    script = [json(plan)];
    expect(await clientWith().client.fetchPlan()).toBeNull();
    expect(asked).toHaveLength(0);
    const { client } = clientWith({ tier: "pro" });
    expect(await client.fetchPlan()).toEqual({ perMinute: 500, monthlyCredits: 500_000, monthlySpent: 7 });
    expect(asked[0]?.headers).toMatchObject({ "x-cg-pro-api-key": KEY });
    script = [json({ error: "not found" }, 404)];
    expect(await client.fetchPlan()).toBeNull();
  });
});
