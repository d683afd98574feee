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
