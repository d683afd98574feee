import fc from "fast-check";
import { expect, it } from "vitest";
import { percentChange, significant } from "./market";

it("rounds to significant digits as toPrecision does, to half a unit of the last digit", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e15, noNaN: true }), fc.constantFrom(7, 8, 10, 12), (value, digits) => {
      const rounded = significant(value, digits);
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(
        0.5001 * 10 ** (Math.floor(Math.log10(value)) - digits + 1),
      );
      expect(significant(rounded, digits)).toBe(rounded);
    }),
    { numRuns: 2_000 },
  );
});

it("keeps the shortest spelling", () => {
  expect(String(significant(0.000000003271234567))).toBe("3.2712346e-9");
  expect(String(significant(77_671.123456789))).toBe("77671.123");
  expect(String(significant(123_456_789_012))).toBe("123456790000");
  expect(significant(-5.5555555555, 3)).toBe(-5.56);
  expect(significant(0)).toBe(0);
});

it("percentChange is null where nothing can be said", () => {
  expect(percentChange(110, 100)).toBeCloseTo(10, 12);
  expect(percentChange(1, 0)).toBeNull();
  expect(percentChange(null, 1)).toBeNull();
  expect(percentChange(1, null)).toBeNull();
});
