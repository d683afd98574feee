import { describe, expect, it } from "vitest";
import { acceptedAdvisories } from "./accepted-advisories";
import { judgeAudit } from "./judge-audit";

const advisory = (id: string, name: string) => ({
  source: 1,
  name,
  dependency: name,
  title: "Reads too far",
  url: `https://github.com/advisories/${id}`,
  severity: "high",
  range: "<2.0.0",
});
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    inner: { name: "inner", via: [advisory("GHSA-aaaa", "inner"), advisory("GHSA-bbbb", "inner")] },
    outer: { name: "outer", via: ["inner"] },
  },
  metadata: {},
};
const reason = { id: "GHSA-aaaa", why: "We never call what reads.", until: "2027-01-31" };

describe("the audit of dependencies", () => {
  it("names each advisory once, whatever is hit through it", () => {
    const verdict = judgeAudit(report, [], "2026-11-22");
    expect(verdict?.open.map(({ id, name }) => [id, name])).toEqual([
      ["GHSA-aaaa", "inner"],
      ["GHSA-bbbb", "inner"],
    ]);
  });

  it("takes an explanation until its day, and tells which are needless", () => {
    const before = judgeAudit(report, [reason, { ...reason, id: "GHSA-gone" }], "2027-01-30");
    expect(before?.open.map(({ id }) => id)).toEqual(["GHSA-bbbb"]);
    expect(before?.accepted.map(({ id, why }) => [id, why])).toEqual([["GHSA-aaaa", reason.why]]);
    expect(before?.needless).toEqual(["GHSA-gone"]);
    expect(judgeAudit(report, [reason], "2027-01-31")?.open).toHaveLength(2);
  });

  it("takes no answer for a clean bill but a report", () => {
    for (const answer of [null, {}, [], { message: "405 Method Not Allowed", statusCode: 405 }, { error: {} }]) {
      expect(judgeAudit(answer, [], "2026-11-22")).toBeNull();
    }
    expect(judgeAudit({ vulnerabilities: {} }, [], "2026-11-22")).toEqual({ open: [], accepted: [], needless: [] });
  });

  it("has an explanation of a sentence and a day for whatever is accepted", () => {
    for (const { why, until } of acceptedAdvisories) {
      expect(why.length).toBeGreaterThan(20);
      expect(until).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    }
  });
});
