import { describe, expect, test } from "vitest";
import { fixedDigits, toNumber } from "@/lib/market/fixed-point";
import { type BuyPlan, fieldProblems, planBuy, usualFields } from "./buy-plan";
import { formatMoney, formatUnits } from "./present-buy-plan";

const plan = (price: number, fields: Partial<typeof usualFields> = {}): BuyPlan => {
  const made = planBuy({ ...usualFields, ...fields }, price);
  if (made === null) throw new Error("no plan");
  return made;
};

describe("a plan of $1,000 at $182.44 with a stop of 10% and a target of 20%", () => {
  const made = plan(182.44);

  test("comes to what the fees and the slippage say", () => {
    expect(fixedDigits(made.fill, 5)).toBe("182.53122");
    expect(fixedDigits(made.units, 4)).toBe("5.4730");
    expect(fixedDigits(made.stopPrice, 2)).toBe("164.28");
    expect(fixedDigits(made.targetPrice, 2)).toBe("219.04");
    expect([made.feeIn, made.feeAtStop, made.feeAtTarget].map((fee) => fixedDigits(fee, 2))).toEqual([
      "1.00",
      "0.90",
      "1.20",
    ]);
    expect(fixedDigits(made.lostAtStop, 2)).toBe("-102.25");
    expect(fixedDigits(made.gainedAtTarget, 2)).toBe("197.00");
    expect(toNumber(made.breakEven)).toBeCloseTo(0.002503, 6);
  });

  test("spends the budget to the last digit: fill and fee together are it", () => {
    const spent = toNumber(made.units) * toNumber(made.fill) + toNumber(made.feeIn);
    expect(spent).toBeCloseTo(1_000, 9);
  });

  test("at the break-even the budget comes back", () => {
    const at = toNumber(made.fill) * (1 + toNumber(made.breakEven)) * (1 - 0.0005);
    expect(toNumber(made.units) * at * (1 - 0.001)).toBeCloseTo(1_000, 9);
  });
});

describe("extremes", () => {
  test.each([1e-12, 0.000_000_001_234, 97_412.35, 1e9])(
    "a coin at %d has a plan that loses at the stop and gains at the target",
    (price) => {
      const made = plan(price);
      expect(made.lostAtStop).toBeLessThan(0n);
      expect(made.gainedAtTarget).toBeGreaterThan(0n);
      expect(toNumber(made.lostAtStop)).toBeCloseTo(-102.25, 1);
    },
  );

  test("without a price, or with a price of zero, there is no plan", () => {
    expect(planBuy(usualFields, null)).toBeNull();
    expect(planBuy(usualFields, 0)).toBeNull();
  });

  test.each([
    [{ budget: "0" }, "budget"],
    [{ budget: "" }, "budget"],
    [{ budget: "1e400" }, "budget"],
    [{ stopPercent: "100" }, "stopPercent"],
    [{ stopPercent: "-1" }, "stopPercent"],
    [{ targetPercent: "x" }, "targetPercent"],
  ] as const)("%j is refused beside its field", (fields, name) => {
    expect(Object.keys(fieldProblems({ ...usualFields, ...fields }))).toEqual([name]);
    expect(planBuy({ ...usualFields, ...fields }, 1)).toBeNull();
  });

  test("a budget may be written as people write it", () => {
    expect(fixedDigits(plan(1, { budget: "$1,000.50" }).budget, 2)).toBe("1000.50");
  });
});

test("money is grouped, with a minus as wide as a plus", () => {
  const made = plan(182.44, { budget: "1234567.89" });
  expect(formatMoney(made.budget)).toBe("$1,234,567.89");
  expect(formatMoney(made.lostAtStop, true)).toMatch(/^−\$126,2\d\d\.\d\d$/u);
  expect(formatMoney(made.gainedAtTarget, true)).toMatch(/^\+\$243,2\d\d\.\d\d$/u);
});

test("units have five digits however large or small they are", () => {
  expect(formatUnits(plan(182.44).units)).toBe("5.4730");
  expect(formatUnits(plan(97_412.35).units)).toBe("0.010250");
  expect(formatUnits(plan(0.000_012_34).units)).toMatch(/^80,[\d,]+$/u);
});
