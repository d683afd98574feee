import { describe, expect, test } from "vitest";
import { complainAboutNode } from "./install.mjs";
import { believe, countPlaywright, countVitest } from "./suites.mjs";

describe("counting", () => {
  test("adds up what Vitest and Playwright report", () => {
    expect(countVitest({ numPassedTests: 12, numFailedTests: 1 })).toEqual({ passed: 12, failed: 1 });
    const stats = { expected: 5, flaky: 1, unexpected: 2, skipped: 3 };
    expect(countPlaywright({ stats })).toEqual({ passed: 6, failed: 2 });
  });

  test("a run that ended badly is a failure though no test failed", () => {
    expect(believe(false, { passed: 12, failed: 0 })).toEqual({ passed: 12, failed: 1 });
    expect(believe(false, { passed: 12, failed: 3 })).toEqual({ passed: 12, failed: 3 });
  });

  test("a run without a single test is a failure", () => {
    expect(believe(true, { passed: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 });
    expect(believe(true, { passed: 1, failed: 0 })).toEqual({ passed: 1, failed: 0 });
  });
});

test("Node 20.19 is old enough, and nothing older", () => {
  expect(["20.19.0", "20.20.2", "22.1.0", "24.0.0"].map(complainAboutNode)).toEqual([null, null, null, null]);
  expect(complainAboutNode("20.18.3")).toContain("needs Node 20.19 or newer; this is 20.18.3");
  expect(complainAboutNode("18.20.0")).not.toBeNull();
});
