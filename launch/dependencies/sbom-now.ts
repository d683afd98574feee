import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { askNpm } from "./ask-npm";
import { readSbom, summarizeLicenses } from "./read-sbom";

/** `npm run sbom -- [file]`: the bill of materials of what runs in production, CycloneDX, as it is installed. */
const target = resolve(process.argv[2] ?? ".data/sbom.cdx.json");
const answer = await askNpm(["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"]);
const sbom = readSbom(answer);
if (sbom === null) {
  console.error("npm did not answer with a CycloneDX document; version 10 or newer is needed.");
  process.exitCode = 2;
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(answer, null, 2)}\n`);
  const { counts, strange, unhashed } = summarizeLicenses(sbom);
  console.log(`${sbom.components.length} parts in ${target}`);
  for (const [license, parts] of counts) console.log(`${String(parts).padStart(5)}  ${license}`);
  for (const part of strange) console.error(`✗ nobody has looked at the licence of ${part}`);
  for (const part of unhashed) console.error(`✗ there is no hash of ${part}`);
  process.exitCode = strange.length + unhashed.length === 0 ? 0 : 1;
}
