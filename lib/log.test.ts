import { describe, expect, test } from "vitest";
import { envSchema } from "./env";
import { createLogger, type Logger, withinLogScope } from "./log";
import { createCensor } from "./log-censor";
import { secretsOf } from "./secrets-of";

function linesOf(write: (log: Logger) => void, secrets: string[] = []): string[] {
  const lines: string[] = [];
  write(createLogger("test", "info", { secrets, destination: { write: (line) => lines.push(line) } }));
  return lines;
}
const textOf = (...given: Parameters<typeof linesOf>): string => linesOf(...given).join("");

describe("a line of the log", () => {
  test("is JSON with its time, its level in words and its process", () => {
    const [line = ""] = linesOf((log) => log.warn({ rows: 3 }, "some rows were dropped"));
    expect(JSON.parse(line)).toMatchObject({ level: "warn", name: "test", rows: 3, msg: "some rows were dropped" });
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  });

  test("carries the request or job it was written for, however deep, and no other's", async () => {
    const lines: string[] = [];
    const log = createLogger("test", "info", { destination: { write: (line) => lines.push(line) } });
    const deep = async (what: string) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.info(what);
    };
    await Promise.all([
      withinLogScope({ requestId: "r1" }, () => deep("one")),
      withinLogScope({ jobId: "j2", job: "pairs.map" }, () => deep("two")),
      deep("nobody's"),
    ]);
    const found = Object.fromEntries(
      lines.map((line) => JSON.parse(line)).map(({ msg, requestId, jobId, job }) => [msg, { requestId, jobId, job }]),
    );
    expect(found).toEqual({ one: { requestId: "r1" }, two: { jobId: "j2", job: "pairs.map" }, "nobody's": {} });
  });
});

describe("the log", () => {
  test("never holds the password of a Redis that refused it", () => {
    const refused = Object.assign(new Error("WRONGPASS invalid username-password pair"), {
      command: { name: "hello", args: ["3", "AUTH", "default", "hunter2"] },
    });
    const text = textOf((log) => log.warn({ err: refused }, "Redis is not reachable"));
    expect(text).toContain("WRONGPASS");
    expect(text).not.toContain("hunter2");
  });

  test("never holds a provider's key", () => {
    const text = textOf((log) => {
      log.info({ request: { headers: { "x-cg-pro-api-key": "CG-secret" } } }, "asked");
      log.info({ access: { apiKey: "CG-secret" } }, "configured");
    });
    expect(text).toContain("asked");
    expect(text).not.toContain("CG-secret");
  });

  test("never holds a secret that its process was given, wherever it stands and however it is written", () => {
    const secret = 'pa"ss\\wörd/+ 1';
    const cause = new Error(`connect to smtp://me:${encodeURIComponent(secret)}@mail failed`);
    const text = textOf(
      (log) => {
        log.error({ err: new Error(`wrong: ${secret}`, { cause }) }, `told ${secret}`);
        log.info({ deep: { er: { still: [secret] } } }, "kept");
      },
      [secret],
    );
    expect(text).toContain("kept");
    for (const part of ["ss\\\\", "wörd", "w%C3%B6rd"]) expect(text).not.toContain(part);
    for (const line of text.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  });

  test.each([
    ["one of our keys", "gq_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"],
    ["a webhook's secret", "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2Vj"],
    [
      "a bot's token in an address",
      "https://api.telegram.org/bot123456:AAsecret-Token_of-the-bot-12345678/sendMessage",
    ],
    ["a header", "authorization: Bearer abcdef0123456789"],
    ["Discord's webhook", "https://discord.com/api/webhooks/1234567890/aB_c-dEfGh"],
    ["a database's password", "postgres://ghost:hunter22@db:5432/ghost"],
    ["a key in a query", "https://api.whale-alert.io/v1/transactions?api_key=abcdef&min=1"],
    ["a session", "ghostquant=Fe26.2*1*abc*def*ghi~2"],
  ])("knows %s when it sees one, though nobody told it", (_, text) => {
    const secretPart = /gq_.*|whsec_.*|AAsecret[^/]*|abcdef\w*|aB_c.*|hunter22|Fe26.*/u.exec(text)?.[0] ?? "";
    const line = textOf((log) => log.info({ err: new Error(text), url: text }, text));
    expect(secretPart).not.toBe("");
    expect(line).toContain("[secret]");
    expect(line).not.toContain(secretPart);
  });

  test("leaves alone what is no secret", () => {
    const innocent =
      '{"level":"info","time":"2026-11-21T21:27:59.953Z","url":"http://127.0.0.1:3000/api/market/coins?limit=5","id":"repeat:full:1795000000000","key":"momentum:full"}\n';
    expect(createCensor(["short"])(innocent)).toBe(innocent);
  });
});

describe("the secrets of an environment", () => {
  test("are every variable that is called like one, and the passwords in addresses", () => {
    const secretive = Object.keys(envSchema.shape).filter((name) => /KEY|PASS|TOKEN|SECRET/u.test(name));
    expect(secretive.length).toBeGreaterThan(6);
    const env = Object.fromEntries(secretive.map((name) => [name, `value of ${name}`]));
    const addresses = { DATABASE_URL: "postgres://me:p%40ss@db/x", REDIS_URL: "redis://:other@cache:6379" };
    expect(secretsOf({ ...env, ...addresses, LOG_LEVEL: "info" }).toSorted()).toEqual(
      [...secretive.map((name) => `value of ${name}`), "p%40ss", "p@ss", "other"].toSorted(),
    );
  });
});
