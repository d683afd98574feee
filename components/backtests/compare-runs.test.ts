import { describe, expect, it } from "vitest";
import { backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { compareRuns } from "./compare-runs";

const body = (changes: Record<string, unknown>) =>
  backtestBodySchema.parse({ symbol: "solana", start_date: "2026-01-01", end_date: "2026-02-01", ...changes });
const run = (changes: Record<string, unknown>) => ({ request: body(changes), metrics: null });

describe("compareRuns", () => {
  it("lists only the settings that differ, before any measure", () => {
    const { rows, warnings } = compareRuns([run({}), run({ threshold: 80, stop_loss_pct: null })]);
    expect(rows.filter(({ kind }) => kind === "setting")).toEqual([
      { kind: "setting", name: "Score at least", cells: ["70", "80"] },
      { kind: "setting", name: "Stop", cells: ["10 %", "off"] },
    ]);
    expect(rows.findIndex(({ kind }) => kind === "measure")).toBe(2);
    expect(warnings).toEqual([]);
  });

  it("leaves out no setting: whatever the bodies differ in, a row says so", () => {
    const others: Record<string, unknown>[] = [
      { symbol: "bitcoin" },
      { symbol: null, top_n: 3 },
      { start_date: "2026-01-02" },
      { end_date: "2026-02-02" },
      { threshold: 71 },
      { hold_hours: 25 },
      { take_profit_pct: null },
      { stop_loss_pct: 9 },
      { fee_bps: 11 },
      { slippage_bps: 6 },
      { slippage_model: "sqrt_impact" },
      { allow_reentry: true },
      { max_weight: 0.5 },
      { walk_forward: true },
      { sweep: { thresholds: [60, 70], hold_hours: [24] } },
      { seed: 2 },
    ];
    for (const changes of others) {
      const { rows } = compareRuns([run({}), run(changes)]);
      expect(
        rows.some(({ kind }) => kind === "setting"),
        JSON.stringify(changes),
      ).toBe(true);
    }
  });

  it("warns of other days and of other costs", () => {
    expect(compareRuns([run({}), run({ start_date: "2026-01-05" })]).warnings[0]).toContain("different days");
    expect(compareRuns([run({}), run({ fee_bps: 0 })]).warnings).toEqual(["The runs pay different costs."]);
  });
});
