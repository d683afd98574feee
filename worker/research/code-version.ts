import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

/** "0.1.0+4bf9f21", with "-dirty" where files differ from that commit; the release alone where there is no repository. */
export function readCodeVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };
  try {
    const described = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=12"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5_000,
    });
    return `${version}+${described.trim()}`;
  } catch {
    return version;
  }
}
