import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

/**
 * "0.1.0+4bf9f21", with "-dirty" where files differ from that commit. An image has no repository: there the file `.commit`
 * says it; without both it is the release alone.
 */
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
    const commit = readCommitFile();
    return commit === "" ? version : `${version}+${commit}`;
  }
}

function readCommitFile(): string {
  try {
    return readFileSync(new URL(".commit", root), "utf8").trim();
  } catch {
    return "";
  }
}
