import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { methodsOf } from "@/lib/contracts/http/openapi";
import { createApiKey } from "@/lib/http/api-key";
import { hotPaths } from "@/lib/http/hot-paths";
import { PAGES_PER_MINUTE } from "@/lib/http/rate-limit";
import { SESSION_COOKIE, sealSession } from "@/lib/http/session";
import { createWebServer } from "@/lib/http/web-server";
import { insertApiKey } from "@/lib/store/api-keys";
import { createOwner } from "@/lib/store/owner";
import { type Instance, openInstance } from "./routes.fixture";

/**
 * What the web process answers beside its route handlers, and to whom where reads are closed. A new page or public file fails here
 * until somebody has written down whether a stranger may see it; route handlers stand in `authorisation.integration.test.ts`.
 */
const pages: Record<string, "whoever may read" | "everybody"> = {
  "/": "whoever may read",
  "/alerts": "whoever may read",
  "/backtests": "whoever may read",
  "/backtests/[id]": "whoever may read",
  "/momentum": "whoever may read",
  "/momentum/[id]": "whoever may read",
  "/momentum/scorecard": "whoever may read",
  "/settings": "whoever may read",
  "/setup": "everybody",
  "/sign-in": "everybody",
  "/status": "whoever may read",
};
/** All of them say the same to everybody and nothing of the market. */
const publicFiles = [
  "icons/192.png",
  "icons/512.png",
  "icons/maskable-512.png",
  "offline.css",
  "offline.html",
  "sw.js",
];

const TOKEN = "a-token-of-more-than-sixteen-characters";
const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [`${entry.parentPath}/${entry.name}`.slice(folder.length + 1)] : [],
  );

describe("what the web process answers beside its interface", () => {
  it("is a page of this list, or a public file of this list", () => {
    const found = filesUnder("app").filter((file) => /(?:^|\/)page\.tsx$/u.test(file));
    expect(found.map((file) => `/${file.replace(/\/?page\.tsx$/u, "")}`).sort()).toEqual(Object.keys(pages).sort());
    expect(filesUnder("public").sort()).toEqual(publicFiles);
    // Handlers outside `app/api` would be found by no test of routes.
    expect(filesUnder("app").filter((file) => /(?:^|\/)route\.tsx?$/u.test(file) && !file.startsWith("api/"))).toEqual(
      [],
    );
  });
});

interface Front {
  readonly instance: Instance;
  readonly keys: Record<"read" | "alerts" | "expired", string>;
  readonly cookie: string;
  status(path: string, headers?: Record<string, string>): Promise<number>;
  policy(path: string): Promise<string>;
  close(): Promise<void>;
}

async function openFront(reads: "open" | "closed", token: string | null): Promise<Front> {
  const instance = await openInstance(process.env.TEST_DATABASE_URL, { READS: reads });
  const { access, database, hotLists, limit, limitPages, log } = instance.services;
  await createOwner(database, "no password leads here");
  const insert = async (scope: "read" | "alerts", expiresAt: number | null = null) => {
    const made = createApiKey();
    await insertApiKey(database, { ...made, id: randomUUID(), name: scope, scopes: [scope], expiresAt });
    return made.key;
  };
  const web = createWebServer({
    hotLists,
    limit,
    limitPages,
    guard: access.guard,
    methodsOf,
    handle: async (_request, response) => void response.end("Next answers"),
    upgrade: null,
    sidecars: [],
    metrics: { token, read: async () => "ghostquant_up 1\n" },
    development: false,
    log,
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  const { port } = web.address() as AddressInfo;
  return {
    instance,
    keys: { read: await insert("read"), alerts: await insert("alerts"), expired: await insert("read", 1) },
    cookie: `${SESSION_COOKIE}=${await sealSession({ epoch: 1, id: "s" }, access.rules.secret ?? "")}`,
    // Not `fetch`, which does not let a Host be given.
    status: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        ask({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .once("error", reject)
          .end();
      }),
    policy: (path) =>
      new Promise((resolve, reject) => {
        ask({ host: "127.0.0.1", port, path, agent: false }, (response) => {
          response.resume();
          resolve(`${response.headers["content-security-policy"]}`);
        })
          .once("error", reject)
          .end();
      }),
    async close() {
      web.close();
      web.closeAllConnections();
      await instance.close();
    },
  };
}

const addressOf = (page: string) => page.replace("[id]", "bitcoin");

describe("where reads are closed", () => {
  let front: Front;
  beforeAll(async () => {
    front = await openFront("closed", TOKEN);
  });
  afterAll(() => front.close());

  it.each(Object.entries(pages))("the page %s is for %s", async (page, who) => {
    const path = addressOf(page);
    const refused = who === "everybody" ? 200 : 303;
    expect(await front.status(path)).toBe(refused);
    expect(await front.status(path, { "x-api-key": "gq_made-up" })).toBe(refused);
    expect(await front.status(path, { "x-api-key": front.keys.expired })).toBe(refused);
    expect(await front.status(path, { authorization: `Bearer ${TOKEN}` })).toBe(refused);
    for (const headers of [{ "x-api-key": front.keys.read }, { cookie: front.cookie }]) {
      expect(await front.status(path, headers)).toBe(200);
    }
    // Next asks for parts of pages under their own address, and for actions by POST.
    expect(await front.status(`${path}?_rsc=1`, { rsc: "1", "next-router-prefetch": "1" })).toBe(refused);
  });

  it.each(publicFiles)("the file %s is for everybody", async (file) => {
    expect(await front.status(`/${file}`)).toBe(200);
  });

  it.each([...hotPaths.keys()])("%s is for whoever may read", async (path) => {
    for (const headers of [{}, { "x-api-key": "gq_made-up" }, { authorization: `Bearer ${TOKEN}` }]) {
      expect(await front.status(path, headers)).toBe(401);
    }
    for (const headers of [{ "x-api-key": front.keys.alerts }, { cookie: front.cookie }]) {
      expect([401, 403]).not.toContain(await front.status(path, headers));
    }
  });

  it("metrics are for whoever has their token: neither key nor session opens them", async () => {
    for (const headers of [{}, { cookie: front.cookie }, { "x-api-key": front.keys.read }]) {
      expect(await front.status("/metrics", headers)).toBe(401);
    }
    expect(await front.status("/metrics", { authorization: `Bearer ${TOKEN}` })).toBe(200);
  });
});

describe("where reads are open", () => {
  let front: Front;
  beforeAll(async () => {
    front = await openFront("open", null);
  });
  afterAll(() => front.close());

  it("pages are for everybody, and ask nobody who he is", async () => {
    for (const page of Object.keys(pages)) expect(await front.status(addressOf(page))).toBe(200);
  });

  it("pages are counted by address, with their parts; files of the build and this machine are not held up", async () => {
    const from = (address: string) => ({ "x-forwarded-for": address });
    const statuses = await Promise.all(
      Array.from({ length: PAGES_PER_MINUTE + 5 }, (_, index) =>
        front.status(index % 2 === 0 ? "/momentum" : "/status?_rsc=1", from("198.51.100.7")),
      ),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect(await front.status("/momentum", from("198.51.100.8"))).toBe(200);
    expect(await front.status("/_next/static/chunks/a.js", from("198.51.100.7"))).toBe(200);
    expect(await front.status("/momentum")).toBe(200);
    // What programs ask has a count of its own; where there is nothing, a page says so.
    for (const path of ["/api/health", "/health", "/docs"]) {
      expect(await front.status(path, from("198.51.100.7"))).toBe(200);
    }
    for (const path of ["/docs/nothing", "/health/nothing"]) {
      expect(await front.status(path, from("198.51.100.7"))).toBe(429);
    }
  });

  it.each(["/api/../momentum", "/_next/static/chunks/../../../momentum", "/_next/static/%2e%2e/%2E%2E/momentum"])(
    "a page asked for as %s has a page's policy and count",
    async (path) => {
      const address = `198.51.100.${9 + path.length}`;
      const policy = await front.policy(path);
      expect(policy).toContain("script-src 'self' 'nonce-");
      const statuses = await Promise.all(
        Array.from({ length: PAGES_PER_MINUTE + 1 }, () => front.status(path, { "x-forwarded-for": address })),
      );
      expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    },
  );

  it("metrics without a token are for this machine, under its own names", async () => {
    for (const host of ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"]) {
      expect(await front.status("/metrics", { host })).toBe(200);
    }
    // A page may have pointed its own name here.
    for (const host of ["evil.example", "127.0.0.1.evil.example:3000", "localhost.evil.example"]) {
      expect(await front.status("/metrics", { host })).toBe(403);
    }
    expect(await front.status("/metrics", { "x-forwarded-for": "127.0.0.1" })).toBe(403);
    expect(await front.status("/metrics", { cookie: front.cookie, "x-forwarded-for": "203.0.113.1" })).toBe(403);
  });
});
