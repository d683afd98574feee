import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { FEATURE_COUNT, FEATURE_NAMES, type FeatureName } from "./feature-names";
import { AUC_SUSPECT } from "./gate";
import { pretrendModelSchema } from "./model";
import { buildSamples, type PretrendSamples } from "./samples";
import { type Study, shuffleOutcomes, studyPretrend } from "./study";
import { SYNTHETIC_START, syntheticHistory } from "./synthetic-history.fixture";

const seed = 7;
const until = SYNTHETIC_START + 38 * DAY_MS;
const days = 52;

/** Writes a feature that the recordings lack: known everywhere, made from the row's outcome. */
function plant(samples: PretrendSamples, name: FeatureName, value: (outcome: number) => number): PretrendSamples {
  const values = samples.values.slice();
  const known = samples.known.slice();
  const j = FEATURE_NAMES.indexOf(name);
  for (let row = 0; row < samples.count; row++) {
    values[row * FEATURE_COUNT + j] = value(samples.outcome[row] as number);
    known[row * FEATURE_COUNT + j] = 1;
  }
  return { ...samples, values, known };
}

describe("studyPretrend", () => {
  let walk: PretrendSamples;
  let study: Study;
  beforeAll(() => {
    walk = buildSamples(syntheticHistory({ coins: 24, days, seed: 2 }));
    study = studyPretrend(walk, { until, seed }) as Study;
  }, 120_000);

  it("finds no skill in random walks: an AUC that may be ½, the gate shut with its reason in words", () => {
    const { auc } = study.report.lastBlock.model!;
    expect(auc.low).toBeLessThan(0.52);
    expect(auc.high).toBeGreaterThan(0.48);
    expect(study.model.gate.serve).toBe(false);
    expect(study.model.gate.reason).toMatch(/No proven skill: Brier skill on unseen days is/);
  });

  it("gives the same bytes for the same data and seed", () => {
    const again = studyPretrend(buildSamples(syntheticHistory({ coins: 24, days, seed: 2 })), { until, seed });
    expect(JSON.stringify(again)).toBe(JSON.stringify(study));
  });

  it("makes an artefact that its own schema accepts and that JSON carries whole", () => {
    expect(pretrendModelSchema.parse(JSON.parse(JSON.stringify(study.model)))).toEqual(study.model);
  });

  it("learns nothing from the last block: other outcomes there change no coefficient", () => {
    const outcome = walk.outcome.slice();
    for (let row = 0; row < walk.count; row++) {
      if ((walk.at[row] as number) >= until) outcome[row] = 1 - (outcome[row] as number);
    }
    const other = studyPretrend({ ...walk, outcome }, { until, seed }) as Study;
    const { measured: _, gate: __, ...learnt } = other.model;
    const { measured: ___, gate: ____, ...before } = study.model;
    expect(learnt).toEqual(before);
    expect(other.report.folds).toEqual(study.report.folds);
  });

  it("canary: with outcomes dealt out anew nothing is left to know", () => {
    const { shuffled_labels: noise } = study.report.lastBlock;
    expect(noise!.auc.value).toBeGreaterThan(0.46);
    expect(noise!.auc.value).toBeLessThan(0.54);
    const shuffled = shuffleOutcomes(walk, 1);
    expect(shuffled.outcome).not.toEqual(walk.outcome);
    expect([...shuffled.outcome].sort()).toEqual([...walk.outcome].sort());
  });

  it("canary: a feature that knows the future makes the AUC jump, and the gate calls it a leak", () => {
    const random = seededRandom(4);
    const leaky = plant(walk, "open_interest_change", (outcome) => outcome + 2 * (random() - 0.5));
    const leaked = studyPretrend(leaky, { until, seed }) as Study;
    expect(leaked.report.lastBlock.model!.auc.value).toBeGreaterThan(AUC_SUSPECT);
    expect(leaked.model.gate.serve).toBe(false);
    expect(leaked.model.gate.reason).toMatch(/suspected leak/);
  });

  it("opens the gate for a weak, honest signal", () => {
    const random = seededRandom(6);
    const helped = plant(walk, "open_interest_change", (outcome) => 0.3 * outcome + 2 * (random() - 0.5));
    const found = studyPretrend(helped, { until, seed }) as Study;
    const { auc, skill } = found.report.lastBlock.model!;
    expect(auc.value).toBeGreaterThan(0.54);
    expect(auc.value).toBeLessThan(AUC_SUSPECT);
    expect(skill.low).toBeGreaterThan(0);
    expect(found.model.beta[FEATURE_NAMES.indexOf("open_interest_change")]).toBeGreaterThan(0);
  });

  it("does not let a feature move a forecast that the training days do not hold", () => {
    for (const name of ["whale_flow", "funding", "open_interest_change"] as const) {
      const j = FEATURE_NAMES.indexOf(name);
      expect(study.model.trained[j]).toBe(false);
      expect(study.model.beta[j]).toBe(0);
      expect(study.model.missingBeta[j]).toBe(0);
    }
  });

  it("says nothing where either side of the cut is too short", () => {
    expect(studyPretrend(walk, { until: SYNTHETIC_START + 8 * DAY_MS, seed })).toBeNull();
    expect(studyPretrend(walk, { until: SYNTHETIC_START + 70 * DAY_MS, seed })).toBeNull();
  });
});
