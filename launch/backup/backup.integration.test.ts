import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "@/lib/connections";
import { createLogger } from "@/lib/log";
import { createChannel } from "@/lib/store/channels";
import { migrate } from "@/lib/store/migrate";
import { createSecretBox } from "@/lib/store/secret-box";
import { ensureDatabase, findRunningPostgres, startPostgres } from "../postgres";
import { keepSecretsKey } from "../secrets-key";
import { readSettings } from "../settings";
import { backUp } from "./backup";
import { databaseAt } from "./open-server";
import { restore } from "./restore";

let home = "";
let other = "";
beforeAll(() => {
  [home, other] = ["a", "b"].map((name) => mkdtempSync(join(tmpdir(), `ghostquant-${name}-`))) as [string, string];
  for (const folder of [home, other]) chmodSync(folder, 0o755);
});
afterAll(() => {
  for (const folder of [home, other]) rmSync(folder, { recursive: true, force: true });
});

const settingsOf = (DATA_DIR: string) => readSettings("/", { DATA_DIR, NODE_ENV: "test" });
const ownServer = (folder: string) =>
  startPostgres({ directory: join(folder, "postgres"), logFile: join(folder, "p.log"), say: () => undefined });

async function coinsOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select id from coins order by id").finally(() => client.end());
  return rows.map(({ id }) => String(id));
}

/** Two markets, a channel in one of them, and a third market that was never filled. */
async function fill(serverUrl: string): Promise<void> {
  for (const [name, coin] of [
    ["ghostquant", "bitcoin"],
    ["ghostquant_replay", "replayed"],
  ] as const) {
    const url = databaseAt(serverUrl, name);
    await ensureDatabase(serverUrl, name);
    await migrate(url);
    const database = createDatabase(url, createLogger("test", "silent"));
    await database.pool.query("insert into coins (id, symbol, name) values ($1, 'X', 'X')", [coin]);
    await createChannel(database, createSecretBox(keepSecretsKey(home)), {
      id: "hook",
      label: "My hook",
      config: { kind: "discord", url: "https://discord.com/api/webhooks/1/x" },
    });
    await database.close();
  }
  await ensureDatabase(serverUrl, "ghostquant_simulated_42");
}

describe("a whole instance on its embedded Postgres", () => {
  let files: string[] = [];
  const words: string[] = [];
  const say = (line: string) => void words.push(line);

  it("is backed up while it runs, one file a market, and says what is not in it", async () => {
    const server = await ownServer(home);
    await fill(server.url);
    expect(await findRunningPostgres(join(home, "postgres"))).toBe(server.url);
    files = await backUp(settingsOf(home), { out: undefined, keep: 2 }, say);
    expect(files).toHaveLength(2);
    expect(words.at(-1)).toContain("secrets.key");
    await expect(restore(settingsOf(home), { file: files[0] ?? "", replace: true }, say)).rejects.toThrow(/Stop it/u);
    await server.stop();
  });

  it("is backed up as well while it is stopped", async () => {
    const again = await backUp(settingsOf(home), { out: join(home, "more"), keep: undefined }, say);
    expect(again).toHaveLength(2);
    expect(await findRunningPostgres(join(home, "postgres"))).toBeNull();
  });

  it("comes back on a machine that has nothing, and is told that its channels need the former key", async () => {
    for (const file of files) await restore(settingsOf(other), { file, replace: false }, say);
    expect(words.at(-1)).toMatch(/sealed with another key.*My hook/u);
    const server = await ownServer(other);
    expect(await coinsOf(databaseAt(server.url, "ghostquant"))).toEqual(["bitcoin"]);
    expect(await coinsOf(databaseAt(server.url, "ghostquant_replay"))).toEqual(["replayed"]);
    await server.stop();
  });

  it("is not overwritten unless that is asked for, and then the former data stays under another name", async () => {
    const [file = ""] = files;
    await expect(restore(settingsOf(other), { file, replace: false }, say)).rejects.toThrow(/not empty/u);
    writeFileSync(join(other, "secrets.key"), keepSecretsKey(home), { mode: 0o600 });
    await restore(settingsOf(other), { file, replace: true }, say);
    expect(words.slice(-2).join(" ")).toMatch(/kept as the database ghostquant_before_.*Every channel opens/u);
  });
});
