import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { methodsOf } from "@/lib/contracts/http/openapi";
import { createWebServer } from "@/lib/http/web-server";
import { createLogger } from "@/lib/log";
import { countFacts } from "@/lib/metrics/count-facts";
import { createMetrics } from "@/lib/metrics/registry";
import { enqueue } from "@/lib/queue/enqueue";
import { type Instance, openInstance } from "./routes.fixture";
import { tellInstance } from "./status/tell-instance";

const TOKEN = "a-token-of-more-than-sixteen-characters";
const KEY = "gq_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

let instance: Instance;
let stopCounting: () => void;
let open: ReturnType<typeof createWebServer>;
let guarded: ReturnType<typeof createWebServer>;
const lines: string[] = [];

const addressOf = (server: typeof open) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const get = (path: string, headers: Record<string, string> = {}) => fetch(addressOf(open) + path, { headers });
const scrape = async () => (await get("/metrics")).text();

function numberOf(text: string, series: string): number {
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? Number.NaN : Number(line.slice(series.length + 1));
}

beforeAll(async () => {
  instance = await openInstance(process.env.TEST_DATABASE_URL, {});
  const { services } = instance;
  const { access, hotLists, limit } = services;
  const log = createLogger("web", "debug", { destination: { write: (line) => lines.push(line) } });
  const metrics = createMetrics("web");
  stopCounting = countFacts(metrics);
  metrics.beforeReading(() => tellInstance(metrics, services, Date.now()));
  const serve = async (token: string | null) => {
    const server = createWebServer({
      hotLists,
      limit,
      guard: access.guard,
      methodsOf,
      handle: async (request, response) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (request.url === "/broken") throw new Error("broken on purpose");
        log.info("what a page looked up");
        response.end("a page");
      },
      upgrade: null,
      sidecars: [],
      metrics: { token, read: metrics.read },
      development: false,
      log,
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return server;
  };
  open = await serve(null);
  guarded = await serve(TOKEN);
});
afterAll(async () => {
  stopCounting();
  for (const server of [open, guarded]) {
    server.close();
    server.closeAllConnections();
  }
  await instance.close();
});

describe("/metrics without a token", () => {
  it("is for this machine", async () => {
    const answer = await get("/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it.each(["x-forwarded-for", "forwarded", "x-real-ip", "via"])(
    "is for nobody whom a proxy brought (%s)",
    async (name) => {
      const answer = await get("/metrics", { [name]: "127.0.0.1" });
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toContain("ghostquant_");
    },
  );

  it("can only be read", async () => {
    expect((await fetch(`${addressOf(open)}/metrics`, { method: "POST" })).status).toBe(405);
  });
});

describe("/metrics with a token", () => {
  const ask = (authorization?: string) =>
    fetch(`${addressOf(guarded)}/metrics`, { headers: authorization === undefined ? {} : { authorization } });

  it("is for whoever sends it, and not for this machine without it", async () => {
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
    expect((await ask(`bearer ${TOKEN}`)).status).toBe(200);
    for (const wrong of [undefined, "Bearer wrong", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, "Bearer "]) {
      const answer = await ask(wrong);
      expect(answer.status, wrong).toBe(401);
      expect(await answer.text()).not.toContain("ghostquant_");
    }
  });
});

describe("what is said of the instance", () => {
  it("before there is a board: none, and that is stale; no age is invented", async () => {
    const text = await scrape();
    expect(numberOf(text, "ghostquant_board_stale")).toBe(1);
    expect(text).not.toMatch(/^ghostquant_board_(age|sequence)/mu);
    expect(numberOf(text, 'ghostquant_store_up{store="redis"}')).toBe(1);
    expect(numberOf(text, 'ghostquant_store_up{store="postgres"}')).toBe(1);
    expect(numberOf(text, 'ghostquant_processes{role="worker"}')).toBe(0);
    expect(numberOf(text, 'ghostquant_deliveries_waiting{state="overdue"}')).toBe(0);
    expect(numberOf(text, 'ghostquant_trouble{id="no-coins"}')).toBe(1);
    expect(numberOf(text, 'ghostquant_trouble{id="redis-away"}')).toBe(0);
  });

  it("grows older with a job that nobody takes", async () => {
    const oldest = async () => numberOf(await scrape(), 'ghostquant_queue_oldest_seconds{lane="research"}');
    expect(await oldest()).toBe(0);
    await enqueue(instance.services.queues(), "backtest.run", { backtestId: "none" });
    await expect.poll(oldest).toBeGreaterThan(0);
    expect(numberOf(await scrape(), 'ghostquant_queue_jobs{lane="research",state="waiting"}')).toBe(1);
  });
});

describe("a request", () => {
  it("is counted by what it asked for and how it ended", async () => {
    const before = await scrape();
    await get("/api/market/momentum");
    await get("/some/page");
    await get("/broken");
    const after = await scrape();
    const more = (labels: string) => {
      const series = `ghostquant_http_requests_total{${labels}}`;
      return numberOf(after, series) - numberOf(before, series);
    };
    // There is no board yet.
    expect(more('route="hot_list",status="5xx"')).toBe(1);
    expect(more('route="page",status="5xx"')).toBe(1);
    // The page, and the reading before.
    expect(more('route="page",status="2xx"')).toBe(2);
  });

  it("has one name: in its answer, in the line about it and in every line written on its behalf", async () => {
    lines.length = 0;
    const answer = await get("/some/page");
    const requestId = answer.headers.get("x-request-id");
    expect(requestId).toMatch(/^[0-9a-f]{10}-[0-9a-z]{6,}$/u);
    const said = lines.map((line) => JSON.parse(line)).filter((line) => line.requestId === requestId);
    expect(said.map(({ msg }) => msg)).toEqual(["what a page looked up", "answered"]);
    expect(said[1]).toMatchObject({ level: "debug", method: "GET", path: "/some/page", status: 200, route: "page" });
  });

  it("that fails is found in the log by the name in its answer", async () => {
    lines.length = 0;
    const requestId = (await get("/broken")).headers.get("x-request-id");
    const levels = lines.map((line) => JSON.parse(line)).filter((line) => line.requestId === requestId);
    expect(levels.map(({ level }) => level)).toEqual(["error", "warn"]);
    expect(levels[0].err.message).toBe("broken on purpose");
  });

  it("keeps the name that a proxy gave it, unless it is none", async () => {
    const nameFor = async (given: string) => (await get("/x", { "x-request-id": given })).headers.get("x-request-id");
    expect(await nameFor("4bf92f3577b34da6")).toBe("4bf92f3577b34da6");
    for (const odd of ["short", "with spaces in it", "x".repeat(65), '"},"level":"fatal']) {
      expect(await nameFor(odd)).not.toBe(odd);
    }
  });

  it("leaves no key, cookie, token or query in the log", async () => {
    lines.length = 0;
    await get(`/some/page?token=${KEY}&q=hunter2`, {
      authorization: `Bearer ${KEY}`,
      "x-api-key": KEY,
      cookie: "ghostquant=Fe26.2*1*abc*def",
    });
    await fetch(`${addressOf(guarded)}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(lines.length).toBeGreaterThan(2);
    for (const secret of [KEY, TOKEN, "Fe26", "hunter2"]) expect(lines.join("")).not.toContain(secret);
  });
});
