import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/market/units";
import { readRecordedHistories } from "./recorded-histories";

const FIRST = Date.UTC(2025, 0, 1);
const SECONDS = FIRST / 1_000;
const hour = (index: number) => SECONDS + index * 3_600;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "ghostquant-recorded-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function record(
  folder: string,
  header: string,
  lines: readonly string[],
  provenance = "WHAT : some\nx",
): Promise<void> {
  await mkdir(join(directory, folder));
  await writeFile(join(directory, folder, "x_1h_y.csv.gz"), gzipSync(`${header}\n${lines.join("\n")}\n`));
  await writeFile(join(directory, folder, "PROVENANCE.txt"), provenance);
}

describe("a recorded folder", () => {
  it("stands on one grid; a pair that begins later or ends earlier did not trade there", async () => {
    const candles = (pair: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `${pair},${hour(from + index)},2,3,1,2,10`);
    await record("spot-1h", "symbol,ts,open,high,low,close,volume", [
      ...candles("A_USDT", 0, 100),
      ...candles("B_USDT", 40, 100).filter((_, index) => index !== 5),
      ...candles("C_USDT", 0, 20),
    ]);
    const loaded = await readRecordedHistories(directory, { market: "spot" });
    expect(loaded).toMatchObject({
      from: FIRST,
      to: FIRST + 100 * HOUR_MS,
      provenance: "some",
      survivorshipBias: false,
    });
    expect(loaded.histories.map(({ symbol, delisted }) => [symbol, delisted])).toEqual([
      ["A", false],
      ["B", false],
      ["C", true],
    ]);
    expect(loaded.histories.every(({ bars }) => bars.firstOpenAt === FIRST && bars.close.length === 100)).toBe(true);
    expect(loaded.histories[0]?.bars.volumeUsd[7]).toBe(20);
    expect(loaded.sources[1]).toMatchObject({ from: FIRST + 40 * HOUR_MS, hours: 59, missingHours: 1 });
    const [only] = (await readRecordedHistories(directory, { market: "spot", symbols: ["b"] })).histories;
    expect(only).toMatchObject({ coinId: "B_USDT", bars: { firstOpenAt: FIRST + 40 * HOUR_MS } });
    await expect(readRecordedHistories(directory, { market: "spot", symbols: ["zz"] })).rejects.toThrow("zz");
  });

  it("opens where the hour before closed where the recorder left the open out, and tells survivors as such", async () => {
    const lines = [`AUSDT,${hour(0)},3,1,2,10`, `AUSDT,${hour(1)},4,2.5,3,10`];
    await record("perp-1h", "symbol,ts,high,low,close,volume", lines, "WHAT   : perps\nCAVEATS: (survivors)");
    const loaded = await readRecordedHistories(directory, { market: "perp" });
    expect([...(loaded.histories[0]?.bars.open ?? [])]).toEqual([2, 2.5]);
    expect(loaded.survivorshipBias).toBe(true);
    expect(loaded.file.sha256).toMatch(/^[0-9a-f]{64}$/u);
  });

  it("says what is missing of a folder that is not one", async () => {
    await expect(readRecordedHistories(directory, { market: "spot" })).rejects.toThrow("spot-1h is missing");
  });

  it.skipIf(!existsSync("../shared/data/spot-1h"))(
    "reads the recorded spot pairs whole, but for hours whose prices contradict each other",
    async () => {
      const loaded = await readRecordedHistories("../shared/data", { market: "spot" });
      expect(loaded.histories).toHaveLength(391);
      expect(new Date(loaded.from).toISOString()).toBe("2025-01-01T00:00:00.000Z");
      expect(loaded.sources.reduce((sum, { missingHours }) => sum + missingHours, 0)).toBe(7);
      expect(loaded.survivorshipBias).toBe(true);
    },
  );
});
