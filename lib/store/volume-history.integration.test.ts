import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { upsertCoins } from "./coins";
import { createTestDatabase, type TestDatabase } from "./database.fixture";
import { queryRows } from "./query";
import { insertVolumeHistory, insertVolumeSnapshots, listChartedCoins, listVolumeHistory } from "./volume-history";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
let test: TestDatabase;
let keys: Map<string, number>;
beforeAll(async () => {
  test = await createTestDatabase(process.env.TEST_DATABASE_URL);
  keys = await upsertCoins(
    test.database,
    ["btc", "eth", "new"].map((id) => ({ id, symbol: id, name: id })),
  );
});
beforeEach(async () => {
  await queryRows(test.database, sql`truncate volume_snapshots`);
});
afterAll(() => test.remove());

const record = (hour: number, volumeUsd: number, id = "btc") =>
  insertVolumeSnapshots(test.database, hour, [{ id, volumeUsd }], keys);

describe("volume history", () => {
  it("answers the same clock time of the last seven days, newest first, and nothing of today or the eighth day", async () => {
    for (let k = 0; k <= 8; k++) await record(NOW - k * DAY_MS, 100 + k);
    for (let k = 0; k <= 8; k++) await record(NOW - k * DAY_MS - 3 * HOUR_MS, 999);
    await record(NOW - 2 * DAY_MS, 0, "eth");
    const history = await listVolumeHistory(test.database, NOW);
    expect(history).toEqual(
      new Map([
        ["btc", [101, 102, 103, 104, 105, 106, 107]],
        ["eth", [0]],
      ]),
    );
  });

  it("takes the nearest hour, and none that is more than 45 minutes away", async () => {
    const hour = NOW - DAY_MS;
    await record(hour, 1);
    const at = async (minutes: number) =>
      (await listVolumeHistory(test.database, NOW + minutes * MINUTE_MS)).get("btc");
    expect(await at(45)).toEqual([1]);
    expect(await at(-45)).toEqual([1]);
    expect(await at(46)).toBeUndefined();
    expect(await at(-46)).toBeUndefined();
    await record(hour + HOUR_MS, 2);
    expect(await at(29)).toEqual([1]);
    expect(await at(31)).toEqual([2]);
    expect(await at(0.25)).toEqual([1]);
  });

  it("measures the 45 minutes from the moment of the observation, not from the hour it is kept under", async () => {
    const observed = NOW - DAY_MS - 29 * MINUTE_MS;
    const at = async (minutes: number, id = "btc") =>
      (await listVolumeHistory(test.database, observed + DAY_MS + minutes * MINUTE_MS)).get(id);
    await record(observed, 1);
    await insertVolumeHistory(test.database, "eth", [{ at: observed, volumeUsd: 3 }], "market_chart");
    for (const id of ["btc", "eth"]) {
      const volumes = [id === "btc" ? 1 : 3];
      for (const minutes of [-45, 0, 45]) expect(await at(minutes, id)).toEqual(volumes);
      for (const minutes of [-46, 46, 74]) expect(await at(minutes, id)).toBeUndefined();
    }
    await record(observed + 61 * MINUTE_MS, 2);
    expect(await at(30)).toEqual([1]);
    expect(await at(31)).toEqual([2]);
    await record(observed, 9, "eth");
    expect(await at(45, "eth")).toEqual([9]);
    expect(await at(46, "eth")).toBeUndefined();
  });

  it("keeps the first observation of an hour, rounded to the nearest", async () => {
    await record(NOW - DAY_MS - 29 * MINUTE_MS, 5);
    await record(NOW - DAY_MS + 29 * MINUTE_MS, 6);
    expect((await listVolumeHistory(test.database, NOW)).get("btc")).toEqual([5]);
  });

  it("lets our own observation replace a charted point, never the other way round", async () => {
    const charted = [1, 2, 3].map((k) => ({ at: NOW - k * DAY_MS + 3 * MINUTE_MS, volumeUsd: 10 * k }));
    await record(NOW - DAY_MS, 7);
    expect(await insertVolumeHistory(test.database, "btc", charted, "market_chart")).toBe(2);
    expect(await insertVolumeHistory(test.database, "btc", charted, "market_chart")).toBe(0);
    expect((await listVolumeHistory(test.database, NOW)).get("btc")).toEqual([7, 20, 30]);
    expect(await listChartedCoins(test.database, NOW)).toEqual(new Set(["btc"]));
    await record(NOW - 2 * DAY_MS, 8);
    await record(NOW - 3 * DAY_MS, 9);
    expect((await listVolumeHistory(test.database, NOW)).get("btc")).toEqual([7, 8, 9]);
    expect(await listChartedCoins(test.database, NOW)).toEqual(new Set());
  });

  it("skips coins it has no key for, and takes extreme volumes", async () => {
    const rows = [
      { id: "unknown", volumeUsd: 1 },
      { id: "btc", volumeUsd: 1e300 },
      { id: "eth", volumeUsd: 1e-300 },
    ];
    await insertVolumeSnapshots(test.database, NOW - DAY_MS, rows, keys);
    await insertVolumeSnapshots(test.database, NOW - DAY_MS, [], keys);
    expect(await insertVolumeHistory(test.database, "unknown", [{ at: NOW, volumeUsd: 1 }], "market_chart")).toBe(0);
    expect(await insertVolumeHistory(test.database, "i\0d", [{ at: NOW, volumeUsd: 1 }], "market_chart")).toBe(0);
    expect(await listVolumeHistory(test.database, NOW)).toEqual(
      new Map([
        ["btc", [1e300]],
        ["eth", [1e-300]],
      ]),
    );
  });

  it("is read in well under five seconds for 17,000 coins with eight days behind them", async () => {
    const ids = Array.from({ length: 17_000 }, (_, index) => `c${index}`);
    const all = await upsertCoins(
      test.database,
      ids.map((id) => ({ id, symbol: id, name: id })),
    );
    const rows = ids.map((id, index) => ({ id, volumeUsd: index }));
    for (let k = 1; k <= 7; k++) {
      await insertVolumeSnapshots(test.database, NOW - k * DAY_MS, rows, all);
      await insertVolumeSnapshots(test.database, NOW - k * DAY_MS + HOUR_MS, rows, all);
    }
    const asked = performance.now();
    const history = await listVolumeHistory(test.database, NOW + 20 * MINUTE_MS);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(history.size).toBe(17_000);
    expect(history.get("c123")).toEqual(Array.from({ length: 7 }, () => 123));
  });
});
