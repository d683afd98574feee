import { expect, it } from "vitest";
import { formatSigned } from "./signed";

it.each([
  [0.714, "0.71"],
  [-0.269, "−0.27"],
  [-0.001, "0.00"],
  [null, "–"],
])("writes %s as %s", (value, text) => {
  expect(formatSigned(value)).toBe(text);
});
