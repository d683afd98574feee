import { describe, expect, it } from "vitest";
import { averageRanks } from "./average-ranks";
import { spearman } from "./spearman";

describe("averageRanks", () => {
  it("gives equal values the mean of their ranks", () => {
    expect(Array.from(averageRanks([30, 10, 20, 20, 50]))).toEqual([4, 1, 2.5, 2.5, 5]);
    expect(Array.from(averageRanks([7, 7, 7]))).toEqual([2, 2, 2]);
    expect(Array.from(averageRanks([]))).toEqual([]);
  });
});

describe("spearman", () => {
  it("is 1 for any rising relation and −1 for any falling one", () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 11, 1e9])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3, 4], [5, 4, 3, -2])).toBeCloseTo(-1, 12);
  });

  it("matches the textbook value of the IQ and television example (Wikipedia: −29/165)", () => {
    const iq = [86, 97, 99, 100, 101, 103, 106, 110, 112, 113];
    const hours = [2, 20, 28, 27, 50, 29, 7, 17, 6, 12];
    expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12);
  });

  it("is unmoved by any rising transformation of either side", () => {
    const x = [0.3, -1.2, 2.5, 0.3, 4.4, -0.1, 1.1];
    const y = [1.3, 0.2, 0.2, 3.1, 2.7, -4, 0];
    const plain = spearman(x, y);
    expect(spearman(x.map(Math.exp), y)).toBe(plain);
    expect(
      spearman(
        x,
        y.map((value) => value ** 3),
      ),
    ).toBe(plain);
    expect(spearman(y, x)).toBeCloseTo(plain!, 12);
  });

  it("says nothing where a side does not vary or there are too few pairs", () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([1], [1])).toBeNull();
  });
});
