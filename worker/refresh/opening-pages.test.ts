import { expect, it } from "vitest";
import { openingPages } from "./opening-pages";

it("shows a newcomer on a small plan the largest coins before the whole universe", () => {
  expect(openingPages(null, 5)).toBe(10);
  expect(openingPages(10, 30)).toBe(10);
  expect(openingPages(4, 30)).toBe(4);
});

it("reads everything at once where calls are plenty or not limited", () => {
  expect(openingPages(null, 500)).toBeNull();
  expect(openingPages(null, null)).toBeNull();
});
