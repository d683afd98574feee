import { describe, expect, it } from "vitest";
import { pretrendReportSchema } from "@/lib/contracts/pretrend-report";
import type { OwnScorecard, PretrendScorecard } from "@/lib/contracts/scorecard";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { servingWithoutModel } from "@/lib/pretrend/serving";
import pretrendReport from "@/models/pretrend-report.json";
import { scorecardAnswerSchema } from "./scorecard";
import { type ScorecardParts, toScorecardAnswer } from "./scorecard-wire";

const NOW = Date.UTC(2026, 10, 21, 12);
const report = pretrendReportSchema.parse(pretrendReport);
const serving = { ...servingWithoutModel("No proven skill."), modelHash: report.modelHash };
const own: OwnScorecard = { measuredAt: NOW - HOUR_MS, historyDays: 3, neededDays: 8, report: null };
const live: PretrendScorecard = {
  measuredAt: NOW - 10 * MINUTE_MS,
  modelHash: `live:${report.modelHash}`,
  windowDays: 30,
  resolved: 0,
  unknowable: 0,
  waiting: 40,
  days: 0,
  outcomeRate: null,
  meanProbability: null,
  brierModel: null,
  brierBase: null,
  skill: null,
  bins: [],
  standing: { allowed: true, since: null, reason: "" },
};

function answer(changes: Partial<ScorecardParts> = {}) {
  const clock = { source: "live" as const, speed: 1 };
  const parts = { now: NOW, clock, cutOff: false, recorded: null, own, serving, report, live };
  return scorecardAnswerSchema.parse(toScorecardAnswer({ ...parts, ...changes }));
}

describe("the scorecard on the wire", () => {
  it("takes its times from the measurements, so that it is the same answer until there is a new one", () => {
    expect(answer({ now: NOW + MINUTE_MS })).toEqual(answer());
    expect(answer().timestamp).toBe(new Date(live.measuredAt).toISOString());
    expect(answer({ own: null, live: null }).timestamp).toBe(new Date(report.to).toISOString());
  });

  it("is stale when a measurement is overdue or the cache is out of reach, sooner in no replay than its clock allows", () => {
    expect(answer().stale).toBe(false);
    expect(answer({ cutOff: true }).stale).toBe(true);
    expect(answer({ now: NOW + 3 * HOUR_MS }).stale).toBe(true);
    expect(answer({ live: null, now: NOW + DAY_MS }).stale).toBe(false);
    expect(answer({ live: null, now: NOW + 2 * DAY_MS }).stale).toBe(true);
    expect(answer({ now: NOW + 3 * HOUR_MS, clock: { source: "live", speed: 3_600 } }).stale).toBe(false);
  });

  it("speaks of the loaded model only: neither another one's report nor another one's or another market's record", () => {
    expect(answer().pretrend).toMatchObject({ report: { model_hash: report.modelHash }, report_reason: "" });
    expect(answer().pretrend.live).not.toBeNull();
    const other = answer({ serving: { ...serving, modelHash: "0123456789abcdef" } }).pretrend;
    expect(other).toMatchObject({ report: null, live: null });
    expect(other.report_reason).toContain("(0123456789abcdef) is not the one that was measured");
    const none = answer({ serving: servingWithoutModel("The model file cannot be read.") }).pretrend;
    expect(none).toMatchObject({
      report: null,
      live: null,
      report_reason: expect.stringContaining("No model is loaded"),
    });
    expect(answer({ clock: { source: "simulated", speed: 1 } }).pretrend.live).toBeNull();
  });

  it("says the same end of the training as the details of a coin, and that sizes of the own history are of today", () => {
    expect(answer().pretrend.report).toMatchObject({
      trained_until: new Date(report.trainedOn.to).toISOString(),
      measured_from: new Date(report.until).toISOString(),
    });
    expect(answer().score.own?.caveats[0]).toContain("supply of today");
  });
});
