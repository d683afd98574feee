import { describe, expect, it } from "vitest";
import { exportFile } from "./export-file";

const readAt = Date.parse("2026-11-21T14:03:07Z");
const asOf = "2026-11-21T14:02:59.000Z";

describe("the file of a table", () => {
  it("says which market and moment it is of, in its name and in every row", () => {
    const file = exportFile(
      "momentum",
      "csv",
      { rows: [{ id: "sol", rank: 1 }, { id: "btc" }], asOf },
      "simulated",
      readAt,
    );
    expect(file.name).toBe("ghostquant-momentum-simulated-2026-11-21T1402Z.csv");
    expect(file.text.split("\r\n")).toEqual([
      "source,as_of,id,rank",
      `simulated,${asOf},sol,1`,
      `simulated,${asOf},btc,`,
      "",
    ]);
  });

  it("keeps the records as they are in JSON, with what they were asked by", () => {
    const rows = [{ id: "sol", sub_scores: { rsi: 12.5 }, flags: [] }];
    const file = exportFile(
      "momentum",
      "json",
      { rows, asOf, notes: { filter: "score of 60 or more" } },
      "live",
      readAt,
    );
    expect(JSON.parse(file.text)).toEqual({
      table: "momentum",
      source: "live",
      as_of: asOf,
      filter: "score of 60 or more",
      count: 1,
      rows,
    });
  });

  it("is named by the moment of reading where the rows are no market data", () => {
    expect(exportFile("audit", "json", { rows: [], asOf: null }, "live", readAt).name).toBe(
      "ghostquant-audit-live-2026-11-21T1403Z.json",
    );
  });
});
