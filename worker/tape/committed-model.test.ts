import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { pretrendReportSchema } from "@/lib/contracts/pretrend-report";
import { DAY_MS } from "@/lib/market/units";
import { decideGate } from "@/lib/pretrend/gate";
import { leakedFeatures } from "@/lib/pretrend/leaked-features";
import { parsePretrendModel } from "@/lib/pretrend/parse-model";
import { buildSamples, samplesBetween } from "@/lib/pretrend/samples";
import { measureModel } from "@/lib/pretrend/study";
import { EMBARGO_MS } from "@/lib/pretrend/walk-forward";
import { modelHash } from "@/worker/refresh/model-hash";
import { loadPretrendHistory } from "./load-history";

const root = resolve(import.meta.dirname, "../..");
const data = resolve(root, "../shared/data");
const text = readFileSync(resolve(root, "models/pretrend.json"), "utf8");
const report = pretrendReportSchema.parse(
  JSON.parse(readFileSync(resolve(root, "models/pretrend-report.json"), "utf8")),
);
const { model } = parsePretrendModel(JSON.parse(text));

describe("the committed model", () => {
  it("is small, fits the features of this code, and carries the gate that its own measures decide", () => {
    expect(text.length).toBeLessThan(20_000);
    expect(model).not.toBeNull();
    expect(decideGate(model!.measured)).toEqual(model!.gate);
    expect(model!.measured.from).toBeGreaterThan(model!.trainedOn.to);
  });

  it("is the one that the report speaks of, trained to the same day and measured only after the embargo", () => {
    const { from, to } = model!.trainedOn;
    expect(report).toMatchObject({ modelHash: modelHash(text), trainedOn: { from, to } });
    expect(report.until).toBeGreaterThanOrEqual(to + EMBARGO_MS);
    expect(model!.measured.from).toBeGreaterThanOrEqual(report.until);
  });

  it.skipIf(!existsSync(data))(
    `is worth on the recording exactly what it says of itself (skipped where ${data} is absent)`,
    async () => {
      const history = await loadPretrendHistory(data);
      expect(leakedFeatures(history, Math.floor((history.from + history.to) / 2 / DAY_MS) * DAY_MS)).toEqual([]);
      const samples = buildSamples(history);
      const measures = measureModel(
        model!,
        samples,
        samplesBetween(samples, model!.measured.from, model!.measured.to + 1),
      );
      expect(measures!.samples).toBe(model!.measured.samples);
      for (const name of ["skill", "auc", "calibrationError"] as const) {
        expect(measures![name].value).toBeCloseTo(model!.measured[name].value, 5);
        expect(measures![name].low).toBeCloseTo(model!.measured[name].low ?? Number.NaN, 5);
      }
    },
    120_000,
  );
});
