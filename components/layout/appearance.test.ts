import { expect, it } from "vitest";
import { parseAppearance, serializeAppearance } from "./appearance";

it("survives the cookie and falls back field by field", () => {
  const light = { ...parseAppearance(undefined), theme: "light" as const, view: "table" as const };
  expect(parseAppearance(serializeAppearance(light))).toEqual(light);
  expect(parseAppearance(undefined).theme).toBe("system");
  expect(parseAppearance("theme=neon&view=table&x=1")).toEqual({ ...parseAppearance(undefined), view: "table" });
});
