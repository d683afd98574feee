import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { loadBoard, readSavedSequence, saveBoard } from "./momentum-board";
import { queryRows } from "./query";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
});
beforeEach(async () => {
  await queryRows(test.database, sql`truncate momentum_board`);
});
afterAll(() => test.remove());

const save = (count: number, sequence: number) => {
  const snapshot = snapshotFixture(count, sequence);
  return saveBoard(test.database, snapshot, streamStateFixture(snapshot));
};

describe("the saved board", () => {
  it("comes back exactly", async () => {
    expect(await loadBoard(test.database)).toBeNull();
    expect(await readSavedSequence(test.database)).toBeNull();
    expect(await save(300, 7)).toBe(true);
    const snapshot = snapshotFixture(300, 7);
    expect(await loadBoard(test.database)).toEqual({ snapshot, state: streamStateFixture(snapshot) });
  });

  it("is replaced by a newer one only, whatever order they arrive in", async () => {
    const saved = await Promise.all([5, 9, 3, 8, 9].map((sequence) => save(sequence, sequence)));
    expect(saved.filter(Boolean).length).toBeGreaterThan(0);
    expect((await loadBoard(test.database))?.snapshot.board.sequence).toBe(9);
    expect(await save(4, 9)).toBe(false);
    expect(await readSavedSequence(test.database)).toBe(9);
    expect(await save(4, 10)).toBe(true);
    expect((await loadBoard(test.database))?.snapshot.closes).toHaveLength(4);
    const [row] = await queryRows<{ n: number }>(test.database, sql`select count(*)::int as n from momentum_board`);
    expect(row?.n).toBe(1);
  });

  it("holds 17,000 coins", async () => {
    expect(await save(17_000, 1)).toBe(true);
    const loaded = await loadBoard(test.database);
    expect(loaded?.snapshot.board.coins).toHaveLength(17_000);
    expect(loaded?.snapshot.closes[16_999]).toEqual(snapshotFixture(17_000, 1).closes[16_999]);
  });

  it("counts as absent when it does not fit", async () => {
    await save(3, 1);
    await queryRows(test.database, sql`update momentum_board set board = '\\x00'::bytea`);
    expect(await loadBoard(test.database)).toBeNull();
    await save(3, 2);
    await queryRows(test.database, sql`update momentum_board set closes = closes || '\\x00'::bytea`);
    expect(await loadBoard(test.database)).toBeNull();
  });
});
