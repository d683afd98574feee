import { describe, expect, it } from "vitest";
import type { AccessScope } from "@/lib/contracts/http/access-state";
import type { ApiRequest } from "./answer";
import { createApiKey } from "./api-key";
import { type AccessRecords, type AccessRules, authenticate, authorize, type Need } from "./principal";
import { openSession, SESSION_COOKIE, sealSession } from "./session";

const secret = "a secret of at least thirty-two characters";
const rules: AccessRules = { secret, localOwner: false, readsOpen: true, publicOrigin: null };
const { key, hash } = createApiKey();
const write: Need = { access: "write", scope: "alerts" };
const read: Need = { access: "read" };

function records(scopes: readonly AccessScope[] = ["alerts"], epoch: number | null = 3): AccessRecords {
  return {
    sessionEpoch: async () => epoch,
    findKey: async (asked) => (asked === hash ? { id: "k1", name: "script", scopes } : null),
  };
}

function request(headers: Record<string, string>): ApiRequest {
  return { method: "POST", searchParams: new URLSearchParams(), header: (name) => headers[name] ?? null };
}

async function statusOf(
  headers: Record<string, string>,
  need: Need,
  { rules: given = rules, records: known = records(), address = "203.0.113.9" } = {},
): Promise<number> {
  const asked = request(headers);
  const principal = await authenticate({ request: asked, address }, given, known);
  return authorize(principal, need, asked, given)?.status ?? 200;
}

const session = async (epoch = 3) => `${SESSION_COOKIE}=${await sealSession({ epoch, id: "s" }, secret)}`;
const sameOrigin = { host: "gq.example", origin: "https://gq.example" };

describe("a write", () => {
  it("is refused to anybody unknown, and to a key that nobody made", async () => {
    expect(await statusOf({ host: "gq.example" }, write)).toBe(401);
    expect(await statusOf({ "x-api-key": "gq_made-up" }, write)).toBe(401);
    expect(await statusOf({ "x-api-key": key.slice(3) }, write)).toBe(401);
  });

  it("is open to a key with its scope or all scopes, in either header, from anywhere", async () => {
    expect(await statusOf({ "x-api-key": key }, write)).toBe(200);
    expect(await statusOf({ authorization: `Bearer ${key}`, origin: "https://elsewhere.example" }, write)).toBe(200);
    expect(await statusOf({ "x-api-key": key }, write, { records: records(["admin"]) })).toBe(200);
    expect(await statusOf({ "x-api-key": key }, write, { records: records(["read", "backtests"]) })).toBe(403);
  });

  it("is open to the owner's session from our own pages only", async () => {
    const cookie = await session();
    expect(await statusOf({ cookie, ...sameOrigin }, write)).toBe(200);
    expect(await statusOf({ cookie, host: "gq.example" }, write)).toBe(403);
    expect(await statusOf({ cookie, host: "gq.example", origin: "null" }, write)).toBe(403);
    expect(await statusOf({ cookie, host: "gq.example", origin: "https://evil.example" }, write)).toBe(403);
    expect(await statusOf({ cookie, ...sameOrigin, "sec-fetch-site": "cross-site" }, write)).toBe(403);
  });

  it("is refused to a session that was ended, forged, or made before there was an owner", async () => {
    expect(await statusOf({ cookie: await session(2), ...sameOrigin }, write)).toBe(401);
    expect(await statusOf({ cookie: `${SESSION_COOKIE}=Fe26.2*forged`, ...sameOrigin }, write)).toBe(401);
    expect(await statusOf({ cookie: await session(), ...sameOrigin }, write, { records: records([], null) })).toBe(401);
    const foreign = await sealSession({ epoch: 3, id: "s" }, "another secret of thirty-two characters!");
    expect(await openSession(`${SESSION_COOKIE}=${foreign}`, secret)).toBeNull();
  });

  it("is open without a password to who sits at a demo's machine, not to a page that borrows its address", async () => {
    const demo = { rules: { ...rules, localOwner: true }, address: "127.0.0.1" };
    const local = { host: "localhost:3000", origin: "http://localhost:3000" };
    expect(await statusOf(local, write, demo)).toBe(200);
    expect(await statusOf({ host: "evil.example", origin: "http://evil.example" }, write, demo)).toBe(401);
    expect(await statusOf(local, write, { ...demo, address: "203.0.113.9" })).toBe(401);
    expect(await statusOf({ host: "localhost:3000", origin: "http://evil.example" }, write, demo)).toBe(403);
  });
});

describe("a read", () => {
  it("is open to everybody until the operator closes reads", async () => {
    expect(await statusOf({}, read)).toBe(200);
    const closed = { rules: { ...rules, readsOpen: false } };
    expect(await statusOf({}, read, closed)).toBe(401);
    expect(await statusOf({ cookie: await session() }, read, closed)).toBe(200);
    expect(await statusOf({ "x-api-key": key }, read, closed)).toBe(200);
  });

  it("of what is the owner's is never open to strangers, and needs no origin", async () => {
    const mine: Need = { access: "private", scope: "alerts" };
    expect(await statusOf({}, mine)).toBe(401);
    expect(await statusOf({ cookie: await session() }, mine)).toBe(200);
    expect(await statusOf({ "x-api-key": key }, mine)).toBe(200);
    expect(await statusOf({ "x-api-key": key }, mine, { records: records(["read"]) })).toBe(403);
  });
});
