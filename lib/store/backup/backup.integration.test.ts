import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostileIds, scoredCoinFixture } from "@/lib/contracts/board.fixture";
import { DAY_MS } from "@/lib/market/units";
import { createChannel, listChannels } from "../channels";
import { upsertCoins } from "../coins";
import { createTestDatabase, type TestDatabase } from "../database.fixture";
import { migrateTo } from "../migrate";
import { momentumSlotAt, writeMomentumSlot } from "../momentum-history";
import { createSecretBox } from "../secret-box";
import { pruneBackups, readBackupFile, writeBackupFile } from "./backup-file";
import { loadBackup } from "./load-backup";
import { replaceDatabase } from "./replace-database";

const NOW = new Date("2026-11-21T14:03:07.000Z");
const NOON = Date.UTC(2026, 10, 21, 12);
const box = createSecretBox("a secret of at least thirty-two characters");
const ids = [...hostileIds, "\\.", "a\\tb", "line\r\n\\.\nend"];
let full: TestDatabase;
let empty: TestDatabase;
let folder = "";

beforeAll(async () => {
  full = await createTestDatabase(process.env.TEST_DATABASE_URL);
  await fill(full);
});
afterAll(() => full.remove());
beforeEach(async () => {
  empty = await createTestDatabase(process.env.TEST_DATABASE_URL, false);
  folder = mkdtempSync(join(tmpdir(), "ghostquant-backup-"));
});
afterEach(async () => {
  await empty.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A little of everything a column can hold: partitions, doubles, bytes, JSON, arrays, hostile text, counters. */
async function fill({ database }: TestDatabase): Promise<void> {
  const coins = ids.map((id, index) => scoredCoinFixture(index, { id }));
  const keys = await upsertCoins(
    database,
    coins.map(({ asset: { id, symbol, name } }) => ({ id, symbol, name })),
  );
  for (const day of [0, 1]) {
    await writeMomentumSlot(database, momentumSlotAt(NOON - day * DAY_MS), coins, keys, 3);
  }
  await createChannel(database, box, {
    id: "hook",
    label: "Tab\tand \\ slash",
    config: { kind: "discord", url: "https://discord.com/api/webhooks/1/x" },
  });
  await database.pool.query(`
    insert into coin_categories values ('wrapped "coins"', now(), array['a', null, 'b,c', '{}']);
    insert into momentum_board (sequence, board, closes, stream) values (9007199254740991, '\\x00ff0a5c2e0a', '\\x', '\\x0a');
    insert into audit_log (actor, action, detail) values ('owner', 'sign_in', '{"text": "line\\nbreak"}'), ('owner', 'x', null);
    insert into owners (id, password_hash) values (1, '$argon2id$v=19$secret')`);
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("set timezone = 'UTC'");
  return (await client.query(statement).finally(() => client.end())).rows;
}

/** Every row of every table, as text. */
async function contentOf(url: string): Promise<Record<string, unknown[]>> {
  const tables = await query(
    url,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  const content = tables.map(async ({ name }) => {
    const rows = await query(url, `select t::text as row from ${String(name)} t order by 1`);
    return [String(name), rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(content));
}

const backup = () => writeBackupFile(full.url, folder, NOW);
const changed = (file: string, change: (text: string) => string) => {
  const text = change(gunzipSync(readFileSync(file)).toString("latin1"));
  return chunksOf(Buffer.from(text, "latin1"));
};

async function* chunksOf(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a backup", () => {
  it("brings every row of every table back, byte for byte, into an empty database", async () => {
    const { file, header, footer } = await backup();
    await loadBackup(empty.url, readBackupFile(file));
    const [before, after] = [await contentOf(full.url), await contentOf(empty.url)];
    expect(after).toEqual(before);
    expect(Object.keys(before)).toHaveLength(header.tables.length + header.partitions.length);
    expect(before.coins).toHaveLength(ids.length);
    expect(header.partitions).toHaveLength(2);
    expect(footer.rows.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3 * ids.length);
  });

  it("is read the same however its bytes arrive", async () => {
    const { file } = await backup();
    await loadBackup(
      empty.url,
      changed(file, (text) => text),
    );
    expect(await contentOf(empty.url)).toEqual(await contentOf(full.url));
  });

  it("lets the product go on: counters continue and what was sealed opens with the same key", async () => {
    await loadBackup(empty.url, readBackupFile((await backup()).file));
    const [row] = await query(empty.url, "insert into audit_log (actor, action) values ('a', 'b') returning id");
    expect(Number(row?.id)).toBe(3);
    const config = { kind: "discord", url: "https://discord.com/api/webhooks/1/x" };
    expect(await listChannels(empty.database, box)).toContainEqual(expect.objectContaining({ id: "hook", config }));
    const other = createSecretBox("another secret of thirty-two characters!");
    expect(await listChannels(empty.database, other)).toContainEqual(
      expect.objectContaining({ id: "hook", config: null }),
    );
  });

  it("is one moment's: what is written while it is made is in it whole or not at all", async () => {
    const writing = (async () => {
      for (let i = 0; i < 50; i++) {
        await query(
          full.url,
          `with a as (insert into coin_categories values ('c${i}', now(), '{}')) insert into watchlists (id, name, position, coin_ids) values ('c${i}', 'w', ${i}, '{}')`,
        );
      }
    })();
    const { file } = await backup();
    await writing;
    await loadBackup(empty.url, readBackupFile(file));
    const [counts] = await query(
      empty.url,
      "select (select count(*) from coin_categories where category ~ '^c') as a, (select count(*) from watchlists) as b",
    );
    expect(counts?.a).toBe(counts?.b);
    await query(full.url, "delete from coin_categories where category ~ '^c'; delete from watchlists");
  });

  it("of an older version is restored and then brought up to date", async () => {
    const old = await createTestDatabase(process.env.TEST_DATABASE_URL, false);
    try {
      await migrateTo(old.url, "0004_whale-threshold");
      await query(old.url, "insert into coins (id, symbol, name) values ('btc', 'BTC', 'Bitcoin')");
      const { file } = await writeBackupFile(old.url, folder, NOW);
      await loadBackup(empty.url, readBackupFile(file));
    } finally {
      await old.remove();
    }
    expect(await query(empty.url, "select id from coins")).toEqual([{ id: "btc" }]);
    expect(await query(empty.url, "select count(*)::int as n from alert_rules")).toEqual([{ n: 0 }]);
  });

  it("is readable by its owner only, appears under its name when it is whole, and the oldest go", async () => {
    const { file } = await backup();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const database = new URL(full.url).pathname.slice(1);
    expect(readdirSync(folder)).toEqual([`${database}-2026-11-21T140307Z.sql.gz`]);
    writeFileSync(join(folder, `${database}-2026-11-20T000000Z.sql.gz`), "");
    writeFileSync(join(folder, `${database}_other-2026-11-01T000000Z.sql.gz`), "");
    expect(pruneBackups(folder, database, 1)).toEqual([`${database}-2026-11-20T000000Z.sql.gz`]);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});

describe("a restore refuses, and changes nothing", () => {
  const rows = (url: string) =>
    query(url, "select count(*)::int as n from information_schema.tables where table_schema = 'public'");

  it("a database that holds something", async () => {
    const { file } = await backup();
    const before = await contentOf(full.url);
    await expect(loadBackup(full.url, readBackupFile(file))).rejects.toThrow(/not empty/u);
    expect(await contentOf(full.url)).toEqual(before);
  });

  it.each([
    ["a torso", (text: string) => text.slice(0, text.lastIndexOf("COMMIT;")), /no end/u],
    [
      "half a table",
      (text: string) => text.slice(0, text.indexOf("\n\\.\n", text.indexOf("COPY coins "))),
      /middle of a table/u,
    ],
    ["a row too few", (text: string) => text.replace(/(COPY coins [^\n]*\n)[^\n]*\n/u, "$1"), /as many rows/u],
    ["statements of somebody else", (text: string) => text.replace("BEGIN;", "DROP TABLE coins;"), /order/u],
  ])("%s", async (_name, damage, reason) => {
    const { file } = await backup();
    await expect(loadBackup(empty.url, changed(file, damage))).rejects.toThrow(reason);
    expect(await query(empty.url, "select count(*)::int as n from coins")).toEqual([{ n: 0 }]);
  });

  it.each([
    ["no backup at all", () => "select 1;\n", /not a backup/u],
    ["a backup of a newer version", (text: string) => text.replace('"0000_', '"9999_'), /newer GhostQuant/u],
    ["hostile names", (text: string) => text.replace('"name":"coins"', '"name":"coins; drop"'), /not a backup/u],
  ])("%s", async (_name, damage, reason) => {
    const { file } = await backup();
    await expect(loadBackup(empty.url, changed(file, damage))).rejects.toThrow(reason);
    expect(await rows(empty.url)).toEqual([{ n: 0 }]);
  });

  it("a file that is damaged", async () => {
    const { file } = await backup();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 20));
    await expect(loadBackup(empty.url, readBackupFile(file))).rejects.toThrow(/damaged/u);
    writeFileSync(file, "no backup");
    await expect(loadBackup(empty.url, readBackupFile(file))).rejects.toThrow(/not a backup/u);
    expect(await query(empty.url, "select count(*)::int as n from coins")).toEqual([{ n: 0 }]);
  });
});

describe("replacing a database", () => {
  it("keeps the former one under another name, and puts the backup in its place", async () => {
    const { file } = await backup();
    const target = new URL(empty.url);
    await migrateTo(empty.url, "0007_backtests");
    await query(empty.url, "insert into coins (id, symbol, name) values ('former', 'F', 'Former')");
    const { kept } = await replaceDatabase(empty.url, readBackupFile(file), NOW);
    expect(await contentOf(empty.url)).toEqual(await contentOf(full.url));
    target.pathname = `/${kept}`;
    expect(await query(target.href, "select id from coins")).toEqual([{ id: "former" }]);
    await empty.administer(`drop database ${kept} with (force)`);
  });

  it("refuses while anybody is connected, and leaves nothing behind when the backup is no good", async () => {
    const { file } = await backup();
    const names = () => query(full.url, "select datname from pg_database order by 1");
    const before = await names();
    await full.database.pool.query("select 1");
    await expect(replaceDatabase(full.url, readBackupFile(file), NOW)).rejects.toThrow(/Stop GhostQuant/u);
    await expect(
      replaceDatabase(
        empty.url,
        changed(file, (text) => text.slice(0, -5)),
        NOW,
      ),
    ).rejects.toThrow(/no end/u);
    expect(await names()).toEqual(before);
  });
});
