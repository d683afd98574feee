import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepSecretsKey } from "./secrets-key";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "gq-key-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe("the key of a data directory", () => {
  test("is made once, long, for its owner's eyes only, and stays the same", () => {
    const key = keepSecretsKey(directory);
    expect(key.length).toBeGreaterThanOrEqual(43);
    expect(keepSecretsKey(directory)).toBe(key);
    expect(readdirSync(directory)).toEqual(["secrets.key"]);
    expect(modeOf(join(directory, "secrets.key"))).toBe(0o600);
    const other = mkdtempSync(join(tmpdir(), "gq-key-"));
    expect(keepSecretsKey(other)).not.toBe(key);
    rmSync(other, { recursive: true });
  });

  test("loses wider rights that a restored copy came with", () => {
    keepSecretsKey(directory);
    chmodSync(join(directory, "secrets.key"), 0o644);
    keepSecretsKey(directory);
    expect(modeOf(join(directory, "secrets.key"))).toBe(0o600);
  });

  test("is never replaced where the file holds no key: what it sealed would be lost", () => {
    const file = join(directory, "secrets.key");
    writeFileSync(file, "short\n");
    expect(() => keepSecretsKey(directory)).toThrow(/secrets\.key does not hold a key/u);
    expect(readFileSync(file, "utf8")).toBe("short\n");
  });
});
