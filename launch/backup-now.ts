import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { backUp } from "./backup/backup";
import { loadEnvFile, readSettings } from "./settings";

/** `npm run backup [-- --out /mnt/backups --keep 14]`: one file for each database of this instance, made while it runs. */
const root = resolve(import.meta.dirname, "..");
const { values } = parseArgs({ options: { out: { type: "string" }, keep: { type: "string" } } });
try {
  loadEnvFile(root);
  const keep = z.coerce.number().int().min(1).optional().parse(values.keep);
  await backUp(readSettings(root), { out: values.out, keep }, (words) => console.log(words));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
