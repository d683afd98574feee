import { describe, expect, test } from "vitest";
import { divide, fixedDigits, fixedPoint, multiply, toNumber } from "./fixed-point";

const read = (value: string | number) => fixedPoint(value) ?? Number.NaN;

describe("fixed point", () => {
  test.each([
    ["0.1", 0.1],
    ["1000.50", 1000.5],
    [".5", 0.5],
    ["12.", 12],
    ["-3.25", -3.25],
    [1.234e-7, 1.234e-7],
    [1e15, 1e15],
  ])("%s is read as it stands", (given, value) => {
    expect(toNumber(read(given) as bigint)).toBe(value);
  });

  test.each(["", ".", "-", "abc", "1,000", "1e", "NaN", "Infinity", "0x10"])("%j is no number", (given) => {
    expect(fixedPoint(given)).toBeNull();
  });

  test("a tenth and two tenths are three tenths", () => {
    expect((read("0.1") as bigint) + (read("0.2") as bigint)).toBe(read("0.3"));
  });

  test("what was divided is got back by multiplying, to 20 places", () => {
    const third = divide(read("1000") as bigint, read("3") as bigint);
    expect(fixedDigits(multiply(third, read("3") as bigint), 20)).toBe("1000.00000000000000000000");
  });

  test("halves are rounded away from zero, and nothing reads −0.00", () => {
    expect(fixedDigits(read("1.005") as bigint, 2)).toBe("1.01");
    expect(fixedDigits(read("-1.005") as bigint, 2)).toBe("-1.01");
    expect(fixedDigits(read("-0.004") as bigint, 2)).toBe("0.00");
    expect(fixedDigits(read("2.5") as bigint, 0)).toBe("3");
  });
});
