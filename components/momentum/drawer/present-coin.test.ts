import { describe, expect, it } from "vitest";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { chartGap, closeTime, closeTimeShort } from "./present-coin";

const gap = (last: number, price: number | null, sigma: number) =>
  chartGap({ sparkline_7d: [1, last], current_price: price, explain: { sigma_1h: sigma } } as CoinDetail);

describe("the gap between the chart's end and the price", () => {
  it("is said from one usual hour on", () => {
    expect(gap(98, 100, 0.015)).toMatch(/^The last hourly close stands 2\.0% below the price/);
    expect(gap(103, 100, 0.015)).toMatch(/3\.0% above the price/);
    expect(gap(99, 100, 0.015)).toBeNull();
  });

  it("is not made up where one of the two is not known", () => {
    expect(gap(98, null, 0.001)).toBeNull();
    expect(gap(0, 100, 0.001)).toBeNull();
  });
});

describe("a close's place in time", () => {
  it("is counted back from the last", () => {
    expect([closeTime(168, 167), closeTime(168, 0), closeTimeShort(168, 0), closeTimeShort(168, 167)]).toEqual([
      "the last close",
      "167 h before the last",
      "−167 h",
      "last close",
    ]);
  });
});
