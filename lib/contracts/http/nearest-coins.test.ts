import { describe, expect, it } from "vitest";
import { scoredCoinFixture } from "@/lib/contracts/board.fixture";
import { nearestCoins } from "./nearest-coins";

function board(...named: [id: string, symbol: string, name: string, marketCapUsd: number | null][]) {
  return {
    coins: named.map(([id, symbol, name, marketCapUsd], index) => {
      const coin = scoredCoinFixture(index, { id });
      return { ...coin, asset: { ...coin.asset, symbol, name, marketCapUsd } };
    }),
  };
}

const universe = board(
  ["bitcoin", "BTC", "Bitcoin", 2e12],
  ["solana", "SOL", "Solana", 1e11],
  ["solar", "SXP", "Solar", 1e8],
  ["usd-coin", "USDC", "USDC", 5e10],
);
const ids = (text: string) => nearestCoins(universe, text, 3).map(({ id }) => id);

describe("nearest names", () => {
  it("finds the coin behind a slip of the keyboard", () => {
    expect(ids("solanna")[0]).toBe("solana");
    expect(ids("bitcion")[0]).toBe("bitcoin");
    expect(ids("BTX")[0]).toBe("bitcoin");
  });

  it("takes a beginning for nearer than a changed letter", () => {
    expect(ids("sola").slice(0, 2)).toEqual(["solana", "solar"]);
  });

  it("prefers the larger coin among equally near ones, wherever it stands on the board", () => {
    const near = (count: number) =>
      nearestCoins(board(["abx", "ABX", "x", 1], ["aby", "ABY", "y", 9], ["abz", "ABZ", "z", 5]), "abc", count);
    expect(near(1).map(({ id }) => id)).toEqual(["aby"]);
    expect(near(3).map(({ id }) => id)).toEqual(["aby", "abz", "abx"]);
  });

  it("offers nothing where nothing is near", () => {
    expect(ids("zzzzzzzz")).toEqual([]);
    expect(ids("   ")).toEqual([]);
  });
});
