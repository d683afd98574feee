import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { DatabaseState } from "@/lib/store/inspect-database";
import { readSettings } from "../settings";
import { judgeSkew } from "./check-clock";
import { judgeDisk } from "./check-machine";
import { judgePostgres } from "./check-postgres";
import { judgeRefusal } from "./check-providers";
import { judgeRedis, parseInfo } from "./check-redis";
import { entropyOf, judgeKeys } from "./check-secrets";
import { findContradictions, findUnknownNames, namesIn, settingsMistakes } from "./check-settings";
import { judgeUpgrade, tryUpgrade } from "./check-sockets";
import type { Finding } from "./finding";
import { printFindings } from "./print-findings";

const wrong = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === "problem" || level === "warning").map(({ what }) => what);
const settingsOf = (environment: Record<string, string>) => readSettings("/", { NODE_ENV: "test", ...environment });

describe("settings", () => {
  it("names a setting that nobody reads, and the one that was meant", () => {
    const names = namesIn("# A=1\nPORT=1\nCOINGECKO_DEMO_KEY=x\nexport SECRET_KEY = y\nREDIS_URL_FILE=/z\nHELLO=1\n");
    const found = wrong(findUnknownNames(names, ["PORT", "COINGECKO_DEMO_API_KEY", "SECRETS_KEY", "REDIS_URL"]));
    expect(found).toEqual([
      "COINGECKO_DEMO_KEY is set in .env and nobody reads it. Did you mean COINGECKO_DEMO_API_KEY?",
      "SECRET_KEY is set in .env and nobody reads it. Did you mean SECRETS_KEY?",
      expect.stringMatching(/^HELLO is set in \.env and nobody reads it\./u),
    ]);
  });

  it("tells every mistake by its name", () => {
    try {
      settingsOf({ PORT: "99999", READS: "half" });
      expect.unreachable();
    } catch (error) {
      const found = wrong(settingsMistakes(String(error instanceof Error ? error.message : error)));
      expect(found.map((line) => line.split(":")[0])).toEqual(["PORT", "READS"]);
    }
  });

  it.each([
    [{ HOST: "0.0.0.0", ALLOW_PRIVATE_TARGETS: "true" }, /ALLOW_PRIVATE_TARGETS/u],
    [{ PUBLIC_URL: "http://quant.example.com" }, /not https/u],
    [{ SMTP_HOST: "mail.example.com" }, /no mail can be sent/u],
    [{ TELEGRAM_CHAT_ID: "1" }, /without TELEGRAM_BOT_TOKEN/u],
    [{ COINGECKO_PRO_API_KEY: "a", COINGECKO_DEMO_API_KEY: "b" }, /Both CoinGecko keys/u],
  ])("finds what does not fit together: %o", (environment, what) => {
    expect(wrong(findContradictions(settingsOf(environment))).join()).toMatch(what);
  });

  it("finds nothing in the defaults", () => expect(findContradictions(settingsOf({}))).toEqual([]));
});

describe("Redis", () => {
  const info = (changes: string) =>
    parseInfo(
      `redis_version:7.2.4\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\naof_last_write_status:ok\r\nused_memory:9\r\nmaxmemory:0\r\nrole:master\r\n${changes}`,
    );

  it("finds nothing in one that is set up as it should be", () => expect(wrong(judgeRedis(info("")))).toEqual([]));

  it.each([
    ["redis_version:5.0.14", /too old/u],
    ["maxmemory_policy:allkeys-lru", /throws jobs/u],
    ["aof_enabled:0", /no append-only file/u],
    ["aof_last_write_status:err", /could not be written/u],
    ["rdb_last_bgsave_status:err", /refuse writes/u],
    ["role:slave", /replica/u],
    ["used_memory:95\r\nmaxmemory:100", /Uses 95 B of 100 B/u],
  ])("finds %s", (line, what) => expect(wrong(judgeRedis(info(line))).join()).toMatch(what));
});

describe("Postgres", () => {
  const well: DatabaseState = {
    version: "18.4",
    major: 18,
    encoding: "UTF8",
    sizeBytes: 1e6,
    now: 0,
    isReadOnly: false,
    mayCreate: true,
    connections: 10,
    connectionsMax: 100,
    timescale: null,
    migrations: { applied: ["a"], pending: [], foreign: 0 },
  };

  it("finds nothing in one that is set up as it should be", () => expect(wrong(judgePostgres(well))).toEqual([]));

  it.each<[Partial<DatabaseState>, RegExp]>([
    [{ version: "13.1", major: 13 }, /too old/u],
    [{ encoding: "SQL_ASCII" }, /encoded/u],
    [{ isReadOnly: true }, /replica/u],
    [{ mayCreate: false }, /may not create/u],
    [{ connections: 95 }, /95 of 100/u],
    [{ migrations: { applied: ["a"], pending: ["b"], foreign: 0 } }, /pending: b/u],
    [{ migrations: { applied: ["a"], pending: [], foreign: 2 } }, /newer GhostQuant/u],
  ])("finds %o", (changes, what) => expect(wrong(judgePostgres({ ...well, ...changes })).join()).toMatch(what));
});

describe("secrets", () => {
  const strong = "q8Zr1vXw7Lk2Yp5Tn9Bd4Hs6Gf3Jc0MaRuEoIiVbKtQe";
  const keys = { given: undefined, kept: strong, mode: 0o600, file: "/d/secrets.key" };

  it("finds nothing in one strong key that only we can read", () => expect(wrong(judgeKeys(keys))).toEqual([]));
  it("finds two keys that differ", () => {
    expect(wrong(judgeKeys({ ...keys, given: `${strong}!` })).join()).toMatch(/two different keys/u);
  });
  it("finds a file that others may read", () => {
    expect(wrong(judgeKeys({ ...keys, mode: 0o644 })).join()).toMatch(/Others may read/u);
  });
  it.each(["a".repeat(64), "correct horse battery staple again", "changemechangemechangemechangeme"])(
    "finds that %s can be guessed",
    (weak) => {
      expect(wrong(judgeKeys({ ...keys, kept: weak })).join()).toMatch(/guessed/u);
      expect(entropyOf(strong)).toBeGreaterThan(entropyOf(weak));
    },
  );
});

describe("the machine", () => {
  it.each([
    [{ freeBytes: 1e8, logBytes: 0, isWritable: true }, /Only 100 MB free/u],
    [{ freeBytes: 2e9, logBytes: 0, isWritable: true }, /Only 2\.0 GB free/u],
    [{ freeBytes: 9e9, logBytes: 2e9, isWritable: true }, /logs hold 2\.0 GB/u],
    [{ freeBytes: 9e9, logBytes: 0, isWritable: false }, /cannot be written/u],
  ])("finds %o", (state, what) => expect(wrong(judgeDisk(state, "/d")).join()).toMatch(what));

  it("measures a clock against another's, less what the way may have taken", () => {
    expect(judgeSkew("Redis", 10_000, 9_990, 10_010).level).toBe("well");
    expect(judgeSkew("Redis", 10_000, 0, 20_000).level).toBe("well");
    expect(judgeSkew("Redis", 10_000, 30_000, 30_000)).toMatchObject({
      level: "warning",
      what: expect.stringContaining("20s ahead of"),
    });
    expect(judgeSkew("Redis", 400_000, 0, 0)).toMatchObject({
      level: "problem",
      what: expect.stringContaining("behind"),
    });
  });
});

describe("CoinGecko", () => {
  it.each([
    ["unauthorized", "problem", /COINGECKO_DEMO_API_KEY/u],
    ["plan_restricted", "problem", /plan/u],
    ["rate_limited", "warning", /minute/u],
    ["upstream_unavailable", "problem", /curl/u],
  ] as const)("says what %s means", (code, level, mend) => {
    const finding = judgeRefusal(new AppError(code, "said", { retryable: false }), "https://api.example");
    expect(finding).toMatchObject({ level, what: expect.stringContaining("said"), mend: expect.stringMatching(mend) });
  });
});

describe("sockets", () => {
  it("tells a proxy that passes no upgrades on from a stream process that is away", async () => {
    const proxy = createServer((_request, response) => response.writeHead(200).end("a page")).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    expect(judgeUpgrade(await tryUpgrade(address), address, "outside").mend).toMatch(/proxy/u);
    proxy.close();
    expect(judgeUpgrade({ kind: "status", status: 503 }, address, "inside").mend).toMatch(/stream process is away/u);
    expect(judgeUpgrade({ kind: "status", status: 401 }, address, "inside").level).toBe("well");
    expect(await tryUpgrade("http://127.0.0.1:1")).toMatchObject({ kind: "silent" });
  });
});

it("prints what must be mended first, each with how", () => {
  const lines = printFindings([
    { area: "Disk", level: "well", what: "Enough.", mend: null },
    { area: "Redis", level: "problem", what: "Evicts.", mend: "Set it." },
  ]);
  expect(lines.slice(0, 3)).toEqual(["✕ Redis: Evicts.", "    → Set it.", "✓ Disk: Enough."]);
});
