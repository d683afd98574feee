import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/statistics/seeded-random";
import type { PredictionSums } from "@/lib/store/pretrend";
import { type LiveRecord, measureLiveRecord } from "./pretrend-live-record";

const NOW = Date.UTC(2026, 10, 20, 12);
const BASE = 0.24;

/** Outcomes drawn with a true probability, forecast with `say`; summed as Postgres does. */
function sumsOf(days: number, perDay: number, say: (truth: number) => number, seed = 1): PredictionSums[] {
  const random = seededRandom(seed);
  const cells = new Map<string, PredictionSums>();
  for (let day = 0; day < days; day++) {
    for (let sample = 0; sample < perDay; sample++) {
      const truth = random() < 0.5 ? 0.08 : 0.4;
      const said = say(truth);
      const outcome = random() < truth ? 1 : 0;
      const step = Math.min(19, Math.floor(said * 20));
      const cell = cells.get(`${day}:${step}`) ?? {
        day,
        step,
        samples: 0,
        outcomes: 0,
        probabilities: 0,
        squaresModel: 0,
        squaresBase: 0,
      };
      cells.set(`${day}:${step}`, {
        ...cell,
        samples: cell.samples + 1,
        outcomes: cell.outcomes + outcome,
        probabilities: cell.probabilities + said,
        squaresModel: cell.squaresModel + (said - outcome) ** 2,
        squaresBase: cell.squaresBase + (BASE - outcome) ** 2,
      });
    }
  }
  return Array.from(cells.values());
}

const good = (truth: number) => truth;
const bad = (truth: number) => 0.48 - truth;

function record(sums: PredictionSums[], before: LiveRecord["before"] = null): LiveRecord {
  return { modelHash: "live:abc", sums, waiting: 7, unknowable: 3, before };
}

describe("the live record of a model", () => {
  it("leaves a good model on and says its skill with an interval of days", () => {
    const measured = measureLiveRecord(record(sumsOf(30, 100, good)), NOW);
    expect(measured).toMatchObject({ resolved: 3_000, days: 30, waiting: 7, unknowable: 3 });
    expect(measured.skill!.low!).toBeGreaterThan(0);
    expect(measured.standing).toEqual({ allowed: true, since: null, reason: "" });
    expect(measured.skill!.value).toBeCloseTo(1 - measured.brierModel! / measured.brierBase!, 12);
  });

  it("switches a bad model off, with the date and the reason", () => {
    const { standing } = measureLiveRecord(record(sumsOf(30, 100, bad)), NOW);
    expect(standing).toEqual({
      allowed: false,
      since: NOW,
      reason: "Switched off on 2026-11-20: over the last 30 days it did worse than the base rate.",
    });
  });

  it("judges nothing by fewer than 500 outcomes or five days, whichever way they point", () => {
    expect(measureLiveRecord(record(sumsOf(10, 49, bad)), NOW).standing.allowed).toBe(true);
    expect(measureLiveRecord(record(sumsOf(4, 500, bad)), NOW).standing.allowed).toBe(true);
    const off = { allowed: false, since: 5, reason: "off" };
    expect(measureLiveRecord(record(sumsOf(4, 500, good), off), NOW).standing).toEqual(off);
    expect(measureLiveRecord(record([], off), NOW).standing).toEqual(off);
  });

  it("keeps a model off with its first date until a whole measurement is in its favour", () => {
    const off = { allowed: false, since: 5, reason: "off" };
    expect(measureLiveRecord(record(sumsOf(30, 100, bad), off), NOW).standing).toEqual(off);
    expect(measureLiveRecord(record(sumsOf(30, 100, good), off), NOW).standing).toEqual({
      allowed: true,
      since: NOW,
      reason: "",
    });
  });

  it("has the exact base-rate forecast at a skill of zero, which is no reason to switch", () => {
    const measured = measureLiveRecord(record(sumsOf(30, 100, () => BASE)), NOW);
    expect(measured.skill!.value).toBeCloseTo(0, 12);
    expect(measured.standing.allowed).toBe(true);
  });

  it("shows outcomes by step of probability, adding up to all of them, and nothing where nothing was resolved", () => {
    const measured = measureLiveRecord(record(sumsOf(30, 100, good)), NOW);
    expect(measured.bins.map(({ from }) => from)).toEqual([0.05, 0.4]);
    expect(measured.bins.reduce((sum, { samples }) => sum + samples, 0)).toBe(measured.resolved);
    for (const { meanProbability, outcomeRate } of measured.bins) expect(outcomeRate).toBeCloseTo(meanProbability, 1);
    expect(measureLiveRecord(record([]), NOW)).toMatchObject({ resolved: 0, skill: null, bins: [], outcomeRate: null });
  });
});
