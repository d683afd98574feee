import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hostileNames, messageFixture } from "@/lib/contracts/message.fixture";
import {
  hangsUp,
  neverEnds,
  type Received,
  type Receiver,
  reply,
  saysNothing,
  startReceiver,
  trickles,
} from "../receiver.fixture";
import { createWebhookSecret, sendWebhook } from "./send";

const link = "https://quant.example/alerts?firing=1";
const secret = createWebhookSecret();
const PATH = "/hooks/Zx81-spectrum-token?key=hunter22";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const send = (message = messageFixture(), wallNow = Date.now()) =>
  sendWebhook({ url: receiver.base + PATH, secret }, message, {
    rules: { allowPrivate: true },
    link,
    wallNow,
    timeoutMs: 400,
  });

describe("a webhook", () => {
  it("gets the message as JSON, signed so that the scheme's own verifier takes it", async () => {
    receiver.script = [reply(204)];
    expect(await send()).toEqual({ kind: "delivered", providerId: null, answer: "204", movedTo: null });
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    const verified = new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    expect(verified).toEqual({
      type: "alert.fired",
      timestamp: "2025-04-09T17:30:00.000Z",
      data: {
        key: "rule-1:solana:7",
        title: "SOL score above 80",
        lines: messageFixture().lines,
        late: false,
        url: link,
        firings: [
          {
            key: "rule-1:solana:7",
            coin_id: "solana",
            symbol: "SOL",
            rule: "SOL score above 80",
            value: 81.4,
            reason: "score 81.4 ≥ 80",
            at: "2025-04-09T17:30:00.000Z",
          },
        ],
      },
    });
    expect(headers).toMatchObject({ "webhook-id": "rule-1:solana:7", "content-type": "application/json" });
    const tampered = body.toString().replace("81.4", "99.9");
    expect(() => new Webhook(secret).verify(tampered, headers as Record<string, string>)).toThrow("signature");
    expect(() => new Webhook(createWebhookSecret()).verify(body.toString(), headers as never)).toThrow("signature");
  });

  it("gets a repetition under the same id, and every hostile name as it is", async () => {
    receiver.script = [reply(200)];
    for (const name of hostileNames) {
      const message = messageFixture({ key: `rule:${name}`, title: name, test: true });
      expect((await send(message)).kind).toBe("delivered");
      expect((await send(message, Date.now() + 60_000)).kind).toBe("delivered");
      const [first, second] = receiver.received.splice(0) as [Received, Received];
      expect(first.headers["webhook-id"]).toBe(second.headers["webhook-id"]);
      const verified = new Webhook(secret).verify(first.body.toString(), first.headers as Record<string, string>);
      expect(verified).toMatchObject({ type: "alert.test", data: { title: name, key: `rule:${name}` } });
    }
  });

  it.each([
    [200, "ok", {}, { kind: "delivered", answer: "200 ok" }],
    [410, "gone", {}, { kind: "dead_channel", reason: "410 gone" }],
    [302, "", { location: "/elsewhere" }, { kind: "refused", reason: "302" }],
    [400, "no", {}, { kind: "refused", reason: "400 no" }],
    [413, "big", {}, { kind: "refused", reason: "413 big" }],
    [401, "who", {}, { kind: "retry", retryAfterMs: null }],
    [404, "not deployed yet", {}, { kind: "retry", reason: "404 not deployed yet" }],
    [408, "", {}, { kind: "retry" }],
    [429, "slow down", { "retry-after": "120" }, { kind: "retry", retryAfterMs: 120_000 }],
    [500, "<h1>oops</h1>", {}, { kind: "retry", reason: "500 <h1>oops</h1>" }],
    [503, "", { "retry-after": "soon" }, { kind: "retry", retryAfterMs: null }],
  ])("that answers %s %s %j comes to %j", async (status, body, headers, outcome) => {
    receiver.script = [reply(status, body, headers)];
    expect(await send()).toMatchObject(outcome);
    expect(receiver.received).toHaveLength(1);
  });

  it("may say when to come back as a date", async () => {
    receiver.script = [reply(503, "", { "retry-after": "Wed, 09 Apr 2025 18:00:00 GMT" })];
    const outcome = await send(messageFixture(), Date.UTC(2025, 3, 9, 17, 58));
    expect(outcome).toMatchObject({ kind: "retry", retryAfterMs: 120_000 });
  });

  it.each([
    ["hangs up", hangsUp, { kind: "retry", reason: "no connection (ECONNRESET)" }],
    ["says nothing", saysNothing, { kind: "retry", reason: "no answer in time" }],
    ["trickles", trickles, { kind: "retry", reason: "no answer in time" }],
    ["never ends", neverEnds, { kind: "delivered" }],
  ])("whose server %s is handled", async (_what, script, outcome) => {
    receiver.script = [script];
    expect(await send()).toMatchObject(outcome);
  });

  it("that nobody serves is tried again", async () => {
    const gone = await startReceiver();
    await gone.close();
    const options = { rules: { allowPrivate: true }, link, wallNow: Date.now() };
    const outcome = await sendWebhook({ url: gone.base, secret }, messageFixture(), options);
    expect(outcome).toMatchObject({ kind: "retry", reason: "no connection (ECONNREFUSED)" });
  });

  it("that leads inside is switched off without a connection, and one whose name is lost is not", async () => {
    const strict = { rules: { allowPrivate: false }, link, wallNow: Date.now() };
    expect(await sendWebhook({ url: receiver.base, secret }, messageFixture(), strict)).toEqual({
      kind: "dead_channel",
      reason: "The address must begin with https://",
    });
    const inside = { ...strict, rules: { allowPrivate: false, resolve: async () => [{ address: "::1", family: 6 }] } };
    expect(await sendWebhook({ url: "https://hook.example/", secret }, messageFixture(), inside as never)).toEqual({
      kind: "dead_channel",
      reason: "The address leads to a private, local or reserved network",
    });
    const lost = { ...strict, rules: { allowPrivate: false, resolve: async () => [] } };
    expect(await sendWebhook({ url: "https://hook.example/", secret }, messageFixture(), lost)).toMatchObject({
      kind: "retry",
    });
    expect(receiver.received).toEqual([]);
  });

  it("never finds its own secrets in what is written down, though the server repeats all of it", async () => {
    receiver.script = [
      (response, { path, headers }) => {
        response.writeHead(404);
        const filler = "x".repeat(260);
        response.end(
          `Cannot POST ${path} ${encodeURIComponent(path)} ${filler}${path} ${secret} ${headers["webhook-id"]}`,
        );
      },
    ];
    const told = JSON.stringify(await send());
    for (const part of ["Zx81", "hunter22", secret, secret.slice(6), "spectrum"]) expect(told).not.toContain(part);
    expect(told).toContain("Cannot POST …");
  });

  it("answers nothing that a database or a terminal would stumble over", async () => {
    receiver.script = [reply(500, "a\u0000b\u001b[31m\r\nc\u202E\uFFFE 🚀".padEnd(2_000, "🚀"))];
    const outcome = await send();
    const reason = outcome.kind === "retry" ? outcome.reason : "";
    expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(reason.length).toBeLessThanOrEqual(300);
  });
});
