import fc from "fast-check";
import { expect, it } from "vitest";
import { windowSegments } from "./window-segments";

it("draws the window, keeps the focused row and leaves space for the rest", () => {
  expect(windowSegments(10, 20, 100, null)).toEqual([
    { kind: "space", from: 0, count: 10 },
    { kind: "rows", from: 10, to: 20 },
    { kind: "space", from: 20, count: 80 },
  ]);
  expect(windowSegments(10, 20, 100, 3).filter(({ kind }) => kind === "rows")).toEqual([
    { kind: "rows", from: 3, to: 4 },
    { kind: "rows", from: 10, to: 20 },
  ]);
});

it("always accounts for every row exactly once", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(60), fc.nat(300), fc.option(fc.nat(320)), (start, length, total, pinned) => {
      const segments = windowSegments(start, start + length, total, pinned);
      let at = 0;
      for (const segment of segments) {
        expect(segment.from).toBe(at);
        at += segment.kind === "space" ? segment.count : segment.to - segment.from;
      }
      expect(at).toBe(total);
    }),
  );
});
