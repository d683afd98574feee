import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { snapshotFixture } from "./board.fixture";
import { encodeListJson } from "./list-json";

const parsed = (bytes: Buffer): unknown => JSON.parse(bytes.toString("utf8"));

describe("encodeListJson", () => {
  it("spells any value as JSON does, whatever the list holds", () => {
    const value = fc.record({ head: fc.jsonValue(), 'odd "key"': fc.array(fc.jsonValue()) });
    fc.assert(
      fc.property(value, (given) => {
        expect(parsed(encodeListJson(given, 'odd "key"'))).toEqual(JSON.parse(JSON.stringify(given)));
      }),
    );
  });

  it.each([0, 1, 63, 64, 65, 700])("keeps a board of %i coins", (count) => {
    const { board } = snapshotFixture(count, 1);
    expect(parsed(encodeListJson(board, "coins"))).toEqual(board);
  });

  it("grows when later rows are far longer than the first", () => {
    const rows = Array.from({ length: 500 }, (_, index) => "€".repeat(index > 250 ? 400 : 1));
    expect(parsed(encodeListJson({ rows }, "rows"))).toEqual({ rows });
  });

  it("needs nothing beside the list", () => {
    expect(encodeListJson({ rows: ["ä", null] }, "rows").toString("utf8")).toBe('{"rows":["ä",null]}');
  });
});
