import { divide, type FixedPoint, fixedPoint, multiply } from "@/lib/market/fixed-point";

/** What a venue usually takes of either side, and how far a fill is assumed to miss the price: no book is read here. */
export const FEE_SHARE = "0.001";
export const SLIPPAGE_SHARE = "0.0005";
const ONE = fixedPoint(1) as FixedPoint;
const FEE = fixedPoint(FEE_SHARE) as FixedPoint;
const SLIPPAGE = fixedPoint(SLIPPAGE_SHARE) as FixedPoint;
const HUNDREDTH = fixedPoint("0.01") as FixedPoint;
const BUDGET_MAX = fixedPoint(1e12) as FixedPoint;
const HUNDRED = fixedPoint(100) as FixedPoint;
const TARGET_MAX = fixedPoint(10_000) as FixedPoint;

/** The fields as typed. */
export interface PlanFields {
  readonly budget: string;
  readonly stopPercent: string;
  readonly targetPercent: string;
}
export type PlanField = keyof PlanFields;

export const usualFields: PlanFields = { budget: "1000", stopPercent: "10", targetPercent: "20" };

/** What a plan comes to; every amount in dollars, decimal to the end. */
export interface BuyPlan {
  readonly budget: FixedPoint;
  readonly units: FixedPoint;
  /** The price with slippage: what stop and target are measured from. */
  readonly fill: FixedPoint;
  readonly stopPrice: FixedPoint;
  readonly targetPrice: FixedPoint;
  readonly feeIn: FixedPoint;
  readonly feeAtStop: FixedPoint;
  readonly feeAtTarget: FixedPoint;
  /** Negative. */
  readonly lostAtStop: FixedPoint;
  readonly gainedAtTarget: FixedPoint;
  /** How far above the fill, as a share, the price must be for the budget to come back. */
  readonly breakEven: FixedPoint;
}

export const fieldRules: Readonly<Record<PlanField, string>> = {
  budget: "Write an amount above 0, such as 1000 or 250.50.",
  stopPercent: "Write a percentage above 0 and below 100.",
  targetPercent: "Write a percentage above 0, at most 10,000.",
};

function readField(field: PlanField, text: string): FixedPoint | null {
  const value = fixedPoint(text.replaceAll(",", "").replace(/^\$/u, ""));
  if (value === null || value <= 0n) return null;
  if (field === "budget") return value <= BUDGET_MAX ? value : null;
  if (field === "stopPercent") return value < HUNDRED ? value : null;
  return value <= TARGET_MAX ? value : null;
}

/** Fields that cannot be read, with what they would take. */
export function fieldProblems(fields: PlanFields): Partial<Record<PlanField, string>> {
  const names = Object.keys(fieldRules) as PlanField[];
  return Object.fromEntries(
    names.filter((name) => readField(name, fields[name]) === null).map((name) => [name, fieldRules[name]]),
  );
}

/** Budget, stop and target at a price; null where a field or the price is missing. The budget pays the fee as well. */
export function planBuy(fields: PlanFields, price: number | null): BuyPlan | null {
  const [budget, stop, target] = [
    readField("budget", fields.budget),
    readField("stopPercent", fields.stopPercent),
    readField("targetPercent", fields.targetPercent),
  ];
  const quoted = price === null ? null : fixedPoint(price);
  if (budget === null || stop === null || target === null || quoted === null || quoted <= 0n) return null;
  const fill = multiply(quoted, ONE + SLIPPAGE);
  if (fill <= 0n) return null;
  const units = divide(budget, multiply(fill, ONE + FEE));
  const stopPrice = multiply(fill, ONE - multiply(stop, HUNDREDTH));
  const targetPrice = multiply(fill, ONE + multiply(target, HUNDREDTH));
  const soldAt = (at: FixedPoint): FixedPoint => multiply(units, multiply(at, ONE - SLIPPAGE));
  const [atStop, atTarget] = [soldAt(stopPrice), soldAt(targetPrice)];
  const [feeAtStop, feeAtTarget] = [multiply(atStop, FEE), multiply(atTarget, FEE)];
  return {
    budget,
    units,
    fill,
    stopPrice,
    targetPrice,
    feeIn: multiply(multiply(units, fill), FEE),
    feeAtStop,
    feeAtTarget,
    lostAtStop: atStop - feeAtStop - budget,
    gainedAtTarget: atTarget - feeAtTarget - budget,
    breakEven: divide(ONE + FEE, multiply(ONE - FEE, ONE - SLIPPAGE)) - ONE,
  };
}
