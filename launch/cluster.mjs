// `npm run cluster`: production's processes by hand, on one machine, without a container engine.
//
//   npm run cluster                        until Ctrl-C
//   npm run cluster -- e2e [playwright …]  runs the browser tests against it, then stops

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
  const { runCluster } = await import("./cluster.ts");
  await runCluster(root, process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
