import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostileIds } from "@/lib/contracts/board.fixture";
import { loadCategories, saveCategory } from "./coin-categories";
import { upsertCoins } from "./coins";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { pingDatabase } from "./ping";
import { queryRows } from "./query";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
afterAll(() => test.remove());

const coin = (id: string, symbol = "S", name = "N") => ({ id, symbol, name });
const storedName = async (id: string) =>
  (
    await queryRows<{ symbol: string; name: string }>(
      test.database,
      sql`select symbol, name from coins where id = ${id}`,
    )
  )[0];

describe("coins", () => {
  it("keep their key for ever while symbol and name follow the provider", async () => {
    const first = await upsertCoins(test.database, [coin("a"), coin("b")]);
    const second = await upsertCoins(test.database, [coin("b", "NEW", "Renamed"), coin("c")]);
    expect(second.get("b")).toBe(first.get("b"));
    expect(new Set([...first.values(), ...second.values()]).size).toBe(3);
    expect(await storedName("b")).toEqual({ symbol: "NEW", name: "Renamed" });
  });

  it("do not use up integer keys by being seen again", async () => {
    for (let round = 0; round < 20; round++) await upsertCoins(test.database, [coin("a"), coin("b")]);
    const before = (await upsertCoins(test.database, [coin("fresh-1")])).get("fresh-1")!;
    for (let round = 0; round < 20; round++) await upsertCoins(test.database, [coin("a"), coin("fresh-1")]);
    expect((await upsertCoins(test.database, [coin("fresh-2")])).get("fresh-2")).toBe(before + 1);
  });

  it("may be hostile: every id has its own key, text that Postgres cannot hold is replaced, such an id is left out", async () => {
    const names = hostileIds.map((id) => coin(id, id, `name ${id}`));
    const keys = await upsertCoins(test.database, [
      ...names,
      coin("nul", "\0", "half \ud83d pair"),
      coin("i\0d"),
      coin("\ud83d"),
    ]);
    expect(new Set(hostileIds.map((id) => keys.get(id))).size).toBe(hostileIds.length);
    expect(keys.size).toBe(hostileIds.length + 1);
    for (const id of hostileIds) expect(await storedName(id)).toEqual({ symbol: id, name: `name ${id}` });
    expect(await storedName("nul")).toEqual({ symbol: "\uFFFD", name: "half \uFFFD pair" });
    expect((await upsertCoins(test.database, [coin("x".repeat(10_000))])).size).toBe(0);
    expect((await upsertCoins(test.database, [])).size).toBe(0);
  });

  it("come 17,000 at once, twice in one list, and from eight workers at once in any order", async () => {
    const many = Array.from({ length: 17_000 }, (_, index) => coin(`many-${index}`));
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, worker) =>
        upsertCoins(test.database, worker % 2 ? [...many, ...many] : many.toReversed()),
      ),
    );
    for (const keys of results) expect(keys).toEqual(results[0]);
    expect(results[0]?.size).toBe(17_000);
  });
});

describe("categories", () => {
  it("are replaced as a whole and come back with their time", async () => {
    expect(await loadCategories(test.database)).toEqual(new Map());
    await saveCategory(test.database, "stablecoins", ["usdt", "usdc", "usdc"], 1_000);
    await saveCategory(test.database, "wrapped-tokens", [...hostileIds, "i\0d"], 2_000);
    await saveCategory(test.database, "stablecoins", ["usdt", "dai"], 3_000);
    await saveCategory(test.database, "empty", [], 4_000);
    expect(await loadCategories(test.database)).toEqual(
      new Map([
        ["stablecoins", { ids: ["usdt", "dai"], savedAt: 3_000 }],
        ["wrapped-tokens", { ids: hostileIds, savedAt: 2_000 }],
        ["empty", { ids: [], savedAt: 4_000 }],
      ]),
    );
  });
});

describe("ping", () => {
  it("tells the round trip and the size", async () => {
    const { ms, sizeBytes } = await pingDatabase(test.database);
    expect(ms).toBeGreaterThan(0);
    expect(sizeBytes).toBeGreaterThan(1_000_000);
  });
});
