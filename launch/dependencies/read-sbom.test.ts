import { describe, expect, it } from "vitest";
import { readSbom, summarizeLicenses } from "./read-sbom";

const part = (name: string, licenses: object[], hashes: object[] = [{ alg: "SHA-512", content: "aa" }]) => ({
  type: "library",
  name,
  version: "1.0.0",
  licenses,
  hashes,
});
const summaryOf = (...components: object[]) => {
  const sbom = readSbom({ bomFormat: "CycloneDX", specVersion: "1.5", metadata: {}, components });
  if (sbom === null) throw new Error("unreadable");
  return summarizeLicenses(sbom);
};

describe("the bill of materials", () => {
  it("is CycloneDX or nothing", () => {
    for (const answer of [null, {}, { spdxVersion: "SPDX-2.3" }, { message: "error" }])
      expect(readSbom(answer)).toBeNull();
  });

  it("counts licences, most parts first", () => {
    const { counts } = summaryOf(
      part("a", [{ license: { id: "ISC" } }]),
      part("b", [{ license: { id: "MIT" } }]),
      part("c", [{ license: { id: "MIT" } }]),
    );
    expect(counts).toEqual([
      ["MIT", 2],
      ["ISC", 1],
    ]);
  });

  it("calls a licence strange that nobody has looked at, of an expression by its parts", () => {
    const { strange } = summaryOf(
      part("fine", [{ expression: "(GPL-3.0 OR MIT)" }]),
      part("both", [{ expression: "MIT AND Apache-2.0" }]),
      part("copyleft", [{ license: { id: "AGPL-3.0-only" } }]),
      part("half", [{ expression: "MIT AND GPL-3.0-only" }]),
      part("silent", []),
      part("@img/sharp-libvips-linux-x64", [{ license: { id: "LGPL-3.0-or-later" } }]),
    );
    expect(strange).toEqual([
      "copyleft@1.0.0 (AGPL-3.0-only)",
      "half@1.0.0 (MIT AND GPL-3.0-only)",
      "silent@1.0.0 (none said)",
    ]);
  });

  it("names parts that cannot be told from their doubles", () => {
    expect(summaryOf(part("a", [{ license: { id: "MIT" } }], [])).unhashed).toEqual(["a@1.0.0"]);
  });
});
