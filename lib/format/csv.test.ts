import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCsv, recordsCsv } from "./csv";

/** A reader by RFC 4180 that knows nothing of our writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ",") {
      row.push(cell);
      cell = "";
    } else if (!quoted && sign === "\r" && text[at + 1] === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
      at++;
    } else cell += sign;
  }
  return rows;
}

describe("a table as CSV", () => {
  it("is read back as it was written, whatever its texts hold", () => {
    const text = fc.string({ unit: "binary" }).filter((value) => !/^[=+\-@\t\r\n＝＋－＠]/u.test(value));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        expect(readCsv(formatCsv(["a", "b"], rows))).toEqual([["a", "b"], ...rows]);
      }),
    );
  });

  it.each([
    '=HYPERLINK("http://evil","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
  ])("never gives a spreadsheet a formula: %j", (hostile) => {
    const cell = readCsv(formatCsv(["name"], [[hostile]]))[1]?.[0];
    expect(cell).toBe(`'${hostile}`);
  });

  it("guards the names of columns as well as cells", () => {
    expect(recordsCsv([{ "=1+1": 2 }])).toBe("'=1+1\r\n2\r\n");
  });

  it("leaves numbers numbers, also negative ones, and unknown empty", () => {
    expect(formatCsv(["a", "b", "c"], [[-1.5, null, false]])).toBe("a,b,c\r\n-1.5,,false\r\n");
  });

  it("gives every part of a record a column of its own, in the order of first appearance", () => {
    const csv = recordsCsv([
      { id: "btc", sub_scores: { rsi: 12, ma: 3 }, flags: ["new", "thin"] },
      { id: "eth", sub_scores: { rsi: null, ma: 4 }, flags: [], orders: [{ usd: 1 }], gone: undefined },
    ]);
    expect(readCsv(csv)).toEqual([
      ["id", "sub_scores.rsi", "sub_scores.ma", "flags", "orders"],
      ["btc", "12", "3", "new; thin", ""],
      ["eth", "", "4", "", '[{"usd":1}]'],
    ]);
  });

  it("has not even a head line where there are no records", () => {
    expect(recordsCsv([])).toBe("\r\n");
  });
});
