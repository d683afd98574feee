import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstCommand } from "./fresh-clone";
import { renderReport } from "./report";

function commandIn(readme: string): string {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  writeFileSync(join(folder, "README.md"), readme);
  try {
    return firstCommand(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what the newcomer types is what the README says first, without its comment", () => {
  expect(commandIn("# A\n\n```sh\nnpm start   # installs # all\nnpm test\n```\n```sh\nother\n```\n")).toBe("npm start");
  expect(() => commandIn("# A\nnothing to type\n")).toThrow(/no command/u);
});

test("this README says it", () => {
  expect(firstCommand(join(import.meta.dirname, "../.."))).toBe("npm start");
});

test("a walk above the limit says so in the table", () => {
  const walked = { commit: "abc", command: "npm start", machine: "here", limitSeconds: 300, filmed: true };
  const step = (seconds: number) => [{ name: "npm start", seconds, seen: "a | b" }];
  expect(renderReport({ ...walked, steps: step(299.9) })).toContain("| **299.9** | within the 300 s |");
  expect(renderReport({ ...walked, steps: step(301) })).toContain("ABOVE the 300 s");
  expect(renderReport({ ...walked, steps: step(1) })).toContain("| npm start | 1.0 | a \\| b |");
});
