import { createECDH, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { channelSettingsFrom } from "@/lib/adapters/channel-settings";
import { type Receiver, reply, startReceiver } from "@/lib/adapters/receiver.fixture";
import { type MailServer, startMailServer } from "@/lib/adapters/smtp/mail-server.fixture";
import { createWebhookSecret } from "@/lib/adapters/webhook/send";
import type { ChannelConfig } from "@/lib/contracts/delivery";
import { messageFixture } from "@/lib/contracts/message.fixture";
import { readEnv } from "@/lib/env";
import { type ChannelSenders, createChannelSenders } from "./channel-senders";

const base = { DATABASE_URL: "postgres://x/x", REDIS_URL: "redis://x" };
const secrets = {
  SECRETS_KEY: "a secret of at least thirty-two characters",
  TELEGRAM_BOT_TOKEN: "123456:AAsecret-Token_of-the-bot",
  SMTP_PASS: "hunter2-of-the-operator",
};

let receiver: Receiver;
let mail: MailServer;
let senders: ChannelSenders;
let ways: ChannelConfig[];
beforeAll(async () => {
  receiver = await startReceiver();
  mail = await startMailServer();
  const env = readEnv({
    ...base,
    ...secrets,
    TELEGRAM_API_BASE: receiver.base,
    SMTP_HOST: "127.0.0.1",
    SMTP_PORT: String(mail.port),
    ALERT_EMAIL_FROM: "GhostQuant <alerts@quant.example>",
    PUBLIC_URL: "https://quant.example/",
    ALLOW_PRIVATE_TARGETS: "true",
  });
  senders = createChannelSenders(channelSettingsFrom(env));
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const keys = { p256dh: pair.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
  ways = [
    { kind: "email", address: "trader@example.org" },
    { kind: "telegram", chatId: "77" },
    { kind: "webhook", url: `${receiver.base}/hooks/token-of-the-hook`, secret: createWebhookSecret() },
    { kind: "discord", url: `${receiver.base}/api/webhooks/1/token-of-discord` },
    { kind: "push", endpoint: `${receiver.base}/push/token-of-the-browser`, ...keys },
    { kind: "inbox" },
  ];
});
afterEach(() => {
  receiver.received.length = 0;
  vi.restoreAllMocks();
});
afterAll(async () => {
  senders.close();
  await receiver.close();
  await mail.close();
});

const sendAll = () => Promise.all(ways.map((way) => senders.send(way, messageFixture(), { wallNow: Date.now() })));

describe("the senders", () => {
  it("deliver one message by every kind of channel, with links to the address that readers know", async () => {
    receiver.script = [
      (response, { path }) =>
        reply(200, path.startsWith("/bot") ? { ok: true, result: { message_id: 5 } } : { id: "9" })(
          response,
          {} as never,
        ),
    ];
    expect((await sendAll()).map(({ kind }) => kind)).toEqual(ways.map(() => "delivered"));
    expect(mail.mails[0]?.raw).toContain("https://quant.example/alerts?firing");
    const paths = receiver.received.map(({ path }) => path.split("/")[1]).sort();
    expect(paths).toEqual(["api", `bot${secrets.TELEGRAM_BOT_TOKEN}`, "hooks", "push"]);
  });

  it("say and log no secret, though every server repeats what it was asked", async () => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
    for (const status of [200, 302, 400, 401, 403, 404, 410, 429, 500]) {
      receiver.script = [
        (response, { path, headers }) => {
          response.writeHead(status);
          response.end(`${status} for ${path} with ${JSON.stringify(headers)}`);
        },
      ];
      written.push(JSON.stringify(await sendAll()));
    }
    vi.restoreAllMocks();
    const all = written.join("\n");
    for (const secret of [...Object.values(secrets), "token-of-the-hook", "token-of-discord", "token-of-the-browser"]) {
      expect(all).not.toContain(secret);
    }
    for (const way of ways) if (way.kind === "webhook") expect(all).not.toContain(way.secret.slice(6));
  });

  it("refuse what is not set up, and lead into no private network by default", async () => {
    const bare = createChannelSenders(channelSettingsFrom(readEnv(base)));
    const outcomes = await Promise.all(ways.map((way) => bare.send(way, messageFixture(), { wallNow: 0 })));
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      "refused",
      "refused",
      "dead_channel",
      "dead_channel",
      "refused",
      "delivered",
    ]);
    expect(receiver.received).toEqual([]);
    bare.close();
  });

  it.each([
    [{ PUBLIC_URL: "https://quant.example" }, "https://quant.example"],
    [{ PUBLIC_URL: "https://localhost:3000", ALERT_EMAIL_FROM: "G <a@b.example>" }, "mailto:a@b.example"],
    [{ PUBLIC_URL: "http://quant.example" }, "mailto:alerts@example.org"],
  ])("sign pushes for a subject that push services take: %j", (settings, subject) => {
    expect(channelSettingsFrom(readEnv({ ...base, ...secrets, ...settings })).vapid?.subject).toBe(subject);
  });
});
