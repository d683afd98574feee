import fc from "fast-check";
import { expect, it } from "vitest";
import { type HourRange, uncoveredRanges } from "./hour-ranges";

it("leaves exactly what no stretch covers, whatever their order and overlap", () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(range, fc.array(range, { maxLength: 8 }), ([start, length], stretches) => {
      const wanted: HourRange = { from: start, to: start + length };
      const covered = stretches.map(([from, span]) => ({ from, to: from + span }));
      const left = uncoveredRanges(wanted, covered);
      for (let hour = 0; hour < 90; hour++) {
        const within = ({ from, to }: HourRange) => hour >= from && hour < to;
        expect(left.some(within)).toBe(within(wanted) && !covered.some(within));
      }
      expect(left.every(({ from, to }, index) => from < to && from > (left[index - 1]?.to ?? -1))).toBe(true);
    }),
  );
});
