import { describe, expect, it } from "vitest";
import { actionSchema, baselineSourceSchema, exclusionSchema, flagSchema } from "@/lib/momentum/scored-coin";
import { actionSentences, baselineSentences, exclusionSentences, flagSentences } from "./flags";

describe("wire words have sentences", () => {
  it.each([
    ["flag", flagSchema.options, flagSentences],
    ["exclusion", exclusionSchema.options, exclusionSentences],
    ["action", actionSchema.options, actionSentences],
    ["baseline source", baselineSourceSchema.options, baselineSentences],
  ] as const)("every %s has exactly one", (_, words, sentences) => {
    expect(Object.keys(sentences).sort()).toEqual([...words].sort());
  });
});
