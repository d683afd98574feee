import fc from "fast-check";
import { expect, it } from "vitest";
import { isoTime } from "./iso-time";

it("equals Date's own text for every time between 1970 and 2200", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_258_118_400_000 }), (at) => {
      expect(isoTime(at)).toBe(new Date(at).toISOString());
    }),
    { numRuns: 2_000 },
  );
  for (const date of ["2000-02-29", "2024-02-29", "2100-03-01", "1999-12-31"])
    expect(isoTime(Date.parse(date))).toBe(new Date(date).toISOString());
});
