import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccessScope, accessScopeSchema } from "@/lib/contracts/http/access-state";
import { problemSchema } from "@/lib/contracts/http/problem";
import { createApiKey } from "@/lib/http/api-key";
import { SESSION_COOKIE, sealSession } from "@/lib/http/session";
import { insertApiKey, revokeApiKey } from "@/lib/store/api-keys";
import { createOwner, endAllSessions, readOwner } from "@/lib/store/owner";
import { callRoute, findRoutes, type Instance, openInstance, type Route } from "./routes.fixture";

/**
 * Every write of the interface and the scope it takes. A new route fails here until somebody has written down, beside the
 * others, who may use it.
 */
const writes: Record<string, AccessScope | "public"> = {
  "POST /api/access/setup": "public",
  "POST /api/access/sign-in": "public",
  "POST /api/access/sign-out": "public",
  "POST /api/access/sign-out-everywhere": "admin",
  "POST /api/access/password": "admin",
  "POST /api/access/keys": "admin",
  "DELETE /api/access/keys/[id]": "admin",
  "POST /api/market/alerts": "alerts",
  "POST /api/market/alerts/preview": "alerts",
  "PATCH /api/market/alerts/[id]": "alerts",
  "DELETE /api/market/alerts/[id]": "alerts",
  "POST /api/market/alerts/[id]/duplicate": "alerts",
  "POST /api/market/alerts/[id]/test": "alerts",
  "POST /api/market/backtest": "backtests",
  "POST /api/market/backtest/preview": "backtests",
  "DELETE /api/market/backtest/[id]": "backtests",
  "POST /api/market/backtest/[id]/rerun": "backtests",
  "POST /api/market/backtest/[id]/verify": "backtests",
  "POST /api/market/channels": "alerts",
  "DELETE /api/market/channels/[id]": "alerts",
  "POST /api/market/channels/[id]/enable": "alerts",
  "POST /api/market/channels/[id]/test": "alerts",
  "POST /api/market/firings/read": "alerts",
  "POST /api/market/watchlists": "alerts",
  "PATCH /api/market/watchlists/[id]": "alerts",
  "DELETE /api/market/watchlists/[id]": "alerts",
};

/** Every read of what belongs to the owner. */
const privateReads: Record<string, AccessScope> = {
  "GET /api/access/keys": "admin",
  "GET /api/access/audit": "admin",
  "GET /api/market/alerts": "alerts",
  "GET /api/market/alerts/[id]": "alerts",
  "GET /api/market/channels": "alerts",
  "GET /api/market/channels/push-key": "alerts",
  "GET /api/market/firings": "alerts",
  "GET /api/market/watchlists": "alerts",
};

/** What stays readable without a key where reads are closed. */
const publicReads = ["GET /api/access", "GET /api/health"];

const OWN_PATHS = /^\/api\/(?:access\/|market\/(?:alerts|channels|firings|watchlists))/u;
const all = await findRoutes();
const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const writeRoutes = all.filter(({ method }) => method !== "GET");
const readRoutes = all.filter(({ method }) => method === "GET");
const guarded = writeRoutes.filter(({ handler }) => handler.scope !== "public");

describe("the matrix", () => {
  it("knows every write route, with the scope that the route itself asks for", () => {
    expect(Object.fromEntries(writeRoutes.map((route) => [nameOf(route), route.handler.scope ?? "none"]))).toEqual(
      writes,
    );
  });

  it("knows every read of what is the owner's, and every read that is never closed", () => {
    const own = readRoutes.flatMap((route) => {
      const { access } = route.handler;
      return typeof access === "object" ? [[nameOf(route), access.scope] as const] : [];
    });
    expect(Object.fromEntries(own)).toEqual(privateReads);
    expect(readRoutes.filter(({ handler }) => handler.access === "public").map(nameOf)).toEqual(publicReads);
    for (const { path, handler } of readRoutes) if (OWN_PATHS.test(path)) expect(typeof handler.access).toBe("object");
  });
});

let instance: Instance;
let keys: Partial<Record<AccessScope | "expired" | "revoked", string>>;
const keyFor = (name: keyof typeof keys) => keys[name] ?? "";

async function insertKey(scope: AccessScope, expiresAt: number | null = null): Promise<{ id: string; key: string }> {
  const { key, prefix, hash } = createApiKey();
  const id = randomUUID();
  await insertApiKey(instance.services.database, { id, name: scope, prefix, hash, scopes: [scope], expiresAt });
  return { id, key };
}

/** A session that is good now: other tests end them. */
async function cookie(age = 0): Promise<string> {
  const owner = await readOwner(instance.services.database);
  const session = { epoch: (owner?.sessionEpoch ?? 0) - age, id: "s" };
  return `${SESSION_COOKIE}=${await sealSession(session, instance.services.access.rules.secret ?? "")}`;
}

const here = { origin: "https://gq.example" };
const elsewhere = { origin: "https://evil.example" };

async function statusOf(route: Route, headers: Record<string, string>): Promise<number> {
  const response = await callRoute(route, { headers });
  if (response.status >= 400) problemSchema.parse(await response.json());
  return response.status;
}

function needOf({ handler }: Route): AccessScope {
  const need = handler.scope ?? (typeof handler.access === "object" ? handler.access.scope : "read");
  return accessScopeSchema.parse(need);
}

const wrongKey = (route: Route) => keyFor(needOf(route) === "alerts" ? "backtests" : "alerts");

describe("with an owner and keys", () => {
  beforeAll(async () => {
    instance = await openInstance(process.env.TEST_DATABASE_URL);
    await createOwner(instance.services.database, "no password leads here");
    const made = await Promise.all(
      accessScopeSchema.options.map(async (scope) => [scope, (await insertKey(scope)).key]),
    );
    const expired = await insertKey("admin", Date.now() - 1_000);
    const revoked = await insertKey("admin");
    await revokeApiKey(instance.services.database, revoked.id);
    keys = { ...Object.fromEntries(made), expired: expired.key, revoked: revoked.key };
  });
  beforeEach(() => instance.redis.flushall());
  afterAll(() => instance.close());

  describe.each(guarded.map((route) => [nameOf(route), route] as const))("%s", (_name, route) => {
    it("is refused to strangers and to keys and sessions that are over", async () => {
      expect(await statusOf(route, {})).toBe(401);
      expect(await statusOf(route, here)).toBe(401);
      expect(await statusOf(route, { "x-api-key": "gq_made-up" })).toBe(401);
      expect(await statusOf(route, { "x-api-key": keyFor("expired") })).toBe(401);
      expect(await statusOf(route, { authorization: `Bearer ${keyFor("revoked")}` })).toBe(401);
      await endAllSessions(instance.services.database);
      expect(await statusOf(route, { ...here, cookie: await cookie(1) })).toBe(401);
    });

    it("is refused to a key without the scope, and to a session that another site uses", async () => {
      expect(await statusOf(route, { "x-api-key": wrongKey(route) })).toBe(403);
      expect(await statusOf(route, { ...elsewhere, cookie: await cookie() })).toBe(403);
      expect(await statusOf(route, { cookie: await cookie() })).toBe(403);
      expect(await statusOf(route, { ...here, "sec-fetch-site": "same-site", cookie: await cookie() })).toBe(403);
    });

    it("is open to a key with the scope, to one for everything, and to the owner's own page", async () => {
      const passes = async (headers: Record<string, string>) =>
        expect([401, 403, 429, 500]).not.toContain(await statusOf(route, headers));
      await passes({ authorization: `Bearer ${keyFor(needOf(route))}` });
      await passes({ "x-api-key": keyFor("admin"), ...elsewhere });
      await passes({ ...here, cookie: await cookie() });
    });
  });

  it.each(
    Object.keys(privateReads).map((name) => [name, readRoutes.find((route) => nameOf(route) === name)!] as const),
  )("%s is read by its owner and his keys alone", async (_name, route) => {
    expect(await statusOf(route, {})).toBe(401);
    expect(await statusOf(route, { "x-api-key": keyFor("expired") })).toBe(401);
    expect(await statusOf(route, { "x-api-key": wrongKey(route) })).toBe(403);
    for (const headers of [{ "x-api-key": keyFor(needOf(route)) }, { cookie: await cookie() }]) {
      expect([401, 403, 429, 500]).not.toContain(await statusOf(route, headers));
    }
  });

  it("refuses signing in, out and setting up from another site", async () => {
    for (const route of writeRoutes.filter(({ handler }) => handler.scope === "public")) {
      const body = { password: "a long enough password" };
      expect((await callRoute(route, { headers: elsewhere, body })).status).toBe(403);
    }
  });
});

describe("where reads are closed", () => {
  beforeAll(async () => {
    instance = await openInstance(process.env.TEST_DATABASE_URL, { READS: "closed" });
    await createOwner(instance.services.database, "no password leads here");
    const [read, alerts, expired] = await Promise.all([
      insertKey("read"),
      insertKey("alerts"),
      insertKey("read", Date.now() - 1_000),
    ]);
    keys = { read: read.key, alerts: alerts.key, expired: expired.key };
  });
  afterAll(() => instance.close());

  it.each(readRoutes.map((route) => [nameOf(route), route] as const))("%s asks who reads", async (name, route) => {
    const isPublic = publicReads.includes(name);
    expect((await callRoute(route)).status).toBe(isPublic ? 200 : 401);
    if (isPublic || name in privateReads) return;
    expect((await callRoute(route, { headers: { "x-api-key": keyFor("expired") } })).status).toBe(401);
    // A key for anything may read the market: what it may do is of no use without.
    for (const headers of [
      { "x-api-key": keyFor("read") },
      { "x-api-key": keyFor("alerts") },
      { cookie: await cookie() },
    ]) {
      expect([401, 403, 500]).not.toContain((await callRoute(route, { headers })).status);
    }
  });
});
