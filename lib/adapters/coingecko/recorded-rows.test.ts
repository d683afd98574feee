import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ObservedAsset } from "@/lib/market/asset";
import { parseMarketRow } from "./parse";
import { mergePages, readMarketPage } from "./sweep-pages";

const FOLDER = resolve("../shared/data/coingecko");
const NOW = Date.UTC(2026, 1, 1);

function read(file: string): unknown {
  const bytes = readFileSync(resolve(FOLDER, file));
  return JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
}

function assets(rows: readonly unknown[]): ObservedAsset[] {
  return rows.map((row) => parseMarketRow(row, NOW)).filter((row): row is ObservedAsset => typeof row !== "string");
}

// The recordings live beside the repository, not in it; their provenance is in the PROVENANCE files there.
describe.skipIf(!existsSync(FOLDER))(
  "recorded CoinGecko rows (skipped when ../shared/data/coingecko is absent)",
  () => {
    it("reads all 1,000 raw rows of 30 November 2024", () => {
      const { data } = read("coingecko_markets_raw_1000_2024-11-30.json.gz") as { data: unknown[] };
      const pages = [0, 250, 500, 750].map((from) => readMarketPage(data.slice(from, from + 250), NOW));
      const sweep = mergePages({ pages, complete: false });
      expect(sweep).toMatchObject({ received: 1_000, pages: 4, dropped: {} });
      expect(sweep.observed).toHaveLength(1_000);
      // PROVENANCE-raw-1000.txt counts these in the recording.
      const rows = sweep.observed.map(({ asset }) => asset);
      expect(rows.filter((asset) => asset.volumeUsd24h === 0)).toHaveLength(6);
      expect(rows.filter((asset) => asset.changePercent24h === null)).toHaveLength(4);
      expect(rows.filter((asset) => asset.highUsd24h === null)).toHaveLength(4);
      expect(new Set(rows.map((asset) => asset.symbol)).size).toBeLessThan(1_000);
      expect(rows.every((asset) => asset.lastUpdatedAt !== null && asset.changePercent7d === null)).toBe(true);
      expect(Math.min(...rows.map((asset) => asset.lastUpdatedAt ?? Number.NaN))).toBeLessThan(Date.UTC(2024, 10, 23));
      expect(sweep.observed[0]?.asset).toMatchObject({
        id: "bitcoin",
        symbol: "BTC",
        priceUsd: 96733,
        marketCapRank: 1,
      });
    });

    it("reads sparklines of 168 hours, and of 167 where CoinGecko had 167", () => {
      const sparks = assets(read("kingajohanna_8coins_10rows_sparkline_2022-04-17.json") as unknown[]);
      const lengths = new Map(sparks.map(({ asset, closes }) => [asset.id, closes.length]));
      expect(lengths.get("bitcoin")).toBe(168);
      expect(lengths.get("tether")).toBe(167);
    });

    it("reads the full bitcoin row of 17 February 2026", () => {
      const [bitcoin] = assets(read("bitcoin_row_2026-02-17T1556Z.json") as unknown[]);
      expect(bitcoin?.asset).toMatchObject({ id: "bitcoin", priceUsd: 67291, highUsd24h: 69088, lowUsd24h: 66725 });
      expect(bitcoin?.asset.changePercent24h).toBeCloseTo(-0.329, 2);
    });
  },
);
