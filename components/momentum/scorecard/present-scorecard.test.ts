import { describe, expect, it } from "vitest";
import type { ScorecardAnswer, WireScoreMeasure } from "@/lib/contracts/http/scorecard";
import { presentPretrend, presentReliability } from "./present-pretrend";
import { presentScore } from "./present-scorecard";
import { parseScorecardQuery, serializeScorecardQuery } from "./scorecard-query";

const estimate = (value: number, half: number) => ({ value, low: value - half, high: value + half });

function measure(changes: Partial<WireScoreMeasure> = {}): WireScoreMeasure {
  return {
    horizon: "24h",
    population: "all",
    samples: 2_000,
    unknowable: 3,
    moments: 100,
    blocks: 17,
    rank_correlation: estimate(-0.05, 0.02),
    spread: estimate(-0.1, 0.2),
    deciles: Array.from({ length: 10 }, (_, index) => ({
      decile: index + 1,
      samples: 200,
      mean_score: 30 + 3 * index,
      mean_return: estimate(-0.1, 0.1),
      median_return: -0.02,
      excess_return: estimate(0.1 - 0.02 * index, 0.03),
      mean_raw_return_pct: -0.4,
      hit_rate: 0.48,
    })),
    ...changes,
  };
}

const report = {
  score_version: 1,
  from: "2025-01-09T00:00:00.000Z",
  to: "2025-05-01T00:00:00.000Z",
  prices_until: "2025-05-01T00:00:00.000Z",
  every_hours: 4,
  coins: 372,
  draws: 1_000,
  measures: [measure(), measure({ horizon: "7d", deciles: [], rank_correlation: null, samples: 0 })],
};
const score: ScorecardAnswer["score"] = {
  recorded: { recording: "A tape", caveats: ["One venue."], report },
  own: null,
};
const recorded = parseScorecardQuery(new URLSearchParams()).query;

describe("the scorecard's page", () => {
  it("says the finding first, and a direction only where the whole interval has it", () => {
    const view = presentScore(score, recorded);
    expect(view.measure?.direction).toBe("down");
    expect(view.measure?.sentence).toContain("followed by lower returns");
    expect(view.measure?.bars.map(({ direction }) => direction)).toEqual([
      ...Array(4).fill("up"),
      ...Array(3).fill("same"),
      ...Array(3).fill("down"),
    ]);
  });

  it("draws every bar from zero inside its axis, with its whisker around its end", () => {
    for (const { from, to, low, high } of presentScore(score, recorded).measure?.bars ?? []) {
      expect(from <= 50 && to >= 50).toBe(true);
      expect(low!).toBeGreaterThanOrEqual(0);
      expect(high!).toBeLessThanOrEqual(100);
      const end = from < 50 ? from : to;
      expect(low! <= end && end <= high!).toBe(true);
    }
  });

  it("says what is missing instead of drawing nothing", () => {
    expect(presentScore(score, { ...recorded, horizon: "7d" }).empty).toBe(
      "No window of this length is over yet for these coins.",
    );
    expect(presentScore(score, { ...recorded, history: "own" }).empty).toContain("Not measured yet");
    const own = {
      measured_at: report.to,
      history_days: 2.04,
      needed_days: 8,
      caveats: ["Sizes of today."],
      report: null,
    };
    expect(presentScore({ ...score, own }, { ...recorded, history: "own" }).empty).toBe(
      "Not enough history yet: 2.0 of 8 days.",
    );
    expect(presentScore({ recorded: null, own: null }, recorded).empty).toContain("No recording");
  });

  it("keeps its switches in the address and falls back on what it does not know", () => {
    for (const query of [recorded, { history: "own", horizon: "7d", coins: "small" } as const]) {
      expect(parseScorecardQuery(new URLSearchParams(serializeScorecardQuery(query))).query).toEqual(query);
    }
    expect(serializeScorecardQuery(recorded)).toBe("");
    expect(parseScorecardQuery(new URLSearchParams("horizon=1y&coins=mine")).query).toEqual(recorded);
  });
});

describe("the pre-trend part", () => {
  it("says plainly that no model is served, why, and the base rate", () => {
    const view = presentPretrend({
      serving: { model: "base_rate", reason: "No proven skill.", base_rate: 0.245, model_hash: "0123" },
      report: null,
      report_reason: "Another model was measured.",
      live: null,
    });
    expect(view.verdict).toBe("No model is served. Shown for every coin is the base rate, 24.5%.");
    expect(view.reason).toBe("No proven skill.");
    expect(view.live.sentence).toContain("Not measured yet");
    expect(
      presentPretrend({ serving: null, report: null, report_reason: "Another model.", live: null }).verdict,
    ).toContain("Nothing is served yet");
  });

  it("says why a model was switched off, and calls a skill whose interval holds zero chance", () => {
    const live = {
      measured_at: report.to,
      window_days: 30,
      resolved: 900,
      unknowable: 4,
      waiting: 10,
      days: 9,
      outcome_rate: 0.2,
      mean_probability: 0.3,
      brier: 0.2,
      brier_base_rate: 0.19,
      brier_skill: estimate(-0.05, 0.1),
      reliability: [{ said: 0.3, happened: 0.2, samples: 900, from: 0.3, to: 0.35 }],
      allowed: false,
      switched_at: report.to,
      reason: "Switched off on 2025-05-01: over the last 30 days it did worse than the base rate.",
    };
    const { live: view } = presentPretrend({ serving: null, report: null, report_reason: "Another model.", live });
    expect(view.sentence).toMatch(
      /^Switched off on 2025-05-01.*by less than chance can do: Brier skill −5\.0 \[−15\.0, \+5\.0\]%\.$/,
    );
    expect(view.direction).toBe("same");
    const young = { ...live, allowed: true, reason: "", days: 1, brier_skill: { value: 0.06, low: null, high: null } };
    const early = presentPretrend({ serving: null, report: null, report_reason: "Another model.", live: young }).live;
    expect(early.direction).toBeNull();
    expect(early.sentence).toContain("better than the base rate, but 1 day is too few to tell");
    const empty = presentPretrend({
      serving: null,
      report: null,
      report_reason: "Another model.",
      live: { ...live, resolved: 0, brier_skill: null },
    });
    expect(empty.live.sentence).toBe("No probability is 24 hours old yet.");
  });

  it("keeps every dot inside the box", () => {
    const view = presentReliability([{ said: 0.93, happened: 1, samples: 5, from: 0.9, to: 0.95 }], 0.24)!;
    expect(view.end).toBe("100%");
    for (const { x, y } of view.dots) expect(x <= 100 && y <= 100).toBe(true);
    expect(presentReliability([], 0.24)).toBeNull();
  });
});
