import { describe, expect, it } from "vitest";
import { lanesFromArguments } from "./lanes-from-arguments";

describe("lanesFromArguments", () => {
  it("serves every lane unless told otherwise", () => {
    expect(lanesFromArguments([])).toHaveLength(5);
  });

  it("serves the named lanes, each once", () => {
    expect(lanesFromArguments(["--lanes=compute,trading,compute"])).toEqual(["compute", "trading"]);
  });

  it.each(["--lanes=", "--lanes=markets"])("refuses %s with the names it knows", (argument) => {
    expect(() => lanesFromArguments([argument])).toThrow(/market-data, compute/);
  });
});
