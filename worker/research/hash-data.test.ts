import { describe, expect, it } from "vitest";
import { hashHistories, hashHistory } from "./hash-data";
import type { UnscoredHistory } from "./load-histories";
import { FROM, walkOf } from "./research-world.fixture";

function history(changes: Partial<UnscoredHistory> = {}): UnscoredHistory {
  const bars = walkOf("solana", FROM, FROM + 48 * 3_600_000);
  return { coinId: "solana", symbol: "SOL", bars, member: null, delisted: false, ...changes };
}

describe("the hash of a run's data", () => {
  it("is the same for the same bars, wherever in memory they lie", () => {
    const { bars } = history();
    const shifted = new Float64Array(bars.close.length + 5);
    shifted.set(bars.close, 5);
    expect(hashHistory(history({ bars: { ...bars, close: shifted.subarray(5) } }))).toBe(hashHistory(history()));
  });

  it("is another one when a single price, volume, hour or membership is", () => {
    const changed = (["open", "high", "low", "close", "volumeUsd"] as const).map((column) => {
      const one = history();
      one.bars[column][20] = 1;
      return hashHistory(one);
    });
    const untraded = history();
    untraded.bars.traded[20] = 0;
    const hashes = [
      hashHistory(history()),
      ...changed,
      hashHistory(untraded),
      hashHistory(history({ delisted: true })),
      hashHistory(history({ member: new Uint8Array(48).fill(1) })),
      hashHistory(history({ coinId: "bitcoin" })),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("of several coins depends on each of them and on their order", () => {
    expect(hashHistories(["a", "b"])).not.toBe(hashHistories(["b", "a"]));
  });
});
