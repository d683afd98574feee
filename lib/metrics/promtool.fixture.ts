import { execFileSync } from "node:child_process";

/** Asks Prometheus' own tool; a complaint is a non-zero exit, which throws with what was said. */
export function promtool(given: readonly string[], input = ""): void {
  execFileSync("promtool", given, { input, stdio: "pipe" });
}

export const NO_PROMTOOL = "promtool is not installed (apt-get install prometheus)";

export function hasPromtool(): boolean {
  try {
    promtool(["--version"]);
    return true;
  } catch {
    return false;
  }
}
