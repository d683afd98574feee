import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashSources, isBuilt } from "./build";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ghostquant-build-"));
  mkdirSync(join(root, "app/momentum"), { recursive: true });
  mkdirSync(join(root, "worker"));
  writeFileSync(join(root, "app/momentum/page.tsx"), "export const page = 1;");
  writeFileSync(join(root, "package-lock.json"), "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("hashSources", () => {
  test.each([
    ["a page changes", () => writeFileSync(join(root, "app/momentum/page.tsx"), "export const page = 2;")],
    ["a page is added", () => writeFileSync(join(root, "app/layout.tsx"), "")],
    ["a page is removed", () => rmSync(join(root, "app/momentum/page.tsx"))],
    ["a dependency changes", () => writeFileSync(join(root, "package-lock.json"), '{"x":1}')],
    ["the build's configuration appears", () => writeFileSync(join(root, "next.config.ts"), "export default {}")],
  ])("changes when %s", (_, change) => {
    const before = hashSources(root);
    change();
    expect(hashSources(root)).not.toBe(before);
  });

  test.each([
    ["a date changes", () => utimesSync(join(root, "app/momentum/page.tsx"), 1, 1)],
    ["a test changes", () => writeFileSync(join(root, "app/momentum/page.test.tsx"), "test")],
    ["the worker changes, which is not built", () => writeFileSync(join(root, "worker/main.ts"), "run()")],
  ])("stays when %s", (_, change) => {
    const before = hashSources(root);
    change();
    expect(hashSources(root)).toBe(before);
  });
});

describe("isBuilt", () => {
  test("trusts only a finished build of exactly these sources", () => {
    expect(isBuilt(root)).toBe(false);
    mkdirSync(join(root, ".next"));
    writeFileSync(join(root, ".next/ghostquant-build"), hashSources(root));
    expect(isBuilt(root)).toBe(false);
    writeFileSync(join(root, ".next/BUILD_ID"), "x");
    expect(isBuilt(root)).toBe(true);
    writeFileSync(join(root, "app/momentum/page.tsx"), "export const page = 3;");
    expect(isBuilt(root)).toBe(false);
  });
});
