import { describe, expect, it } from "vitest";
import { createDrift, mix, smallNormal, studentT4, uniform } from "./hash";

const sample = (count: number, draw: (bits: number) => number) =>
  Array.from({ length: count }, (_, index) => draw(mix(mix(7, index), 99)));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("mix", () => {
  it("does not walk the same sequence under two keys, at any small shift", () => {
    const walk = (key: number) => Array.from({ length: 2_000 }, (_, index) => mix(mix(1, key), index));
    const first = new Set(walk(0));
    for (let key = 1; key < 20; key++) expect(walk(key).filter((bits) => first.has(bits)).length).toBeLessThan(3);
  });

  it("is uniform to the eye of a chi-square test", () => {
    const cells = new Array<number>(16).fill(0);
    for (const u of sample(16_000, uniform)) cells[Math.floor(u * 16)]! += 1;
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    expect(chiSquare).toBeLessThan(37.7); // 99.9 % point for 15 degrees of freedom
  });
});

describe("studentT4", () => {
  it("meets the tabulated quantiles of Student's t with 4 degrees of freedom, divided by √2", () => {
    const at = (probability: number) => studentT4(Math.round(probability * 2 ** 32) | 0);
    expect(at(0.975)).toBeCloseTo(2.776445 / Math.SQRT2, 4);
    expect(at(0.95)).toBeCloseTo(2.131847 / Math.SQRT2, 4);
    expect(at(0.005)).toBeCloseTo(-4.604095 / Math.SQRT2, 4);
    expect(at(0.5)).toBeCloseTo(0, 6);
  });

  it("is finite and bounded at the ends", () => {
    for (const bits of [0, -1, 1, 0x7fffffff, -0x80000000]) expect(Math.abs(studentT4(bits))).toBeLessThanOrEqual(12);
  });

  it("has fat tails", () => {
    const values = sample(50_000, studentT4);
    const fourth = meanOf(values.map((value) => value ** 4)) / meanOf(values.map((value) => value ** 2)) ** 2;
    expect(fourth).toBeGreaterThan(5);
  });
});

it("smallNormal has mean 0 and variance 1", () => {
  const values = sample(50_000, smallNormal);
  expect(meanOf(values)).toBeCloseTo(0, 1);
  expect(meanOf(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
});

it("a drift is continuous across its knots", () => {
  const drift = createDrift(3, 8);
  for (let knot = 1; knot < 50; knot++) expect(drift(knot * 8 - 1e-6)).toBeCloseTo(drift(knot * 8), 4);
});
