import { describe, expect, it } from "vitest";
import { expectedMaximum } from "./expected-maximum";
import { normalCdf, normalQuantile } from "./normal-distribution";
import { seededRandom } from "./seeded-random";

// Expected values: SciPy 1.17.1, scipy.stats.norm.cdf and .ppf.
describe("the normal distribution", () => {
  it.each([
    [-5, 2.8665157187919333e-7],
    [-3.2, 0.0006871379379158483],
    [-1.96, 0.024997895148220435],
    [-0.5, 0.3085375387259869],
    [0, 0.5],
    [0.1, 0.539827837277029],
    [1, 0.8413447460685429],
    [2.5, 0.9937903346742238],
    [4, 0.9999683287581669],
  ])("Φ(%d) is SciPy's to 1e-15", (x, probability) => {
    expect(Math.abs(normalCdf(x) - probability)).toBeLessThan(1e-15);
  });

  it.each([
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.02, -2.053748910631823],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.95, 1.6448536269514722],
    [0.999, 3.090232306167813],
  ])("Φ⁻¹(%d) is SciPy's to 1e-9", (probability, x) => {
    expect(normalQuantile(probability)).toBeCloseTo(x, 9);
  });

  it("has no quantile at 0, at 1 or beyond, and never a NaN", () => {
    for (const outside of [0, 1, -0.1, 1.1, Number.NaN]) expect(normalQuantile(outside)).toBeNull();
    for (const far of [-1e9, -40, -8.6, 8.6, 40, 1e9]) expect([0, 1]).toContain(normalCdf(far));
  });

  it("Φ undoes Φ⁻¹", () => {
    for (let p = 0.001; p < 1; p += 0.001) expect(normalCdf(normalQuantile(p) ?? Number.NaN)).toBeCloseTo(p, 12);
  });
});

describe("expectedMaximum", () => {
  it("is what the largest of so many draws comes to, within a few hundredths", () => {
    const random = seededRandom(11);
    for (const count of [10, 25, 100]) {
      let sum = 0;
      for (let draw = 0; draw < 4_000; draw++) {
        let largest = Number.NEGATIVE_INFINITY;
        for (let one = 0; one < count; one++) largest = Math.max(largest, normalQuantile(random()) ?? 0);
        sum += largest;
      }
      expect(Math.abs(expectedMaximum(count) - sum / 4_000)).toBeLessThan(0.06);
    }
  });

  it("is 0 for one and grows with the number", () => {
    expect(expectedMaximum(1)).toBe(0);
    expect(expectedMaximum(0)).toBe(0);
    for (let count = 2; count < 200; count++) {
      expect(expectedMaximum(count + 1)).toBeGreaterThan(expectedMaximum(count));
    }
  });
});
