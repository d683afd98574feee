import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hostileNames, messageFixture } from "@/lib/contracts/message.fixture";
import { hangsUp, type Receiver, type Reply, reply, saysNothing, startReceiver } from "../receiver.fixture";
import { escapeMarkdown, splitLines } from "./escape-markdown";
import { sendTelegram } from "./send";

const TOKEN = "123456:AAsecret-Token_of-the-bot";
const link = "https://quant.example/alerts?firing=1";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const sent = (id: number): Reply => reply(200, { ok: true, result: { message_id: id, chat: { id: 1 }, date: 1 } });
const refusal = (code: number, description: string, parameters?: object): Reply =>
  reply(code, { ok: false, error_code: code, description, ...(parameters && { parameters }) });
const send = (message = messageFixture(), chatId = "-100200") =>
  sendTelegram({ apiBase: `${receiver.base}/`, token: TOKEN, timeoutMs: 400 }, { chatId }, message, {
    link,
    wallNow: Date.now(),
  });
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body.toString()));

/**
 * Telegram's rule for MarkdownV2, written down a second time: a backslash before an ASCII character makes it itself, and a
 * reserved character without one is markup or an error.
 */
function readBack(text: string): string {
  let read = "";
  const characters = [...text];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? "";
    if (character === "\\") {
      const next = characters[index + 1] ?? "";
      if (next === "" || next.charCodeAt(0) < 1 || next.charCodeAt(0) > 126) throw new Error("a lone backslash");
      read += next;
      index += 1;
    } else if ("_*[]()~`>#+-=|{}.!".includes(character)) throw new Error(`${character} would be read as markup`);
    else read += character;
  }
  return read;
}

describe("a Telegram message", () => {
  it("goes to the bot's chat with its title in bold and without a preview", async () => {
    receiver.script = [sent(8841)];
    expect(await send()).toEqual({ kind: "delivered", providerId: "8841", answer: "message 8841", movedTo: null });
    expect(receiver.received[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(bodies()).toEqual([
      {
        chat_id: "-100200",
        parse_mode: "MarkdownV2",
        text: [
          "*SOL score above 80*",
          "SOL's score is 81\\.4, above 80\\.",
          "Price $142\\.10 \\(\\+3\\.2% in 24 h\\)",
          "https://quant\\.example/alerts?firing\\=1",
        ].join("\n"),
        link_preview_options: { is_disabled: true },
      },
    ]);
  });

  it.each(hostileNames)("reads nothing of the coin name %j as markup", async (name) => {
    receiver.script = [sent(1)];
    await send(messageFixture({ title: name, lines: [name] }));
    const [{ text }] = bodies();
    const title = name.trim();
    expect(text.startsWith("*") && title !== "").toBe(true);
    const undressed = text.slice(1).replace(`${escapeMarkdown(name)}*`, escapeMarkdown(name));
    expect(readBack(undressed)).toBe([name, name, link].join("\n"));
  });

  it("reads nothing of any text as markup", () => {
    const reserved = fc.constantFrom(..."_*[]()~`>#+-=|{}.!\\\n a🚀");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: reserved })), (text) => {
        expect(readBack(escapeMarkdown(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it("that is too long is split at line borders, in order and with nothing lost", async () => {
    receiver.script = [sent(1), sent(2), sent(3)];
    const lines = Array.from({ length: 60 }, (_, index) => `${index}. ${"x".repeat(150)}`);
    expect(await send(messageFixture({ lines }))).toMatchObject({ providerId: "1", answer: "message 1, 2, 3" });
    const texts = bodies().map(({ text }) => text.replaceAll("\\", ""));
    expect(texts.every((text) => text.replace(/^\*|\*$/gmu, "").length <= 4_096)).toBe(true);
    expect(texts.map((text) => text.match(/\*/gu)?.length ?? 0)).toEqual([2, 0, 0]);
    expect(texts.join("\n").split("\n").slice(1)).toEqual([...lines, link]);
  });

  it("splits any lines without losing or breaking a character", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 60 })),
        fc.integer({ min: 4, max: 40 }),
        (lines, max) => {
          const parts = splitLines(lines, max);
          expect(parts.flat().join("")).toBe(lines.join(""));
          for (const part of parts) expect(part.join("\n").length).toBeLessThanOrEqual(max);
          for (const piece of parts.flat()) expect(/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/u.test(piece)).toBe(false);
        },
      ),
    );
  });

  it("that Telegram cannot parse is sent once more as plain text", async () => {
    receiver.script = [
      refusal(400, "Bad Request: can't parse entities: Character '.' is reserved, byte offset 7"),
      sent(5),
    ];
    expect(await send()).toMatchObject({ kind: "delivered", providerId: "5" });
    const [, plain] = bodies();
    expect(plain.parse_mode).toBeUndefined();
    expect(plain.text).toContain("SOL's score is 81.4, above 80.");
    receiver.received.length = 0;
    receiver.script = [refusal(400, "Bad Request: can't parse entities: again")];
    expect(await send()).toMatchObject({ kind: "refused" });
    expect(receiver.received).toHaveLength(3);
  });

  it("follows a group to where it has moved and says so, also when it must be plain there", async () => {
    const moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: -1_001_234_567_890,
    });
    receiver.script = [moved, sent(6)];
    expect(await send()).toMatchObject({ kind: "delivered", movedTo: "-1001234567890" });
    expect(bodies().map(({ chat_id }) => chat_id)).toEqual(["-100200", "-1001234567890"]);
    receiver.received.length = 0;
    receiver.script = [refusal(400, "Bad Request: can't parse entities: x"), moved, sent(7)];
    expect(await send()).toMatchObject({ kind: "delivered", movedTo: "-1001234567890" });
    expect(bodies().at(-1)).toMatchObject({ chat_id: "-1001234567890", text: expect.stringContaining("81.4") });
  });

  it.each([
    [refusal(429, "Too Many Requests: retry after 35", { retry_after: 35 }), { kind: "retry", retryAfterMs: 35_000 }],
    [refusal(429, "Too Many Requests", { retry_after: 0 }), { kind: "retry", retryAfterMs: 1_000 }],
    [reply(429, "<html>", { "retry-after": "9" }), { kind: "retry", retryAfterMs: 9_000 }],
    [refusal(403, "Forbidden: bot was blocked by the user"), { kind: "dead_channel" }],
    [refusal(403, "Forbidden: bot was kicked from the group chat"), { kind: "dead_channel" }],
    [refusal(400, "Bad Request: chat not found"), { kind: "dead_channel" }],
    [refusal(400, "Bad Request: not enough rights to send text messages to the chat"), { kind: "dead_channel" }],
    [refusal(400, "Bad Request: message is too long"), { kind: "refused" }],
    [refusal(401, "Unauthorized"), { kind: "refused", reason: "401 Unauthorized" }],
    [refusal(404, "Not Found"), { kind: "refused" }],
    [refusal(500, "Internal Server Error"), { kind: "retry", retryAfterMs: null }],
    [reply(502, "<html>bad gateway</html>"), { kind: "retry" }],
    [reply(200, "half an answ"), { kind: "retry" }],
    [reply(302, "", { location: "https://evil.example/" }), { kind: "retry" }],
    [hangsUp, { kind: "retry", reason: "no connection (ECONNRESET)" }],
    [saysNothing, { kind: "retry", reason: "no answer in time" }],
  ])("comes to the right end, case %#", async (script, outcome) => {
    receiver.script = [script];
    expect(await send()).toMatchObject(outcome);
    expect(receiver.received).toHaveLength(1);
  });

  it("is retried as a whole when a later part does not get through", async () => {
    receiver.script = [sent(1), refusal(429, "Too Many Requests", { retry_after: 3 })];
    const long = messageFixture({ lines: Array.from({ length: 50 }, () => "y".repeat(150)) });
    expect(await send(long)).toMatchObject({ kind: "retry", retryAfterMs: 3_000 });
  });

  it("never shows the bot's token", async () => {
    receiver.script = [(response, { path }) => refusal(400, `no such method ${path} ${TOKEN}`)(response, {} as never)];
    const told = [JSON.stringify(await send())];
    const gone = await startReceiver();
    await gone.close();
    const options = { link, wallNow: 0 };
    const bot = { apiBase: gone.base, token: TOKEN };
    told.push(JSON.stringify(await sendTelegram(bot, { chatId: "1" }, messageFixture(), options)));
    told.push(
      JSON.stringify(await sendTelegram({ ...bot, apiBase: "nonsense" }, { chatId: "1" }, messageFixture(), options)),
    );
    for (const text of told) expect(text).not.toMatch(/AAsecret|123456:/u);
  });
});
