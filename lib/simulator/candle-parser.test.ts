import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCandleParser } from "./candle-parser";
import { candlesWithin, lastClosedBy, turnoverWithin } from "./candle-series";

const HEADER = "symbol,ts,open,high,low,close,volume\n";
const bytesOf = (text: string) => new TextEncoder().encode(text);
function parse(text: string, chunk = 1_000_000) {
  const parser = createCandleParser("candles.csv", 300_000);
  const bytes = bytesOf(text);
  for (let from = 0; from < bytes.length; from += chunk) parser.push(bytes.subarray(from, from + chunk));
  return parser.finish();
}

describe("createCandleParser", () => {
  const text = `${HEADER}A_USDT,300,1,2,0.5,1.5,10\nA_USDT,600,1.5,1.6,1.4,1.45,0\nB_USDT,300,1e-05,2.5E-05,1e-05,2e-05,1000000\n`;

  it("reads prices, times and running turnover of each symbol", () => {
    const series = parse(text);
    expect([...series.keys()]).toEqual(["A_USDT", "B_USDT"]);
    expect([...series.get("A_USDT")!.openSeconds]).toEqual([300, 600]);
    expect([...series.get("A_USDT")!.turnoverSum]).toEqual([15, 15]);
    expect([...series.get("B_USDT")!.close]).toEqual([2e-5]);
    expect([...series.get("B_USDT")!.turnoverSum]).toEqual([20]);
  });

  it("opens an hour where the one before closed, as far as the hour reached, when the open is left out", () => {
    const lines = "A,300,2,0.5,1.5,10\nA,600,1.6,1.4,1.45,0\nA,900,1.4,1.2,1.3,1\nB,300,9,7,8,1\n";
    const series = parse(`symbol,ts,high,low,close,volume\n${lines}`);
    expect([...series.get("A")!.open]).toEqual([1.5, 1.5, 1.4]);
    expect([...series.get("B")!.open]).toEqual([8]);
    expect(() => parse("symbol,ts,high,low,close,volume\nA,300,1,2,0.5,1,1\n")).toThrow(/expected five numbers/);
  });

  it("gives the same answer however the bytes are cut", () => {
    for (const size of [1, 2, 7, 40, 64])
      expect([...parse(text, size)].map(([symbol, { close }]) => [symbol, [...close]])).toEqual(
        [...parse(text)].map(([symbol, { close }]) => [symbol, [...close]]),
      );
  });

  it("reads every number as Number() does", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
        const written = String(Number(value.toPrecision(10)));
        const close = parse(`${HEADER}A,300,1,1e13,1e-13,${written},1\n`).get("A")!.close[0];
        expect(close).toBe(Number(written));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a wrong header", "a,b,c\n1,2,3\n", /line 1: expected the columns/],
    ["too few numbers", `${HEADER}A,300,1,2,0.5\n`, /line 2: expected six numbers/],
    ["too many numbers", `${HEADER}A,300,1,2,0.5,1,1,1\n`, /line 2: expected six numbers/],
    ["text for a number", `${HEADER}A,300,1,2,0.5,abc,1\n`, /line 2: expected six numbers/],
    ["an empty number", `${HEADER}A,300,1,2,0.5,,1\n`, /line 2: expected six numbers/],
    ["a negative price", `${HEADER}A,300,1,2,0.5,-1,1\n`, /line 2: prices must be positive/],
    ["time running backwards", `${HEADER}A,600,1,2,0.5,1,1\nA,300,1,2,0.5,1,1\n`, /line 3: candles must be in order/],
    [
      "a symbol in two pieces",
      `${HEADER}A,300,1,1,1,1,1\nB,300,1,1,1,1,1\nA,600,1,1,1,1,1\n`,
      /A are not in one piece/,
    ],
    ["no candles", HEADER, /holds no candles/],
  ])("refuses %s by file and line", (_, wrong, message) => {
    expect(() => parse(wrong)).toThrow(message);
  });
});

describe("candle series", () => {
  const series = parse(
    `${HEADER}${[300, 600, 900, 1_500].map((ts) => `A,${ts},1,1,1,1,${ts / 300}`).join("\n")}\n`,
  ).get("A")!;

  it("never sees a candle before it closed", () => {
    expect(lastClosedBy(series, 599_999)).toBe(-1);
    expect(lastClosedBy(series, 600_000)).toBe(0);
    expect(lastClosedBy(series, 1_799_999)).toBe(2);
    expect(lastClosedBy(series, 1_800_000)).toBe(3);
  });

  it("takes only candles wholly within a span", () => {
    expect(candlesWithin(series, 300_000, 900_000)).toEqual({ first: 0, last: 1 });
    expect(turnoverWithin(series, 300_000, 900_000)).toBe(3);
    expect(turnoverWithin(series, 300_001, 900_000)).toBe(2);
    expect(turnoverWithin(series, 300_000, 899_999)).toBe(1);
    expect(turnoverWithin(series, 2_000_000, 3_000_000)).toBe(0);
  });
});
