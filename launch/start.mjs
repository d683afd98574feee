// `npm start`: the one command that boots everything. Plain JavaScript until the dependencies are there.

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { complainAboutNode, ensureInstalled } from "./install.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);

const complaint = complainAboutNode(process.versions.node);
if (complaint !== null) {
  console.error(complaint);
  process.exit(1);
}

// A SIGTERM to npm ends npm and leaves us behind; without npm in front a lost parent is nobody's wish to stop.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 1_000).unref();
}

try {
  await ensureInstalled(root, (words) => console.log(words));
  const { register } = await import("tsx/esm/api");
  register();
  const { main } = await import("./main.ts");
  await main(root);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
