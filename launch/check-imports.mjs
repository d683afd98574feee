// Runs the import law and refuses to believe it when the checker read too little: a cruiser that finds
// no transpiler prints a green tick over zero modules.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { cruise } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const MODULE_FLOOR = 250;
const roots = ["app", "components", "hooks", "lib", "worker", "drizzle", "launch", "drills", "server.ts"].filter(
  existsSync,
);
const options = await extractDepcruiseOptions(resolve(".dependency-cruiser.cjs"));
const { output } = await cruise(roots, options, undefined, { tsConfig: extractTSConfig("tsconfig.json") });
const { summary, modules } = typeof output === "string" ? JSON.parse(output) : output;
const own = modules.filter((module) => !module.source.includes("node_modules") && !module.coreModule).length;

for (const { rule, from, to } of summary.violations) console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`);
console.log(
  `Import law: ${own} modules read, ${summary.totalDependenciesCruised} dependencies, ${summary.violations.length} violations`,
);
if (own < MODULE_FLOOR) {
  console.error(`Only ${own} modules were read; the floor is ${MODULE_FLOOR}. The checker is blind.`);
  process.exitCode = 1;
}
if (summary.error > 0) process.exitCode = 1;
