import { describe, expect, test } from "vitest";
import type { CoinRef } from "@/hooks/coin-actions";
import { type RuleBody, ruleBodySchema } from "@/lib/contracts/http/alerts";
import {
  addAlternative,
  addLine,
  changeCondition,
  conditionCount,
  draftFromRule,
  fieldText,
  firstProblem,
  newCondition,
  newDraft,
  type RuleDraft,
  readDraft,
  removeCondition,
  usualRearm,
} from "./rule-draft";

const sol: CoinRef = { id: "solana", symbol: "SOL", name: "Solana" };
const about = (type: Parameters<typeof newCondition>[0], price: number | null = null): RuleDraft =>
  newDraft({ kind: "coin", coin: sol }, [newCondition(type, price)]);
const withThreshold = (draft: RuleDraft, threshold: string): RuleDraft =>
  changeCondition(draft, draft.lines[0]?.conditions[0]?.key ?? 0, { threshold });

describe("a rule's fields", () => {
  test("a new rule is one that the server takes", () => {
    const { body, problems } = readDraft(newDraft({ kind: "coin", coin: sol }));
    expect(problems.size).toBe(0);
    expect(body).toMatchObject({
      scope: { kind: "coin", coinId: "solana" },
      when: { type: "score_above", threshold: 80 },
      hysteresis: null,
      cooldown_minutes: 15,
    });
  });

  test("without a coin it says so, and there is nothing to send", () => {
    const { body, problems } = readDraft(newDraft({ kind: "coin", coin: null }));
    expect(body).toBeNull();
    expect(problems.get("scope")).toBe("Choose a coin.");
  });

  test.each([
    ["score_above", "101", "must be a score from 0 to 100"],
    ["score_above", "", "must be a score from 0 to 100"],
    ["price_below", "0", "must be a price above 0"],
    ["whale_seen", "1.5", "must be from 0 to 1"],
    ["pretrend_above", "140", "must be from 0 to 100"],
  ] as const)("%s with “%s” is refused beside its field in the server's words", (type, threshold, words) => {
    const draft = withThreshold(about(type), threshold);
    const key = draft.lines[0]?.conditions[0]?.key;
    const { body, problems } = readDraft(draft);
    expect(body).toBeNull();
    expect(problems.get(`condition:${key}`)).toBe(words);
    expect(firstProblem(problems)).toBe(words);
  });

  test("a pre-trend threshold is typed in percent and sent as a share", () => {
    expect(readDraft(withThreshold(about("pretrend_above"), "35")).body?.when).toEqual({
      type: "pretrend_above",
      threshold: 0.35,
    });
  });

  test.each([
    ["score_above", "80", "78"],
    ["score_below", "30", "32"],
    ["score_above", "1", "0.5"],
    ["score_below", "99", "99.5"],
    ["price_above", "200", "199"],
    ["price_below", "200", "201"],
    ["whale_seen", "0.6", "0.55"],
    ["pretrend_above", "40", "37"],
  ] as const)("%s %s is armed again at %s unless told otherwise", (type, threshold, level) => {
    expect(usualRearm(withThreshold(about(type), threshold))).toBe(level);
  });

  test("a level to re-arm at becomes the distance, on the side it belongs to", () => {
    const above = { ...about("score_above"), rearm: "74" };
    expect(readDraft(above).body?.hysteresis).toBe(6);
    expect(readDraft({ ...about("score_below"), rearm: "35" }).body?.hysteresis).toBe(5);
    expect(readDraft({ ...above, rearm: "81" }).problems.get("rearm")).toBe("must not be above the threshold");
  });

  test("a quiet time out of bounds and a bad end are said beside their fields", () => {
    const { problems } = readDraft({ ...about("score_above"), cooldownMinutes: "99999", expiresAt: "soon" });
    expect([...problems.keys()].sort()).toEqual(["cooldown", "expires"]);
  });
});

describe("groups", () => {
  test("lines are joined one way, alternatives inside a line the other way", () => {
    let draft = addLine(about("score_above"), newCondition("whale_seen"));
    draft = addAlternative(draft, draft.lines[1]?.key ?? 0, newCondition("pretrend_above"));
    expect(readDraft(draft).body?.when).toEqual({
      match: "all",
      of: [
        { type: "score_above", threshold: 80 },
        {
          match: "any",
          of: [
            { type: "whale_seen", threshold: 0.6 },
            { type: "pretrend_above", threshold: 0.4 },
          ],
        },
      ],
    });
  });

  test("a ninth condition is refused", () => {
    let draft = about("score_above");
    for (let count = 1; count < 9; count += 1) draft = addLine(draft, newCondition("whale_seen"));
    expect(firstProblem(readDraft(draft).problems)).toBe("must have at most 8 conditions");
  });

  test("the last condition cannot be removed", () => {
    const draft = about("score_above");
    expect(conditionCount(removeCondition(draft, draft.lines[0]?.conditions[0]?.key ?? 0))).toBe(1);
  });
});

describe("a rule that exists", () => {
  const rules: Partial<RuleBody>[] = [
    { when: { type: "score_below", threshold: 30 }, hysteresis: 4 },
    { when: { type: "pretrend_above", threshold: 0.4 }, hysteresis: 0.05 },
    { when: { type: "price_above", threshold: 0.000_000_123 } },
    { when: { type: "percent_move", reading: "score", direction: "down", window: "24h", percent: 7.5 } },
    { when: { type: "rank_top", change: "leaves", top: 10 }, repeat: "once" },
    { when: { type: "action_change", to: "BUY" }, expires_at: "2026-12-01T12:30:00.000Z" },
    {
      when: {
        match: "any",
        of: [
          { type: "cluster_change" },
          {
            match: "all",
            of: [
              { type: "score_crosses", direction: "down", threshold: 40 },
              { type: "price_crosses", direction: "up", threshold: 3 },
            ],
          },
        ],
      },
      mutes: [{ days: [0, 6], from: "22:30", to: "07:00" }],
    },
  ];

  test.each(rules)("opened and saved without a change it is the same rule: %j", (part) => {
    const rule = ruleBodySchema.parse({ scope: { kind: "coin", coinId: "solana" }, cooldown_minutes: 15, ...part });
    expect(readDraft(draftFromRule(rule, sol)).body).toEqual(rule);
  });

  test("a group in a group joined the same way is drawn as its parts", () => {
    const rule = ruleBodySchema.parse({
      scope: { kind: "coin", coinId: "solana" },
      when: {
        match: "all",
        of: [{ type: "cluster_change" }, { match: "all", of: [{ type: "whale_seen", threshold: 0.7 }] }],
      },
    });
    expect(readDraft(draftFromRule(rule, sol)).body?.when).toEqual({
      match: "all",
      of: [{ type: "cluster_change" }, { type: "whale_seen", threshold: 0.7 }],
    });
  });
});

test("numbers stand in fields without exponents", () => {
  expect([fieldText(0.1 + 0.2), fieldText(1.23e-7), fieldText(97_412.35)]).toEqual(["0.3", "0.000000123", "97412.35"]);
});
