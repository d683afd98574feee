import { spawn } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** What npm prints as JSON, whatever it thinks of it; null when it prints none. */
export async function askNpm(args: readonly string[]): Promise<unknown> {
  const child = spawn("npm", [...args], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  for await (const chunk of child.stdout) said += String(chunk);
  try {
    return JSON.parse(said);
  } catch {
    return null;
  }
}
