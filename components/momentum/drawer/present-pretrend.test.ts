import { describe, expect, it } from "vitest";
import { pretrendDetailsFixture } from "./evidence.fixture";
import { type PretrendKnown, presentPretrend, pretrendLine } from "./present-pretrend";

const baseRate = {
  ...pretrendDetailsFixture,
  pretrend_prob: 0.24,
  model: "base_rate" as const,
  model_reason: "The 95% interval of the skill begins below zero.",
  factors: [],
  low: null,
  high: null,
  confidence: null,
  brier_skill: null,
  trained_until: null,
  calibration_error: null,
};

function known(details: typeof pretrendDetailsFixture = pretrendDetailsFixture): PretrendKnown {
  const view = presentPretrend(details);
  if (view.kind === "missing") throw new Error(view.reason);
  return view;
}

describe("a probability in words", () => {
  it("says what is asked, how sure, and what any coin has", () => {
    expect(known().sentence).toBe(
      "31% (range 26–37%) to rise by one usual day's move within 24 h before falling by one. Any coin: 24%.",
    );
    expect(known().gate).toBeNull();
    expect(pretrendLine(pretrendDetailsFixture)).toBe("31% (base 24%, 90% range 26–37%)");
  });

  it("measures the factors against the largest one", () => {
    expect(known().factors).toEqual([
      { name: "24 h return", value: "1.82", logOdds: "+0.40", share: 1 },
      { name: "RSI", value: "74.00", logOdds: "−0.20", share: -0.5 },
    ]);
  });

  it("shows the model's card", () => {
    expect(known().card).toContainEqual({ name: "Brier skill", value: "+0.012, 95% from +0.004 to +0.021" });
    expect(known().card).toContainEqual({ name: "Trained until", value: "2026-03-01" });
  });

  it("says that no model is served and why, instead of passing a base rate off as a forecast", () => {
    const view = known(baseRate);
    expect(view.gate).toBe(
      "No model is served. The 95% interval of the skill begins below zero. Shown is the base rate, 24%.",
    );
    expect(known({ ...baseRate, model_reason: "" }).gate).toBe(
      "No model is served: its lead over the base rate is not proven. Shown is the base rate, 24%.",
    );
    expect(view.rationale).toBe("");
    expect(view.range).toBeNull();
    expect(view.card.find(({ name }) => name === "Brier skill")).toMatchObject({
      value: "–",
      reason: "No model is served.",
    });
    expect(pretrendLine(baseRate)).toBe("24% (base 24%, no model is served)");
  });

  it("gives a reason where there is no probability", () => {
    expect(presentPretrend(null)).toMatchObject({
      kind: "missing",
      reason: expect.stringContaining("not looked at yet"),
    });
    expect(pretrendLine(null)).toBeNull();
  });
});
