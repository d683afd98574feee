import { describe, expect, it } from "vitest";
import { nextAddress } from "./next-address";

describe("the page after signing in", () => {
  it("is the one that was wished for, with what was asked of it", () => {
    expect(nextAddress("/momentum/bitcoin?tab=whale#x")).toBe("/momentum/bitcoin?tab=whale#x");
    expect(nextAddress("/settings")).toBe("/settings");
  });

  it.each([
    undefined,
    null,
    "",
    "momentum",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "/sign-in?next=/sign-in",
    "/setup",
  ])("never leaves this site or asks again: %j", (wished) => {
    expect(nextAddress(wished)).toBe("/momentum");
  });
});
