import { createECDH, createPublicKey, type ECDH, randomBytes, verify } from "node:crypto";
import { decrypt } from "http_ece";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hostileNames, messageFixture } from "@/lib/contracts/message.fixture";
import { hangsUp, type Receiver, reply, saysNothing, startReceiver } from "../receiver.fixture";
import { sendPush } from "./send";
import { hasUsableKeys, isPushService } from "./subscription";
import { deriveVapidKeys } from "./vapid-keys";

const vapid = deriveVapidKeys("a secret of at least thirty-two characters", "mailto:owner@example.org");
const PATH = "/wpush/v2/gAAAAsubscription-token";

let receiver: Receiver;
let browser: ECDH;
let auth: Buffer;
beforeAll(async () => {
  receiver = await startReceiver();
  // What a browser makes when it subscribes.
  browser = createECDH("prime256v1");
  browser.generateKeys();
  auth = randomBytes(16);
});
afterEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const subscription = (changes = {}) => ({
  endpoint: receiver.base + PATH,
  p256dh: browser.getPublicKey("base64url"),
  auth: auth.toString("base64url"),
  ...changes,
});
const send = (message = messageFixture(), changes = {}) =>
  sendPush(vapid, subscription(changes), message, {
    rules: { allowPrivate: true },
    wallNow: Date.now(),
    timeoutMs: 400,
  });

/** What the browser does with a push before the service worker sees it. */
function decrypted() {
  const { body } = receiver.received[0] as (typeof receiver.received)[0];
  const plain = decrypt(body, {
    version: "aes128gcm",
    privateKey: browser,
    authSecret: auth.toString("base64url"),
  });
  return JSON.parse(plain.toString());
}

describe("a web push", () => {
  it("arrives encrypted for this browser alone, and says what the message says", async () => {
    receiver.script = [reply(201)];
    expect(await send()).toMatchObject({ kind: "delivered", answer: "201" });
    const [{ headers, body, path }] = receiver.received as [(typeof receiver.received)[0]];
    expect(path).toBe(PATH);
    expect(headers).toMatchObject({
      "content-encoding": "aes128gcm",
      "content-type": "application/octet-stream",
      ttl: "3600",
      urgency: "high",
      topic: expect.stringMatching(/^[\w-]{32}$/u),
    });
    expect(body.toString("latin1")).not.toContain("SOL");
    expect(decrypted()).toEqual({
      key: "rule-1:solana:7",
      title: "SOL score above 80",
      body: messageFixture().lines.join("\n"),
      path: "/alerts?firing=rule-1%3Asolana%3A7",
      at: messageFixture().at,
    });
    const stranger = createECDH("prime256v1");
    stranger.generateKeys();
    const foreign = { version: "aes128gcm", privateKey: stranger, authSecret: auth.toString("base64url") };
    expect(() => decrypt(body, foreign)).toThrow();
  });

  it("is signed with the key that the browser subscribed to, for this service and half a day at most", async () => {
    receiver.script = [reply(201)];
    await send();
    const [, token = "", key] =
      /^vapid t=([^,]+), k=(.+)$/u.exec(receiver.received[0]?.headers.authorization ?? "") ?? [];
    expect(key).toBe(vapid.publicKey);
    const [header = "", claims = "", signature = ""] = token.split(".");
    const point = Buffer.from(vapid.publicKey, "base64url");
    const jwk = {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    };
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    const signed = Buffer.from(`${header}.${claims}`);
    const asGiven = Buffer.from(signature, "base64url");
    expect(verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, asGiven)).toBe(true);
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect([aud, sub]).toEqual([receiver.base, "mailto:owner@example.org"]);
    expect(exp).toBeGreaterThan(Date.now() / 1_000);
    expect(exp).toBeLessThanOrEqual(Date.now() / 1_000 + 86_400);
  });

  it("replaces an earlier attempt at the same message, and no other message", async () => {
    receiver.script = [reply(201)];
    await send();
    await send();
    await send(messageFixture({ key: "another" }));
    const topics = receiver.received.map(({ headers }) => headers.topic);
    expect(topics[0]).toBe(topics[1]);
    expect(topics[2]).not.toBe(topics[0]);
  });

  it("is small enough for every service, whatever the script of the coins' names", async () => {
    receiver.script = [reply(201)];
    for (const piece of ["x", "名", "🚀", '"\\', "\u0000", "\uD83D"]) {
      const long = piece.repeat(4_000);
      expect(
        (await send(messageFixture({ title: long, lines: Array(50).fill(long), key: long, path: `/${long}` }))).kind,
      ).toBe("delivered");
      expect(receiver.received[0]?.body.length).toBeLessThanOrEqual(4_096);
      expect(decrypted().path).toBe("/alerts");
      receiver.received.length = 0;
    }
  });

  it.each(hostileNames)("says the hostile name %j as it is", async (name) => {
    receiver.script = [reply(201)];
    await send(messageFixture({ title: name, lines: [name] }));
    expect(decrypted()).toMatchObject({ title: name, body: name });
  });

  it.each([
    [200, "", {}, { kind: "delivered" }],
    [202, "", {}, { kind: "delivered" }],
    [404, "not found", {}, { kind: "dead_channel", reason: "404 not found" }],
    [410, "push subscription has unsubscribed or expired.", {}, { kind: "dead_channel" }],
    [429, "", { "retry-after": "30" }, { kind: "retry", retryAfterMs: 30_000 }],
    [406, "throttled", {}, { kind: "retry", reason: "406 throttled" }],
    [413, "too large", {}, { kind: "refused" }],
    [400, "VapidPkHashMismatch", {}, { kind: "dead_channel" }],
    [
      403,
      "the VAPID credentials in the authorization header do not correspond to the credentials used",
      {},
      { kind: "dead_channel" },
    ],
    [403, '{"reason":"BadJwtToken"}', {}, { kind: "refused" }],
    [401, "Unauthorized", {}, { kind: "refused" }],
    [307, "", { location: "http://127.0.0.1:1/" }, { kind: "refused" }],
    [500, "", {}, { kind: "retry" }],
    [503, "", { "retry-after": "60" }, { kind: "retry", retryAfterMs: 60_000 }],
  ])("that is answered %s %j %j comes to %j", async (status, body, headers, outcome) => {
    receiver.script = [reply(status, body, headers as Record<string, string>)];
    expect(await send()).toMatchObject(outcome);
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ["hangs up", hangsUp],
    ["says nothing", saysNothing],
  ])("to a service that %s is tried again", async (_what, script) => {
    receiver.script = [script];
    expect((await send()).kind).toBe("retry");
  });

  it("never shows where the subscription leads or its secret", async () => {
    receiver.script = [
      (response, { path }) => reply(400, `no ${path} ${auth.toString("base64url")}`)(response, {} as never),
    ];
    const told = JSON.stringify(await send());
    expect(told).not.toContain("subscription-token");
    expect(told).not.toContain(auth.toString("base64url"));
  });

  it.each([
    ["no key", { p256dh: "" }],
    ["a key of another length", { p256dh: Buffer.alloc(64, 4).toString("base64url") }],
    ["a point that is not on the curve", { p256dh: Buffer.alloc(65, 4).toString("base64url") }],
    ["a short secret", { auth: Buffer.alloc(15).toString("base64url") }],
    ["no address", { endpoint: "https://push.example/" }],
  ])("to a subscription with %s switches it off without asking anybody", async (_what, changes) => {
    const strict = { rules: { allowPrivate: !("endpoint" in changes) }, wallNow: Date.now() };
    const outcome = await sendPush(vapid, subscription(changes), messageFixture(), strict);
    expect(outcome.kind).toBe("dead_channel");
    expect(receiver.received).toEqual([]);
  });

  it("goes to the known services only", () => {
    const is = (address: string) => isPushService(new URL(address), { allowPrivate: false });
    expect(is("https://fcm.googleapis.com/fcm/send/x")).toBe(true);
    expect(is("https://updates.push.services.mozilla.com/wpush/v2/x")).toBe(true);
    expect(is("https://web.push.apple.com/x")).toBe(true);
    expect(is("https://wns2-db5p.notify.windows.com/w/?token=x")).toBe(true);
    expect(is("https://fcm.googleapis.com.evil.example/")).toBe(false);
    expect(is("https://evilpush.apple.com/")).toBe(false);
    expect(is("https://fcm.googleapis.com:8443/")).toBe(false);
  });
});

describe("the VAPID keys", () => {
  it("are the same for the same secret, others for another, and a pair", () => {
    const keys = Array.from({ length: 60 }, (_, index) => deriveVapidKeys(`secret ${index}`, "mailto:a@b.example"));
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(60);
    for (const [index, { publicKey, privateKey }] of keys.entries()) {
      expect(deriveVapidKeys(`secret ${index}`, "mailto:a@b.example")).toMatchObject({ publicKey, privateKey });
      expect(Buffer.from(publicKey, "base64url")).toHaveLength(65);
      expect(Buffer.from(privateKey, "base64url")).toHaveLength(32);
      const pair = createECDH("prime256v1");
      pair.setPrivateKey(privateKey, "base64url");
      expect(pair.getPublicKey("base64url")).toBe(publicKey);
      expect(hasUsableKeys({ p256dh: publicKey, auth: "A".repeat(22) })).toBe(true);
    }
  });
});
