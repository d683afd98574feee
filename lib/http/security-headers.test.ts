import { expect, it } from "vitest";
import { securityHeaders } from "./security-headers";

it("says its policy with every page, answer and worker script, and to the build's own scripts only what concerns them", () => {
  const headersOf = securityHeaders(false);
  const names = (url: string) => headersOf(url).map(([name]) => name);
  for (const url of [
    "/",
    "/momentum?view=table",
    "/api/health",
    "/sw.js",
    "/_next/static/media/a.svg",
    "/_next/static",
  ]) {
    expect(names(url)).toContain("content-security-policy");
    expect(names(url)).toContain("x-frame-options");
  }
  expect(names("/_next/static/chunks/a.js")).toEqual(["x-content-type-options"]);
});
