import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { restore } from "./backup/restore";
import { loadEnvFile, readSettings } from "./settings";

/** `npm run restore -- <file> [--replace]`: brings a backup back, into an empty place or in the place of what is there. */
const root = resolve(import.meta.dirname, "..");
const { values, positionals } = parseArgs({ options: { replace: { type: "boolean" } }, allowPositionals: true });
const [file] = positionals;
try {
  if (file === undefined) throw new Error("Say which backup: npm run restore -- <file> [--replace]");
  loadEnvFile(root);
  await restore(readSettings(root), { file: resolve(file), replace: values.replace ?? false }, (words) =>
    console.log(words),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
