import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { examine } from "./doctor/doctor";
import { printFindings } from "./doctor/print-findings";

/** `npm run doctor [-- --offline --json]`: what is misconfigured and how to mend it. Ends with 1 when there is a problem. */
const { values } = parseArgs({ options: { offline: { type: "boolean" }, json: { type: "boolean" } } });
const findings = await examine(resolve(import.meta.dirname, ".."), { offline: values.offline ?? false });
for (const line of values.json ? [JSON.stringify(findings, null, 2)] : printFindings(findings)) console.log(line);
// Whoever was asked and has not answered by now may not hold the terminal.
process.exit(findings.some(({ level }) => level === "problem") ? 1 : 0);
