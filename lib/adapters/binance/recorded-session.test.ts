import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseFrame } from "./frame";
import { parsePairs } from "./parse";

/** A session of 2021 with api.binance.com, recorded by others; it stays outside the repository. */
const path = resolve(import.meta.dirname, "../../../../shared/data/venue-recordings/BINANCE.jsonl.gz");

interface Line {
  t: string;
  url?: string;
  data?: string;
}

describe.skipIf(!existsSync(path))("a recorded session (skipped without ../shared/data)", () => {
  const lines: Line[] = existsSync(path)
    ? gunzipSync(readFileSync(path))
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Line)
    : [];

  it("yields every USDT pair of the listing, none of them malformed", () => {
    const listing = lines.find(({ url }) => url?.includes("exchangeInfo"));
    const parsed = parsePairs(JSON.parse(listing?.data ?? "null"), []);
    expect(parsed?.malformed).toBe(0);
    expect(parsed?.weightPerMinute).toBe(1_200);
    expect(parsed?.pairs.length).toBeGreaterThan(300);
    expect(parsed?.pairs.find(({ pair }) => pair === "NKNUSDT")).toMatchObject({ base: "NKN", trading: true });
    expect(new Set(parsed?.pairs.map(({ trading }) => trading))).toEqual(new Set([true, false]));
  });

  it("yields its trades with the taker's side, and takes no other frame for a trade", () => {
    const multipliers = new Map(["NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR"].map((pair) => [pair, 1]));
    const frames = lines.filter(({ t }) => t === "recv").map(({ data }) => parseFrame(data ?? "", multipliers));
    expect(frames.filter(({ kind }) => kind === "malformed")).toEqual([]);
    const trades = frames.filter((frame) => frame.kind === "trade");
    expect(trades).toHaveLength(2);
    expect(trades[0]).toEqual({
      kind: "trade",
      pair: "NKNUSDT",
      trade: { id: 15_683_430, at: 1_633_998_523_963, priceUsd: 0.3528, quantity: 58, takerSide: "buy" },
    });
  });
});
