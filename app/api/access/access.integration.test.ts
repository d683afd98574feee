import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiKeyListSchema, auditListSchema, createdApiKeySchema } from "@/lib/contracts/http/access";
import { accessStateSchema } from "@/lib/contracts/http/access-state";
import { SESSION_COOKIE } from "@/lib/http/session";
import { listApiKeys } from "@/lib/store/api-keys";
import { changePassword, readOwner } from "@/lib/store/owner";
import { callRoute, findRoutes, type Instance, openInstance } from "../routes.fixture";

const routes = await findRoutes();
const password = "correct horse battery";
const page = { origin: "https://gq.example", "sec-fetch-site": "same-origin" };
const address = "198.51.100.7";

let instance: Instance;
const open = async (settings: Record<string, string> = {}) => {
  instance = await openInstance(process.env.TEST_DATABASE_URL, settings);
};
afterEach(() => instance.close());

interface Call {
  headers?: Record<string, string>;
  body?: unknown;
  id?: string;
}

async function call(name: string, given: Call = {}): Promise<Response> {
  const route = routes.find(({ method, path }) => `${method} ${path}` === name);
  if (route === undefined) throw new Error(`There is no ${name}.`);
  return callRoute(route, given);
}

const cookieOf = (response: Response) => response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
const setUp = (headers: Record<string, string> = page) =>
  call("POST /api/access/setup", { headers, body: { password } });
const signIn = (tried: string, headers: Record<string, string> = {}) =>
  call("POST /api/access/sign-in", { headers: { ...page, ...headers }, body: { password: tried } });
const stateFor = async (headers: Record<string, string> = {}) =>
  accessStateSchema.parse(await (await call("GET /api/access", { headers })).json());

describe("a fresh instance", () => {
  beforeEach(() => open());

  it("belongs to whoever sets the password first, and to nobody after", async () => {
    expect(await stateFor()).toMatchObject({ needs_setup: true, signed_in: false, scopes: [] });
    const first = await setUp();
    expect(first.status).toBe(200);
    expect(first.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=\d+$/u);
    expect(await stateFor({ cookie: cookieOf(first) })).toMatchObject({
      needs_setup: false,
      signed_in: true,
      via: "session",
      scopes: ["admin"],
    });
    expect((await setUp()).status).toBe(409);
    expect(await stateFor()).toMatchObject({ needs_setup: false, signed_in: false });
  });

  it("has one owner when eight visitors come at the same time", async () => {
    const statuses = await Promise.all(Array.from({ length: 8 }, () => setUp().then(({ status }) => status)));
    expect(statuses.sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
  });

  it("is not taken by a page that has pointed its own name at this machine", async () => {
    const rebound = { origin: "http://evil.example", host: "evil.example", "x-forwarded-for": "127.0.0.1" };
    expect((await setUp(rebound)).status).toBe(403);
    const local = { origin: "http://localhost:3000", host: "localhost:3000", "x-forwarded-for": "127.0.0.1" };
    expect((await setUp(local)).status).toBe(200);
  });

  it("says what a password must be like, and takes JSON alone", async () => {
    const short = await call("POST /api/access/setup", { headers: page, body: { password: "short" } });
    expect([short.status, (await short.json()).errors]).toEqual([
      400,
      [{ path: "password", message: "must be 10 to 200 characters" }],
    ]);
    expect((await call("POST /api/access/setup", { headers: page, body: [] })).status).toBe(400);
    const text = await call("POST /api/access/setup", { headers: { ...page, "content-type": "text/plain" } });
    expect(text.status).toBe(415);
    const large = await call("POST /api/access/setup", { headers: page, body: { password: "x".repeat(70_000) } });
    expect(large.status).toBe(413);
    expect(await readOwner(instance.services.database)).toBeNull();
  });
});

describe("signing in", () => {
  beforeEach(() => open());

  it("tells a wrong password and a missing owner apart by nothing", async () => {
    const before = await signIn("wrong password");
    await setUp();
    const after = await signIn("wrong password");
    expect([before.status, await before.text()]).toEqual([after.status, await after.text()]);
    expect(before.status).toBe(401);
    expect((await signIn("")).status).toBe(401);
    const right = await signIn(password);
    expect([right.status, cookieOf(right).startsWith(`${SESSION_COOKIE}=Fe26.2`)]).toEqual([200, true]);
  });

  it("is slowed per address after ten tries, and begins anew after a right one", async () => {
    await setUp();
    const from = { "x-forwarded-for": address };
    for (let round = 0; round < 9; round++) expect((await signIn("wrong password", from)).status).toBe(401);
    expect((await signIn(password, from)).status).toBe(200);
    for (let round = 0; round < 10; round++) expect((await signIn("wrong password", from)).status).toBe(401);
    const refused = await signIn(password, from);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(600);
    expect((await signIn(password)).status).toBe(200);
  });

  it("is slowed overall: a thousand addresses guess no faster than sixty a minute", async () => {
    await setUp();
    const statuses: number[] = [];
    for (let round = 0; round < 64; round++) statuses.push((await signIn("wrong password")).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.slice(60)).toEqual([429, 429, 429, 429]);
  });

  it("marks the cookie secure exactly where the reader came by https", async () => {
    await setUp();
    const secure = async (headers: Record<string, string>) =>
      (await signIn(password, headers)).headers.get("set-cookie")?.includes("; Secure");
    expect(await secure({})).toBe(false);
    expect(await secure({ "x-forwarded-proto": "https" })).toBe(true);
  });
});

describe("a session", () => {
  beforeEach(() => open());

  it("ends everywhere at once, and with a new password everywhere but here", async () => {
    await setUp();
    const [laptop, phone] = [cookieOf(await signIn(password)), cookieOf(await signIn(password))];
    const change = { current: password, password: "another long password" };
    const wrong = await call("POST /api/access/password", {
      headers: { ...page, cookie: laptop },
      body: { ...change, current: "not the password" },
    });
    expect([wrong.status, (await wrong.json()).errors[0].path]).toEqual([400, "current"]);
    const changed = await call("POST /api/access/password", { headers: { ...page, cookie: laptop }, body: change });
    expect(changed.status).toBe(204);
    expect((await stateFor({ cookie: phone })).signed_in).toBe(false);
    expect((await stateFor({ cookie: cookieOf(changed) })).signed_in).toBe(true);
    expect((await signIn(password)).status).toBe(401);
    const again = cookieOf(await signIn("another long password"));
    const ended = await call("POST /api/access/sign-out-everywhere", { headers: { ...page, cookie: again } });
    expect([ended.status, ended.headers.get("set-cookie")]).toEqual([204, expect.stringContaining("Max-Age=0")]);
    for (const cookie of [again, cookieOf(changed)]) expect((await stateFor({ cookie })).signed_in).toBe(false);
  });
});

describe("an API key", () => {
  beforeEach(() => open());

  it("is shown once, kept as a hash, remembers its use, and ends when it is revoked", async () => {
    const cookie = cookieOf(await setUp());
    const headers = { ...page, cookie };
    const body = { name: " Backup ", scopes: ["alerts", "alerts", "read"] };
    const made = await call("POST /api/access/keys", { headers, body });
    expect(made.status).toBe(201);
    const { key, id, ...shown } = createdApiKeySchema.parse(await made.json());
    expect(shown).toMatchObject({ name: "Backup", scopes: ["alerts", "read"], expires_at: null, last_used_at: null });
    expect(made.headers.get("location")).toBe(`/api/access/keys/${id}`);
    expect((await stateFor({ "x-api-key": key })).scopes).toEqual(["alerts", "read"]);
    const list = await (await call("GET /api/access/keys", { headers })).text();
    expect(list).not.toContain(key);
    expect(apiKeyListSchema.parse(JSON.parse(list)).keys[0]?.last_used_at).not.toBeNull();
    const [stored] = await listApiKeys(instance.services.database);
    await stateFor({ "x-api-key": key });
    expect((await listApiKeys(instance.services.database))[0]?.lastUsedAt).toBe(stored?.lastUsedAt);
    expect((await call("DELETE /api/access/keys/[id]", { headers, id })).status).toBe(204);
    expect((await stateFor({ "x-api-key": key })).scopes).toEqual([]);
    expect((await call("DELETE /api/access/keys/[id]", { headers, id: "none" })).status).toBe(404);
  });

  it.each([
    [{ name: "", scopes: ["read"] }, "name"],
    [{ name: "x", scopes: [] }, "scopes"],
    [{ name: "x", scopes: ["root"] }, "scopes.0"],
    [{ name: "x", scopes: ["read"], expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
  ])("is not made of %j", async (body, path) => {
    const headers = { ...page, cookie: cookieOf(await setUp()) };
    const refused = await call("POST /api/access/keys", { headers, body });
    expect([refused.status, (await refused.json()).errors[0].path]).toEqual([400, path]);
    expect(await listApiKeys(instance.services.database)).toEqual([]);
  });

  it("writes sixty times a minute from wherever, and is told when to come back", async () => {
    const headers = { ...page, cookie: cookieOf(await setUp()) };
    const made = await call("POST /api/access/keys", { headers, body: { name: "x", scopes: ["admin"] } });
    const { key } = createdApiKeySchema.parse(await made.json());
    const write = () => call("DELETE /api/access/keys/[id]", { headers: { "x-api-key": key } });
    for (let round = 0; round < 60; round++) expect((await write()).status).toBe(404);
    const refused = await write();
    expect([refused.status, refused.headers.get("ratelimit-limit")]).toEqual([429, "60"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("the audit log", () => {
  beforeEach(() => open());

  it("has every write and every refused sign-in, who and from where, and never a secret", async () => {
    const cookie = cookieOf(await setUp());
    const headers = { ...page, cookie };
    await signIn("a wrong guess", { "x-forwarded-for": address });
    const made = await call("POST /api/access/keys", { headers, body: { name: "Backup", scopes: ["admin"] } });
    const { key, id } = createdApiKeySchema.parse(await made.json());
    await call("DELETE /api/access/keys/[id]", { headers: { "x-api-key": key }, id });
    const text = await (await call("GET /api/access/audit", { headers })).text();
    const { entries, next } = auditListSchema.parse(JSON.parse(text));
    expect(entries.map(({ actor, action, target }) => [actor, action, target])).toEqual([
      [`key Backup (${id})`, `DELETE /api/access/keys/${id}`, id],
      ["owner", "POST /api/access/keys", `/api/access/keys/${id}`],
      ["visitor", "sign-in refused", null],
      ["visitor", "POST /api/access/setup", null],
    ]);
    expect([next, entries[2]?.address]).toEqual([null, address]);
    for (const secret of [key, password, "a wrong guess", cookie]) expect(text).not.toContain(secret);
  });
});

describe("settings of the operator", () => {
  it("OWNER_PASSWORD makes the owner, replaces another password, and leaves nothing to set up", async () => {
    await open({ OWNER_PASSWORD: "preset by the operator" });
    expect((await stateFor()).needs_setup).toBe(false);
    expect((await setUp()).status).toBe(409);
    const session = await signIn("preset by the operator");
    expect(session.status).toBe(200);
    const headers = { ...page, cookie: cookieOf(session) };
    const body = { current: "preset by the operator", password: "another long password" };
    expect((await call("POST /api/access/password", { headers, body })).status).toBe(409);
    expect((await stateFor(headers)).password_changeable).toBe(false);
  });

  it("without SECRETS_KEY writes say what is missing, and reads go on", async () => {
    await open({ SECRETS_KEY: "" });
    for (const answer of [
      await setUp(),
      await call("POST /api/access/keys", { headers: page, body: { name: "x", scopes: ["read"] } }),
    ]) {
      expect(answer.status).toBe(500);
      expect((await answer.json()).detail).toContain("SECRETS_KEY is not set");
    }
    expect(await readOwner(instance.services.database)).toBeNull();
    expect((await stateFor()).reads).toBe("open");
  });

  it("a demo on its own machine signs its visitor in, and nobody who comes from elsewhere", async () => {
    await open({ MARKET_SOURCE: "simulated", HOST: "127.0.0.1" });
    const local = { host: "localhost:3000", "x-forwarded-for": "127.0.0.1" };
    expect(await stateFor(local)).toMatchObject({ signed_in: true, via: "local", needs_setup: false });
    expect((await stateFor({ host: "localhost:3000" })).signed_in).toBe(false);
    const body = { name: "x", scopes: ["read"] };
    const keys = (origin: string) => call("POST /api/access/keys", { headers: { ...local, origin }, body });
    expect((await keys("http://localhost:3000")).status).toBe(201);
    expect((await keys("http://evil.example")).status).toBe(403);
  });

  it.each([
    { MARKET_SOURCE: "live" },
    { MARKET_SOURCE: "simulated", HOST: "0.0.0.0" },
    { MARKET_SOURCE: "simulated", PUBLIC_URL: "https://gq.example" },
  ])("nobody is the local owner with %j", async (settings) => {
    await open(settings);
    const local = { host: "localhost:3000", "x-forwarded-for": "127.0.0.1" };
    expect(await stateFor(local)).toMatchObject({ signed_in: false, needs_setup: true });
  });
});

describe("two who change the password at the same time", () => {
  it("do not overwrite each other", async () => {
    await open();
    await setUp();
    const { database } = instance.services;
    const hash = (await readOwner(database))?.passwordHash ?? "";
    const epochs = await Promise.all([changePassword(database, hash, "a"), changePassword(database, hash, "b")]);
    expect(epochs.filter((epoch) => epoch !== null)).toEqual([2]);
  });
});
