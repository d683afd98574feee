import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPrice, priceDecimals, priceDigits, spokenPrice } from "./price";

describe("formatPrice", () => {
  it.each([
    [97412.35, "$97,412"],
    [3412.604, "$3,412.6"],
    [182.4391, "$182.44"],
    [1, "$1.0000"],
    [0.612345, "$0.6123"],
    [0.0412349, "$0.04123"],
    [0.00012345, "$0.0001234"],
    [0.00001234, "$0.0₄1234"],
  ])("writes %d as %s", (price, text) => {
    expect(formatPrice(price)).toBe(text);
  });

  it.each([
    [9999.96, "$10,000"],
    [99.9996, "$100.00"],
    [0.99996, "$1.0000"],
    [0.0000999996, "$0.0001000"],
    [1.234e-14, "$0.0₁₃1234"],
  ])("rounds %d first and then chooses the bracket: %s", (price, text) => {
    expect(formatPrice(price)).toBe(text);
  });

  it("says an unknown price with a dash, never a zero", () => {
    expect(formatPrice(null)).toBe("–");
    expect(spokenPrice(null)).toBe("unknown price");
  });

  it("is spoken in full", () => {
    expect(spokenPrice(0.00001234)).toBe("$0.00001234");
    expect(spokenPrice(97412.35)).toBe("$97,412");
  });

  it("never writes NaN or an exponent", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-20, max: 1e9, noNaN: true }), (price) => {
        expect(priceDigits(price)).toMatch(/^[\d,]+(\.\d+)?$|^0\.0[₀-₉]+\d+$/);
      }),
    );
  });
});

describe("priceDecimals", () => {
  it("keeps its decimals until the price has left the bracket by 10 %", () => {
    expect(priceDecimals(10_050)).toBe(0);
    expect(priceDecimals(10_050, 1)).toBe(1);
    expect(priceDecimals(11_001, 1)).toBe(0);
    expect(priceDecimals(9_500, 0)).toBe(0);
    expect(priceDecimals(8_999, 0)).toBe(1);
    expect(priceDecimals(0.0999, 4)).toBe(4);
    expect(priceDecimals(0.0899, 4)).toBe(5);
  });
});
