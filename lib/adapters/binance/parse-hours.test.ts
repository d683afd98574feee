import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/market/units";
import { parseHours } from "./parse";

const FROM = Date.UTC(2025, 0, 1);
const row = (hour: number) => {
  const openAt = FROM + hour * HOUR_MS;
  return [openAt, "2", "3", "1", "2.5", "10", openAt + HOUR_MS - 1, "25", 7, "1", "1", "0"];
};
const asked = (hours: number, limit = 1_000) => ({ multiplier: 1, from: FROM, to: FROM + hours * HOUR_MS, limit });

describe("how far an answer of Binance tells of the hours asked for", () => {
  it("tells of all of them when it is shorter than it may be, whatever it leaves out", () => {
    const page = parseHours([row(0), row(4)], asked(6));
    expect(page?.candles.map(({ openAt }) => (openAt - FROM) / HOUR_MS)).toEqual([0, 4]);
    expect(page).toMatchObject({ malformed: 0, coveredTo: FROM + 6 * HOUR_MS });
    expect(parseHours([], asked(6))).toEqual({ candles: [], malformed: 0, coveredTo: FROM + 6 * HOUR_MS });
  });

  it("tells only until its last hour when it is as long as it may be", () => {
    expect(parseHours([row(0), row(1), row(5)], asked(9, 3))?.coveredTo).toBe(FROM + 6 * HOUR_MS);
    expect(parseHours([row(0), row(1), null], asked(9, 3))).toMatchObject({
      malformed: 1,
      coveredTo: FROM + 2 * HOUR_MS,
    });
  });

  it("is no answer when its hours are others", () => {
    expect(parseHours([row(-1), row(0)], asked(6))).toBeNull();
    expect(parseHours([row(6)], asked(6))).toBeNull();
    expect(parseHours({ code: -1 }, asked(6))).toBeNull();
  });
});
