// `npm run verify`: the fast checks, without services; for before every commit.

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FAST_CHECKS, runSuites } from "./suites.mjs";

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), ".."));
await runSuites(FAST_CHECKS);
