import { z } from "zod";

const licenseSchema = z.union([
  z.object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) }),
  z.object({ expression: z.string() }),
]);
const componentSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  purl: z.string().optional(),
  licenses: z.array(licenseSchema).default([]),
  hashes: z.array(z.unknown()).default([]),
});
const sbomSchema = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  metadata: z.looseObject({ timestamp: z.string().optional() }),
  components: z.array(componentSchema),
});
export type Sbom = z.infer<typeof sbomSchema>;

/** npm's bill of materials, or null. */
export function readSbom(answer: unknown): Sbom | null {
  return sbomSchema.safeParse(answer).data ?? null;
}

/** Licences under which a part may be handed on with a product under MIT; what is not here is looked at by somebody. */
const FREE = new Set(
  "MIT,ISC,Apache-2.0,BSD-2-Clause,BSD-3-Clause,0BSD,BlueOak-1.0.0,CC0-1.0,Unlicense,MIT-0,Python-2.0,CC-BY-4.0,MPL-2.0,OFL-1.1,SIL OPEN FONT LICENSE,Zlib,PostgreSQL".split(
    ",",
  ),
);
/** Looked at: why the part may be used all the same. */
export const LOOKED_AT: readonly (readonly [name: RegExp, why: string])[] = [
  [
    /^@img\/sharp-libvips/u,
    "LGPL-3.0 library, loaded dynamically and unchanged; Next's own image server, which we do not use",
  ],
  [/^geist$/u, "its LICENSE.txt is the SIL Open Font License 1.1; only package.json does not say so"],
];

export interface LicenseSummary {
  readonly counts: readonly (readonly [license: string, parts: number])[];
  /** "name@version (licence)" of what nobody has looked at. */
  readonly strange: readonly string[];
  /** Without a hash a part cannot be told from its double. */
  readonly unhashed: readonly string[];
}

export function summarizeLicenses({ components }: Sbom): LicenseSummary {
  const counts = new Map<string, number>();
  const strange: string[] = [];
  for (const { name, version, licenses } of components) {
    const said = licenses
      .map((one) => ("expression" in one ? one.expression : (one.license.id ?? one.license.name ?? "")))
      .join(" AND ");
    const license = said === "" ? "none said" : said;
    counts.set(license, (counts.get(license) ?? 0) + 1);
    if (!isFree(license) && !LOOKED_AT.some(([known]) => known.test(name)))
      strange.push(`${name}@${version} (${license})`);
  }
  const unhashed = components
    .filter(({ hashes }) => hashes.length === 0)
    .map(({ name, version }) => `${name}@${version}`);
  return { counts: [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])), strange, unhashed };
}

/** Of an "or" one is enough, of an "and" all are needed; nothing deeper is met, and what is not understood is not free. */
function isFree(license: string): boolean {
  const bare = license.replaceAll(/[()]/gu, "");
  return bare.split(" AND ").every((part) => part.split(" OR ").some((one) => FREE.has(one.trim())));
}
