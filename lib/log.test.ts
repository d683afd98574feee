import { describe, expect, test } from "vitest";
import { createLogger } from "./log";

function linesOf(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger("test", "info", { write: (line) => lines.push(line) }));
  return lines.join("");
}

describe("the log", () => {
  test("never holds the password of a Redis that refused it", () => {
    const refused = Object.assign(new Error("WRONGPASS invalid username-password pair"), {
      command: { name: "hello", args: ["3", "AUTH", "default", "hunter2"] },
    });
    const text = linesOf((log) => log.warn({ err: refused }, "Redis is not reachable"));
    expect(text).toContain("WRONGPASS");
    expect(text).not.toContain("hunter2");
  });

  test("never holds a provider's key", () => {
    const text = linesOf((log) => {
      log.info({ request: { headers: { "x-cg-pro-api-key": "CG-secret" } } }, "asked");
      log.info({ access: { apiKey: "CG-secret" } }, "configured");
    });
    expect(text).toContain("asked");
    expect(text).not.toContain("CG-secret");
  });
});
