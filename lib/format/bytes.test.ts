import { expect, it } from "vitest";
import { formatBytes } from "./bytes";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_500, "1.5 KB"],
  [84_200_000, "84 MB"],
  [999_600_000, "1.0 GB"],
  [2_140_000_000, "2.1 GB"],
])("%d bytes read %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
