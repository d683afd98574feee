import { expect, it } from "vitest";
import { isPossiblePrice } from "./possible-price";

it.each([
  [1e-12, true],
  [97_000, true],
  [0, false],
  [-1, false],
  [1e-31, false],
  [1e31, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
])("takes %s for a price: %s", (price, possible) => {
  expect(isPossiblePrice(price)).toBe(possible);
});
