import { existsSync, readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const dockerfile = read("Dockerfile");
const compose = read("docker-compose.yml");

/** Files and folders of the repository that the last stage holds. */
const shipped = [
  ...dockerfile.slice(dockerfile.indexOf("AS product")).matchAll(/^COPY (?!--from)(.+) \S+$/gmu),
].flatMap(([, sources = ""]) => sources.split(" "));
const isShipped = (file: string) => shipped.some((source) => file === source || file.startsWith(`${source}/`));

/** Every file that runs in a container, by the commands of docker-compose.yml. */
const entries = ["server.ts", ...[...compose.matchAll(/"(worker\/[\w/-]+\.ts)"/gu)].map(([, entry = ""]) => entry)];

/** Type-only imports are gone when it runs. */
const IMPORT =
  /^(?:import|export)(?! type)[^;]*? from "([^"]+)"|^import "([^"]+)"|import\("([^"]+)"\)|new URL\("(\.[^"]+)"/gmu;

function resolveFile(from: string, name: string): string | null {
  const base = name.startsWith("@/") ? join(root, name.slice(2)) : resolve(dirname(join(root, from)), name);
  const found = [base, `${base}.ts`, `${base}.tsx`, `${base}.mjs`].find(
    (path) => existsSync(path) && statSync(path).isFile(),
  );
  return found === undefined ? null : relative(root, found);
}

function importsOf(file: string): string[] {
  const found = [...read(file).matchAll(IMPORT)].map(
    (match) => match.slice(1).find((part) => part !== undefined) ?? "",
  );
  return found.filter((name) => !isBuiltin(name));
}

const isOurs = (name: string) => name.startsWith(".") || name.startsWith("@/");
const packageOf = (name: string) => name.split("/", name.startsWith("@") ? 2 : 1).join("/");

function walk(starts: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set(starts);
  const packages = new Set<string>();
  // A set may grow while it is walked.
  for (const file of files) {
    for (const name of importsOf(file)) {
      const found = isOurs(name) ? resolveFile(file, name) : null;
      if (found !== null && /\.(?:ts|tsx|mjs)$/u.test(found)) files.add(found);
      if (!isOurs(name)) packages.add(packageOf(name));
    }
  }
  return { files, packages };
}

describe("the image", () => {
  const { files, packages } = walk(entries);

  test("holds every file that its processes read", () => {
    expect(entries).toEqual(expect.arrayContaining(["worker/main.ts", "worker/stream.ts", "worker/cli/migrate.ts"]));
    expect(files.size).toBeGreaterThan(300);
    expect([...files].filter((file) => !isShipped(file))).toEqual([]);
    for (const source of shipped) expect(existsSync(join(root, source)), source).toBe(true);
  });

  test("needs no package that production leaves out", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    expect(packages).toContain("bullmq");
    expect([...packages].filter((name) => !(name in dependencies))).toEqual([]);
  });

  test("leaves data, secrets and the builds of this machine outside", () => {
    const ignored = read(".dockerignore").split("\n");
    for (const path of [".git", ".data", ".env", ".next", "node_modules", "deploy/*"]) expect(ignored).toContain(path);
    expect(dockerfile.trimEnd().split("\n").slice(-2)[0]).toBe("USER node");
  });
});
