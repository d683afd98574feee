import { describe, expect, it } from "vitest";
import { alertBodySchema, alertPatchSchema } from "./alert-body";

const mistakes = (input: unknown, schema: typeof alertBodySchema | typeof alertPatchSchema = alertBodySchema) =>
  (schema.safeParse(input).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

const scope = { kind: "coin", coinId: "bitcoin" };
const when = { type: "score_above", threshold: 80 };

describe("the body of an alert", () => {
  it("is the contract's short one where there is an alert_type, and ours otherwise", () => {
    const short = alertBodySchema.parse({ symbol: "BTC", alert_type: "score_above", threshold: 80 });
    expect(short).toMatchObject({ kind: "short", body: { channels: ["inbox"], user_contact: "" } });
    expect(alertBodySchema.parse({ scope, when })).toMatchObject({ kind: "long", body: { repeat: "every_episode" } });
  });

  it.each<[unknown, string]>([
    [{ scope, when: { type: "score_above", threshold: 900 } }, "when.threshold: must be a score from 0 to 100"],
    [{ scope, when: { type: "score_above", threshold: "NaN" } }, "when.threshold: must be a score from 0 to 100"],
    [{ scope, when: { type: "score_above", threshold: Number.NaN } }, "when.threshold: must be a score from 0 to 100"],
    [{ scope, when: { type: "price_above", threshold: -1 } }, "when.threshold: must be a price above 0"],
    [{ scope, when: { type: "score_over", threshold: 1 } }, "when.type: must be one of score_above, score_below"],
    [
      { scope, when: { match: "all", of: [when, { match: "any", of: [{ type: "whale_seen", threshold: 2 }] }] } },
      "when.of.1.of.0.threshold: must be from 0 to 1",
    ],
    [{ scope: { kind: "planet" }, when }, "scope.kind: must be coin, watchlist or filter"],
    [{ scope, when, name: "x".repeat(121) }, "name: must be 120 characters at most"],
    [
      { scope, when: { match: "all", of: Array.from({ length: 9 }, () => when) } },
      "when: must have at most 8 conditions",
    ],
  ])("that is wrong names the place and what is allowed: %j", (input, mistake) => {
    expect(mistakes(input)).toEqual([expect.stringContaining(mistake)]);
  });

  it("of a change leaves what it does not name", () => {
    expect(alertPatchSchema.parse({ state: "paused" })).toEqual({ state: "paused" });
    expect(alertPatchSchema.parse({})).toEqual({});
    expect(mistakes({ state: "ended" }, alertPatchSchema)).toEqual(["state: must be active or paused"]);
  });
});
