import { describe, expect, it } from "vitest";
import { DAY_MS } from "@/lib/market/units";
import { calibrate } from "./calibrate";
import { featureHash } from "./feature-hash";
import { FEATURE_COUNT, FEATURE_NAMES } from "./feature-names";
import { decideGate } from "./gate";
import { universeAt } from "./history";
import { scoreRange } from "./linear-scorer";
import type { PretrendModel } from "./model";
import { parsePretrendModel } from "./parse-model";
import { predictUniverse } from "./predict";
import { buildSamples, samplesBetween } from "./samples";
import { servingOf, servingWithoutModel } from "./serving";
import { SYNTHETIC_START, syntheticHistory } from "./synthetic-history.fixture";

const history = syntheticHistory({ coins: 14, days: 12, seed: 4 });
const at = SYNTHETIC_START + 9 * DAY_MS;
const universe = universeAt(history, at);
const now = at + 60_000;

const perFeature = (value: (j: number) => number) => FEATURE_NAMES.map((_, j) => value(j));
const open: PretrendModel = {
  format: 1,
  kind: "logistic",
  featureHash: featureHash(),
  features: [...FEATURE_NAMES],
  centre: perFeature(() => 0.1),
  scale: perFeature(() => 1.5),
  beta: perFeature((j) => (j < 18 || j > 20 ? 0.1 * Math.sin(j + 1) : 0)),
  missingBeta: perFeature((j) => (j === 11 ? 0.2 : 0)),
  trained: FEATURE_NAMES.map((_, j) => j < 18 || j > 20),
  intercept: -1.2,
  calibration: { kind: "platt", slope: 0.7, offset: -0.1 },
  bins: [
    { upTo: 0.25, rate: 0.2, samples: 900, effectiveSamples: 60 },
    { upTo: 0.6, rate: 0.3, samples: 900, effectiveSamples: 40 },
  ],
  baseRate: 0.245,
  penalty: 0.1,
  seed: 7,
  trainedOn: { from: 0, to: 1, coins: 14, samples: 100 },
  measured: {
    from: 2,
    to: 3,
    samples: 50,
    baseRate: 0.25,
    skill: { value: 0.02, low: 0.01, high: 0.03 },
    calibrationError: { value: 0.01, low: 0.005, high: 0.02 },
    auc: { value: 0.55, low: 0.53, high: 0.57 },
  },
  gate: { serve: true, reason: "" },
};
const shut: PretrendModel = { ...open, gate: { serve: false, reason: "No proven skill." } };
const logit = (p: number) => Math.log(p / (1 - p));

describe("predictUniverse with a model that is served", () => {
  const forecasts = predictUniverse(open, servingOf(open, "0123"), universe, now);

  it("answers for every coin, with the factors and the base adding up to the probability", () => {
    expect([...forecasts.keys()]).toEqual(universe.coins.map(({ id }) => id));
    for (const { details, modelProbability } of forecasts.values()) {
      const sum = details.factors.reduce((total, { logOdds }) => total + logOdds, 0);
      expect(logit(details.probability)).toBeCloseTo(0.7 * -1.2 - 0.1 + sum, 9);
      expect(modelProbability).toBe(details.probability);
      expect(details.computedAt).toBe(now);
    }
  });

  it("says the same as the training path says of its own samples", () => {
    const samples = buildSamples(history);
    const range = samplesBetween(samples, at, at + 1);
    expect(range.to).toBeGreaterThan(range.from);
    const scores = scoreRange(open, samples, range);
    scores.forEach((score, r) => {
      const id = samples.coinIds[samples.coin[range.from + r] as number] ?? "";
      expect(forecasts.get(id)?.modelProbability).toBe(calibrate(open.calibration, score));
    });
  });

  it("sorts factors by size and leaves out what was never trained", () => {
    for (const { details } of forecasts.values()) {
      const sizes = details.factors.map(({ logOdds }) => Math.abs(logOdds));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      expect(details.factors).toHaveLength(FEATURE_COUNT - 3);
    }
  });

  it("names the three strongest factors and the base rate in words", () => {
    const { details } = [...forecasts.values()][0]!;
    expect(details.rationale).toMatch(
      /^\d+\.\d % against a base rate of 24\.5 %; moved most by .+, .+, .+ in log-odds\.$/,
    );
  });

  it("a missing cap lowers coverage and confidence, and its factor has no value", () => {
    const known = forecasts.get("coin-1")!.details;
    const missing = forecasts.get("coin-3")!.details;
    expect(known.coverage).toBe(1);
    expect(missing.coverage).toBeCloseTo(17 / 20, 9);
    expect(missing.factors.find(({ name }) => name === "market_cap")).toEqual({
      name: "market_cap",
      value: null,
      logOdds: 0.7 * 0.2,
    });
    for (const { low, high, confidence, coverage } of [known, missing]) {
      expect(confidence).toBeCloseTo(coverage * (1 - (high! - low!) / 2 / 0.5), 12);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThan(1);
    }
  });
});

describe("predictUniverse with the base rate", () => {
  it("gives every coin the base rate without factors, and still tells what the model would have said", () => {
    const served = predictUniverse(open, servingOf(open, "0123"), universe, now);
    for (const [id, { details, modelProbability }] of predictUniverse(shut, servingOf(shut, "0123"), universe, now)) {
      expect(details).toMatchObject({ probability: 0.245, factors: [], low: null, high: null, confidence: null });
      expect(details.rationale).toBe("24.5 % is the base rate of all coins, nothing about this one. No proven skill.");
      expect(modelProbability).toBe(served.get(id)?.modelProbability);
    }
  });

  it("obeys a serving that switches a good model off", () => {
    const off = {
      ...servingOf(open, "0123"),
      model: "base_rate" as const,
      reason: "Its skill of the last 30 days is below 0.",
    };
    const { details } = predictUniverse(open, off, universe, now).get("coin-1")!;
    expect(details.probability).toBe(0.245);
    expect(details.rationale).toContain("Its skill of the last 30 days is below 0.");
  });

  it("works without any model", () => {
    const forecasts = predictUniverse(null, servingWithoutModel("There is no model file."), universe, now);
    expect(forecasts.size).toBe(universe.coins.length);
    for (const { details, modelProbability, sigma24 } of forecasts.values()) {
      expect(details.probability).toBe(0.24);
      expect(modelProbability).toBeNull();
      expect(sigma24).toBeGreaterThan(0);
    }
  });

  it("has no entry for a coin with under a day of closes", () => {
    const coins = [{ ...universe.coins[1]!, id: "young", closes: universe.coins[1]!.closes.slice(-23) }];
    expect(predictUniverse(open, servingOf(open, "0123"), { closesEndAt: at, coins }, now).size).toBe(0);
  });
});

describe("parsePretrendModel", () => {
  it("refuses a file of other features, naming both hashes", () => {
    const parsed = parsePretrendModel({ ...open, featureHash: "0000000000000000" });
    expect(parsed).toEqual({ model: null, reason: expect.stringContaining(featureHash()) });
    expect(featureHash(2)).not.toBe(featureHash());
    expect(featureHash(1, ["a", "b"])).not.toBe(featureHash(1, ["b", "a"]));
  });

  it("refuses a damaged file with the place of the damage", () => {
    expect(parsePretrendModel({ ...open, beta: [1] })).toMatchObject({
      model: null,
      reason: expect.stringContaining("beta"),
    });
    expect(parsePretrendModel("nonsense").model).toBeNull();
    expect(parsePretrendModel(open)).toEqual({ model: open });
  });
});

describe("decideGate", () => {
  const good = open.measured;
  it("opens only for skill beyond chance, calibrated and believable", () => {
    expect(decideGate(good)).toEqual({ serve: true, reason: "" });
    expect(decideGate({ ...good, skill: { value: 0.02, low: 0, high: 0.04 } }).reason).toMatch(/^No proven skill/);
    expect(decideGate({ ...good, skill: { value: 0.02, low: null, high: null } }).reason).toMatch(/too few/);
    expect(decideGate({ ...good, calibrationError: { value: 0.031, low: 0, high: 1 } }).reason).toMatch(
      /^Not calibrated/,
    );
    expect(decideGate({ ...good, auc: { value: 0.7, low: 0.6, high: 0.8 } }).reason).toMatch(/suspected leak/);
  });
});
