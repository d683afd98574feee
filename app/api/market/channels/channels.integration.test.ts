import { createECDH, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callRoute, findRoutes, type Instance, openInstance, type Route } from "@/app/api/routes.fixture";
import { deriveVapidKeys } from "@/lib/adapters/web-push/vapid-keys";
import { channelsListSchema, channelTestSchema, createdChannelSchema } from "@/lib/contracts/http/channels";
import { problemSchema } from "@/lib/contracts/http/problem";
import { createApiKey } from "@/lib/http/api-key";
import { insertApiKey } from "@/lib/store/api-keys";
import { disableChannel, findChannel } from "@/lib/store/channels";
import { claimDelivery, recordAttempt } from "@/lib/store/deliveries";
import { inTransaction, queryRows } from "@/lib/store/query";

const SECRETS_KEY = "a secret of at least thirty-two characters";
const BOT_TOKEN = "123456:AAsecret-Token_of-the-bot";

let instance: Instance;
let routes: Route[];
let authorization: string;

function call(method: string, path: string, options: { body?: unknown; id?: string } = {}) {
  const route = routes.find((one) => one.method === method && one.path === `/api/market/channels${path}`);
  if (route === undefined) throw new Error(`No route ${method} ${path}`);
  return callRoute(route, { headers: { authorization }, ...options });
}
const list = async () => channelsListSchema.parse(await (await call("GET", "")).json());
async function create(body: unknown) {
  const response = await call("POST", "", { body });
  expect(response.status).toBe(201);
  return createdChannelSchema.parse(await response.json());
}
async function refusalOf(body: unknown, status = 400) {
  const response = await call("POST", "", { body });
  expect(response.status).toBe(status);
  const problem = problemSchema.parse(await response.json());
  return problem.errors ?? problem.detail;
}

function browserKeys() {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return { p256dh: pair.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
}

beforeAll(async () => {
  routes = await findRoutes();
  instance = await openInstance(process.env.TEST_DATABASE_URL, { SECRETS_KEY, TELEGRAM_BOT_TOKEN: BOT_TOKEN });
  const { key, prefix, hash } = createApiKey();
  const scopes = ["alerts" as const];
  await insertApiKey(instance.services.database, { id: "k", name: "test", prefix, hash, scopes, expiresAt: null });
  authorization = `Bearer ${key}`;
});
beforeEach(async () => {
  await instance.redis.flushall();
  await queryRows(instance.services.database, sql`truncate channels, deliveries, delivery_attempts`);
});
afterAll(() => instance.close());

describe("the channels", () => {
  it("begin with the inbox, and each kind says what it still needs", async () => {
    const { channels, kinds } = await list();
    expect(channels).toMatchObject([{ id: "inbox", kind: "inbox", state: "active", configured: true }]);
    expect(Object.fromEntries(kinds.map(({ kind, missing }) => [kind, missing]))).toEqual({
      email: "Set SMTP_HOST and ALERT_EMAIL_FROM, and leave ENABLE_EMAIL_ALERTS on.",
      telegram: null,
      push: null,
      webhook: null,
      discord: null,
      inbox: null,
    });
  });

  it("are kept encrypted, and shown without what could be used to send", async () => {
    const keys = browserKeys();
    const bodies = [
      { kind: "telegram", label: "Phone", chat_id: "-1001234567890" },
      { kind: "webhook", label: "", url: "https://1.1.1.1/hooks/a-very-secret-token?key=hidden" },
      { kind: "discord", label: "", url: "https://discord.com/api/webhooks/123/a-very-secret-token" },
      {
        kind: "push",
        label: "",
        subscription: { endpoint: "https://fcm.googleapis.com/fcm/send/a-very-secret-token", keys },
      },
    ];
    // discord.com is a name: what it leads to is not asked here.
    const made = [];
    for (const body of bodies.filter(({ kind }) => kind !== "discord")) made.push(await create(body));
    expect(made.map(({ channel }) => channel.destination)).toEqual(["…890", "1.1.1.1/…en", "fcm.googleapis.com/…en"]);
    expect(made.map(({ secret }) => secret?.startsWith("whsec_") ?? null)).toEqual([null, true, null]);
    const shown = JSON.stringify(await list());
    const stored = JSON.stringify(await queryRows(instance.services.database, sql`select * from channels`));
    for (const secret of ["a-very-secret-token", "hidden", made[1]?.secret ?? "?", keys.auth, "1001234567890"]) {
      expect(shown).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
    const id = made[1]?.channel.id ?? "";
    const { database, box } = instance.services;
    expect((await findChannel(database, box, id))?.config).toMatchObject({ secret: made[1]?.secret });
  });

  it.each([
    [
      { kind: "email", address: "me@example.org" },
      [{ path: "kind", message: expect.stringContaining("Set SMTP_HOST") }],
    ],
    [
      { kind: "telegram", chat_id: "hello there" },
      [{ path: "chat_id", message: expect.stringContaining("must be a chat id") }],
    ],
    [{ kind: "webhook", url: "nonsense" }, [{ path: "url", message: "must be an http(s) address" }]],
    [{ kind: "webhook", url: "http://1.1.1.1/" }, [{ path: "url", message: "The address must begin with https://" }]],
    [{ kind: "webhook", url: "https://u:p@1.1.1.1/" }, [{ path: "url", message: expect.stringContaining("password") }]],
    [{ kind: "webhook", url: "https://0x7f.1/" }, [{ path: "url", message: expect.stringContaining("private") }]],
    [
      { kind: "webhook", url: "https://169.254.169.254/latest" },
      [{ path: "url", message: expect.stringContaining("private") }],
    ],
    [{ kind: "webhook", url: "https://localhost/" }, [{ path: "url", message: expect.stringContaining("private") }]],
    [
      { kind: "webhook", url: "https://nobody.invalid/" },
      [{ path: "url", message: expect.stringContaining("cannot be resolved") }],
    ],
    [{ kind: "webhook", url: "javascript:alert(1)" }, [{ path: "url", message: expect.any(String) }]],
    [
      { kind: "discord", url: "https://1.1.1.1/api/webhooks/1/x" },
      [{ path: "url", message: expect.stringContaining("must be a Discord webhook") }],
    ],
    [
      { kind: "push", subscription: { endpoint: "https://1.1.1.1/x", keys: browserKeys() } },
      [{ path: "subscription", message: expect.stringContaining("push service") }],
    ],
    [
      { kind: "push", subscription: { endpoint: "https://fcm.googleapis.com/x", keys: { p256dh: "AA", auth: "AA" } } },
      [{ path: "subscription", message: expect.stringContaining("keys") }],
    ],
    [{ kind: "inbox" }, expect.any(Array)],
    [{ kind: "pigeon" }, expect.any(Array)],
    [
      { kind: "telegram", chat_id: "1", label: "x".repeat(81) },
      [{ path: "label", message: "must be 80 characters at most" }],
    ],
  ])("are not made of %j, and say why", async (body, errors) => {
    expect(await refusalOf(body)).toEqual(errors);
    expect((await list()).channels).toHaveLength(1);
  });

  it("lead to one address once, and are fifty at most", async () => {
    await create({ kind: "telegram", chat_id: "@Channel" });
    expect(await refusalOf({ kind: "telegram", chat_id: "@channel" }, 409)).toContain("already");
    for (let index = 1; index < 50; index += 1) {
      await instance.redis.flushall();
      await create({ kind: "telegram", chat_id: String(index) });
    }
    await instance.redis.flushall();
    expect(await refusalOf({ kind: "telegram", chat_id: "999" }, 409)).toContain("50 channels");
  });

  it("are removed with their secrets, except the inbox", async () => {
    const { channel } = await create({ kind: "telegram", chat_id: "77" });
    expect((await call("DELETE", "/[id]", { id: channel.id })).status).toBe(204);
    expect((await call("DELETE", "/[id]", { id: channel.id })).status).toBe(404);
    expect((await call("DELETE", "/[id]", { id: "inbox" })).status).toBe(409);
    expect((await list()).channels).toHaveLength(1);
    expect(await queryRows(instance.services.database, sql`select config from channels`)).toEqual([{ config: "" }]);
  });

  it("that were disabled say why, take no test, and can be enabled again", async () => {
    const { channel } = await create({ kind: "telegram", chat_id: "77" });
    const { id } = channel;
    await inTransaction(instance.services.database, (tx) =>
      disableChannel(tx, id, "403 Forbidden: bot was blocked", Date.now()),
    );
    expect((await list()).channels[1]).toMatchObject({
      state: "disabled",
      disabled_reason: "403 Forbidden: bot was blocked",
    });
    expect((await call("POST", "/[id]/test", { id })).status).toBe(409);
    expect((await call("POST", "/[id]/enable", { id })).status).toBe(204);
    expect((await list()).channels[1]).toMatchObject({ state: "active", disabled_reason: null });
    expect((await call("POST", "/[id]/enable", { id: "nobody" })).status).toBe(404);
  });

  it("are tested by a message in the ledger and in the queue, and the answer is what was answered", async () => {
    const { channel } = await create({ kind: "telegram", chat_id: "77" });
    const { database } = instance.services;
    const answering = call("POST", "/[id]/test", { id: channel.id });
    let jobs: { data: { deliveryId: string } }[] = [];
    while (jobs.length === 0) jobs = await instance.services.queues().delivery.getJobs();
    const { claimed } = await claimDelivery(database, jobs[0]?.data.deliveryId ?? "", 60_000, Date.now() + 1_000);
    expect(claimed?.message).toMatchObject({ test: true, title: "Test from GhostQuant", firings: [] });
    if (claimed === null) throw new Error("Nothing was there to be claimed");
    const attempt = { attempt: 1, at: Date.now(), tookMs: 5, outcome: "delivered" as const, answer: "message 8841" };
    await recordAttempt(database, claimed, attempt, { state: "delivered", providerId: "8841", at: Date.now() });
    const response = await answering;
    expect(response.status).toBe(202);
    expect(channelTestSchema.parse(await response.json())).toEqual({
      delivery_id: claimed.id,
      state: "delivered",
      answer: "message 8841",
    });
    expect((await call("POST", "/[id]/test", { id: "nobody" })).status).toBe(404);
  });

  it("of browsers subscribe with the key that every process derives", async () => {
    const { public_key } = await (await call("GET", "/push-key")).json();
    expect(public_key).toBe(deriveVapidKeys(SECRETS_KEY, "mailto:a@b.example").publicKey);
  });
});
