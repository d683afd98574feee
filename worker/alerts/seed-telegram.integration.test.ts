import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDatabase, type Database } from "@/lib/connections";
import { DAY_MS } from "@/lib/market/units";
import { listChannels, removeChannel } from "@/lib/store/channels";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { retainLedger } from "@/lib/store/retain-ledger";
import { createSecretBox } from "@/lib/store/secret-box";
import { seedTelegram } from "./seed-telegram";

const env = { TELEGRAM_BOT_TOKEN: "1:a", SECRETS_KEY: "a secret of at least thirty-two characters" };
const box = createSecretBox(env.SECRETS_KEY);
const log = pino({ level: "silent" });
let store: TestDatabase;
let database: Database;
beforeAll(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  database = createDatabase(store.url, log);
});
afterAll(async () => {
  await database.close();
  await store.remove();
});
const seed = (TELEGRAM_CHAT_ID?: string) => seedTelegram({ ...env, TELEGRAM_CHAT_ID }, { database, box, log });
const telegrams = async () => (await listChannels(database, box)).filter(({ kind }) => kind === "telegram");

it("makes the chat of the environment a channel once, and lets its owner take it away for good", async () => {
  await seed();
  await seed("not a chat");
  expect(await telegrams()).toEqual([]);
  await Promise.all([seed("-100123"), seed("-100123")]);
  await seed("-100123");
  const [channel, ...others] = await telegrams();
  expect(others).toEqual([]);
  expect(channel).toMatchObject({ label: "Telegram", config: { kind: "telegram", chatId: "-100123" } });
  await removeChannel(database, channel?.id ?? "", Date.now());
  await seed("-100123");
  expect(await telegrams()).toEqual([]);
  await retainLedger(database, Date.now() + 5_000 * DAY_MS);
  await seed("-100123");
  expect(await telegrams()).toEqual([]);
});
