import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { hostileNames, messageFixture } from "@/lib/contracts/message.fixture";
import { hangsUp, type Receiver, reply, saysNothing, startReceiver } from "../receiver.fixture";
import { escapeMarkdown } from "./render";
import { isDiscordWebhook, sendDiscord } from "./send";

const link = "https://quant.example/alerts?firing=a(b)";
const PATH = "/api/v10/webhooks/1234567890/aToken-that_nobody-may-see";

const bodySchema = z.strictObject({
  allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
  embeds: z
    .array(
      z.strictObject({
        title: z.string().min(1).max(256),
        description: z.string().min(1).max(4_096),
        color: z.number().int().max(16_777_215),
        timestamp: z.iso.datetime(),
        footer: z.strictObject({ text: z.string().max(2_048) }),
      }),
    )
    .length(1)
    .refine(([embed]) => {
      const { title = "", description = "", footer } = embed ?? {};
      return title.length + description.length + (footer?.text.length ?? 0) <= 6_000;
    }),
});

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const send = (message = messageFixture(), path = PATH) =>
  sendDiscord({ url: receiver.base + path }, message, {
    rules: { allowPrivate: true },
    link,
    wallNow: Date.now(),
    timeoutMs: 400,
  });
const sentBody = () => bodySchema.parse(JSON.parse(String(receiver.received[0]?.body)));

/** What Discord shows of a text: an escaped character is itself, a bare one of these would be markup. */
function readBack(text: string): string {
  return text.replace(/\\(.)|[\\*_~`|>#[\]()<@:+-]/gsu, (found, escaped: string | undefined) => {
    if (escaped === undefined) throw new Error(`${found} would be read as markup`);
    return escaped;
  });
}

describe("a Discord webhook", () => {
  it("gets one embed, is asked for the message back and its id is kept", async () => {
    receiver.script = [reply(200, { id: "998877" })];
    expect(await send()).toEqual({
      kind: "delivered",
      providerId: "998877",
      answer: "message 998877",
      movedTo: null,
    });
    expect(receiver.received[0]?.path).toBe(`${PATH}?wait=true`);
    const { embeds } = sentBody();
    expect(embeds[0]?.title).toBe("SOL score above 80");
    expect(embeds[0]?.description).toContain("[Open in GhostQuant](https://quant.example/alerts?firing=a%28b%29)");
    expect(embeds[0]?.footer.text).toBe("rule-1:solana:7");
  });

  it("keeps the thread it was given, and takes 204 for a yes", async () => {
    receiver.script = [reply(204)];
    expect(await send(messageFixture(), `${PATH}?thread_id=42`)).toMatchObject({ kind: "delivered", answer: "204" });
    expect(receiver.received[0]?.path).toBe(`${PATH}?thread_id=42&wait=true`);
  });

  it.each(hostileNames)("rings nobody's bell and reads nothing of %j as markup", async (name) => {
    receiver.script = [reply(204)];
    expect((await send(messageFixture({ title: name, lines: [name, name] }))).kind).toBe("delivered");
    const [embed] = sentBody().embeds;
    expect(readBack(embed?.title ?? "")).toBe(name);
    expect(readBack((embed?.description ?? "").replace(/\n\[Open in GhostQuant\]\(.*\)$/u, ""))).toBe(
      `${name}\n${name}`,
    );
  });

  it("stays inside Discord's limits, cutting no escape and no character in half", async () => {
    receiver.script = [reply(204)];
    for (const piece of ["*", "🚀", "ab"]) {
      await send(
        messageFixture({ title: piece.repeat(600), lines: Array.from({ length: 90 }, () => piece.repeat(300)) }),
      );
      const [embed] = sentBody().embeds;
      readBack(embed?.title.replace(/…$/u, "") ?? "");
      expect(embed?.title).toMatch(/…$/u);
      expect(embed?.title).not.toMatch(/[\uD800-\uDBFF]…$/u);
      expect(embed?.description).toMatch(/\[Open in GhostQuant\]\(https:[^)]+\)$/u);
      receiver.received.length = 0;
    }
    expect(readBack(escapeMarkdown("a*b"))).toBe("a*b");
  });

  it.each([
    [
      429,
      { message: "You are being rate limited.", retry_after: 64.57, global: false },
      { "retry-after": "65" },
      { kind: "retry", retryAfterMs: 64_570 },
    ],
    [429, "error code: 1015", { "retry-after": "30" }, { kind: "retry", retryAfterMs: 30_000 }],
    [404, { message: "Unknown Webhook", code: 10_015 }, {}, { kind: "dead_channel" }],
    [401, { message: "Invalid Webhook Token", code: 50_027 }, {}, { kind: "dead_channel" }],
    [403, { message: "Missing Permissions", code: 50_013 }, {}, { kind: "dead_channel" }],
    [403, "<html>Cloudflare</html>", {}, { kind: "retry" }],
    [404, "<html>a proxy</html>", {}, { kind: "retry" }],
    [400, { code: 50_035, errors: { embeds: {} } }, {}, { kind: "refused" }],
    [307, "", { location: "http://169.254.169.254/" }, { kind: "refused" }],
    [500, "", {}, { kind: "retry", retryAfterMs: null }],
    [502, "bad gateway", {}, { kind: "retry" }],
  ])("that answers %s %j %j comes to %j", async (status, body, headers, outcome) => {
    receiver.script = [reply(status, body, headers as Record<string, string>)];
    expect(await send()).toMatchObject(outcome);
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ["hangs up", hangsUp],
    ["says nothing", saysNothing],
  ])("that %s is tried again", async (_what, script) => {
    receiver.script = [script];
    expect((await send()).kind).toBe("retry");
  });

  it("never finds its token in what is written down", async () => {
    receiver.script = [
      (response, { path }) => reply(400, { message: `bad ${path}`, url: path })(response, {} as never),
    ];
    expect(JSON.stringify(await send())).not.toContain("aToken");
    const gone = await startReceiver();
    await gone.close();
    const options = { rules: { allowPrivate: true }, link, wallNow: 0 };
    const told = JSON.stringify(await sendDiscord({ url: gone.base + PATH }, messageFixture(), options));
    expect(told).not.toContain("aToken");
  });

  it("is one of Discord's own addresses and nobody else's", async () => {
    const strict = { allowPrivate: false };
    const is = (address: string) => isDiscordWebhook(new URL(address), strict);
    expect(is(`https://discord.com${PATH}`)).toBe(true);
    expect(is(`https://discord.com/api/webhooks/1/abc`)).toBe(true);
    for (const address of [
      `https://discord.com.evil.example${PATH}`,
      `https://discord.com:8443${PATH}`,
      "https://discord.com/api/v10/users/@me",
      `https://evil.example/?https://discord.com${PATH}`,
    ]) {
      expect(is(address)).toBe(false);
    }
    const options = { rules: strict, link, wallNow: 0 };
    expect(await sendDiscord({ url: receiver.base + PATH }, messageFixture(), options)).toMatchObject({
      kind: "dead_channel",
    });
  });
});
