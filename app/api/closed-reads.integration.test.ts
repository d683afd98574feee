import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { methodsOf } from "@/lib/contracts/http/openapi";
import { createApiKey } from "@/lib/http/api-key";
import { hotPaths } from "@/lib/http/hot-paths";
import { SESSION_COOKIE, sealSession } from "@/lib/http/session";
import { readSocketPass, SOCKET_PASS_HEADER } from "@/lib/http/socket-pass";
import { createWebServer } from "@/lib/http/web-server";
import { insertApiKey } from "@/lib/store/api-keys";
import { createOwner } from "@/lib/store/owner";
import { type Instance, openInstance } from "./routes.fixture";

let instance: Instance;
let web: ReturnType<typeof createWebServer>;
let sidecar: Server;
let base = "";
let key = "";
let cookie = "";

const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  instance = await openInstance(process.env.TEST_DATABASE_URL, { READS: "closed" });
  const { access, database, hotLists, limit, log } = instance.services;
  await createOwner(database, "no password leads here");
  const made = createApiKey();
  key = made.key;
  await insertApiKey(database, { ...made, id: randomUUID(), name: "reader", scopes: ["read"], expiresAt: null });
  cookie = `${SESSION_COOKIE}=${await sealSession({ epoch: 1, id: "s" }, access.rules.secret ?? "")}`;
  // Says back what it was asked with.
  sidecar = createTcpServer((socket) => {
    socket.once("data", (bytes) => socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${bytes}`));
    socket.on("error", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(sidecar, "listening");
  web = createWebServer({
    hotLists,
    limit,
    guard: access.guard,
    methodsOf,
    handle: async (request, response) => void response.end(`Next answers ${request.url}`),
    upgrade: null,
    sidecars: [{ host: "127.0.0.1", port: portOf(sidecar) }],
    development: false,
    log,
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  base = `http://127.0.0.1:${portOf(web)}`;
});
afterAll(async () => {
  web.close();
  web.closeAllConnections();
  sidecar.close();
  await instance.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers, redirect: "manual" });

const upgrade = (headers: Record<string, string>) =>
  raw("GET /ws/momentum HTTP/1.1", { connection: "Upgrade", upgrade: "websocket", ...headers });

/** A request exactly as written, which `fetch` would tidy up. */
async function raw(line: string, headers: Record<string, string>): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port: portOf(web) });
  const lines = Object.entries({ host: "gq.example", ...headers });
  socket.write(`${line}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  await once(socket, "close");
  return text;
}

const passIn = (text: string) => new RegExp(`${SOCKET_PASS_HEADER}: (\\S+)`, "iu").exec(text)?.[1];

describe("where reads are closed, the front", () => {
  it("gives hot lists to the owner and his keys alone", async () => {
    for (const path of [...hotPaths.keys(), "/market/momentum?page=2"]) {
      const refused = await get(path);
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect((await get(path, { "x-api-key": "gq_made-up" })).status).toBe(401);
      // There is no board yet: whoever may read is told so. What was measured of our own claims needs none.
      const answered = path.endsWith("scorecard") ? 200 : 503;
      expect((await get(path, { "x-api-key": key })).status).toBe(answered);
      expect((await get(path, { cookie })).status).toBe(answered);
    }
  });

  it("sends a stranger from any page to sign in, and back to where he wanted to go", async () => {
    const refused = await get("/momentum/bitcoin?tab=whale");
    expect([refused.status, refused.headers.get("location")]).toEqual([
      303,
      "/sign-in?next=%2Fmomentum%2Fbitcoin%3Ftab%3Dwhale",
    ]);
    expect((await get("/status")).status).toBe(303);
    for (const detour of [
      "/api/../momentum",
      "/_next/static/%2e%2e/../momentum",
      "/setup/..\\momentum",
      "//momentum",
    ]) {
      expect(await raw(`GET ${detour} HTTP/1.1`, { connection: "close" })).toContain("303 See Other");
    }
    expect((await get("/momentum/bitcoin", { cookie })).status).toBe(200);
  });

  it("leaves open what signing in needs", async () => {
    for (const path of ["/sign-in?next=/momentum", "/setup", "/_next/static/chunk.js", "/icon.svg", "/api/access"]) {
      expect((await get(path)).status).toBe(200);
    }
  });

  it("opens no socket for a stranger, for another site with the owner's cookie, or for a pass that the client made", async () => {
    expect(await upgrade({})).toContain("401 Unauthorized");
    expect(await upgrade({ cookie, origin: "https://evil.example" })).toContain("401 Unauthorized");
    expect(await upgrade({ cookie })).toContain("401 Unauthorized");
    expect(await upgrade({ [SOCKET_PASS_HEADER]: "9.admin.x" })).toContain("401 Unauthorized");
  });

  it("hands a socket over with a pass that the sidecar can check, and with no other", async () => {
    const { secret } = instance.services.access.rules;
    const own = await upgrade({ cookie, origin: "http://gq.example", [SOCKET_PASS_HEADER]: "9.admin.x" });
    expect(own).not.toContain("9.admin.x");
    expect(readSocketPass(passIn(own), secret, Date.now())).toEqual(["admin"]);
    expect(readSocketPass(passIn(await upgrade({ "x-api-key": key })), secret, Date.now())).toEqual(["read"]);
  });
});

describe("the front believes", () => {
  it("https from a neighbour, and lets writes through to Next but for hot lists", async () => {
    const post = (path: string) => fetch(base + path, { method: "POST", body: "{}" });
    expect((await post("/api/market/alerts")).status).toBe(200);
    const refused = await post("/api/market/momentum");
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
