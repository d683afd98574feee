import { describe, expect, it } from "vitest";
import { backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { draftOfRequest, newDraft, problemsOf, readDraft, sweepAround } from "./backtest-draft";

const now = Date.UTC(2026, 10, 21, 14);
const sol = { id: "solana", symbol: "SOL", name: "Solana" };

describe("the form of a backtest", () => {
  it("runs as it stands once a coin is chosen, over the last ninety whole days", () => {
    const { body } = readDraft(newDraft(now, sol));
    expect(body).toMatchObject({
      symbol: "solana",
      start_date: "2026-08-22",
      end_date: "2026-11-20",
      threshold: 70,
      hold_hours: 24,
      stop_loss_pct: 10,
      take_profit_pct: 20,
      fee_bps: 10,
      slippage_bps: 5,
      top_n: null,
      sweep: null,
    });
  });

  it("asks for a coin, and says at each field what cannot be read there", () => {
    const draft = { ...newDraft(now, null), threshold: "high", holdHours: "2.5", from: "2026-11-01", to: "2026-10-01" };
    const { body, problems } = readDraft(draft);
    expect(body).toBeNull();
    expect(problems).toMatchObject({
      coin: "Choose a coin.",
      threshold: "must be a number",
      holdHours: "must be a whole number from 1 to 8,760 hours",
      to: "must not be before the first day",
    });
  });

  it("takes an empty stop or target for off, and never for zero", () => {
    const { body } = readDraft({ ...newDraft(now, sol), stopLoss: "", takeProfit: " " });
    expect(body).toMatchObject({ stop_loss_pct: null, take_profit_pct: null });
  });

  it("sweeps around what was chosen, at most 25 variants with the chosen one among them", () => {
    for (const [threshold, hours] of [
      [70, 24],
      [95, 1],
      [5, 8_760],
    ] as const) {
      const sweep = sweepAround(threshold, hours);
      expect(sweep.thresholds).toContain(threshold);
      expect(sweep.hold_hours).toContain(hours);
      expect(sweep.thresholds.length * sweep.hold_hours.length).toBeLessThanOrEqual(25);
    }
  });

  it("brings a run's settings back so that running them again asks for the same", () => {
    for (const draft of [
      newDraft(now, sol),
      { ...newDraft(now, null), scope: "coins" as const, symbols: "SOL, eth  btc", topN: "2" },
      { ...newDraft(now, null), scope: "universe" as const, topN: "8", sweep: true, stopLoss: "", impact: true },
    ]) {
      const { body } = readDraft(draft);
      if (body === null) throw new Error("the draft should be readable");
      expect(readDraft(draftOfRequest(body, draft.coin)).body).toEqual(body);
    }
  });

  it("keeps what a request says and the form has no field for, until what it belongs to is changed", () => {
    const asked = backtestBodySchema.parse({
      symbols: ["SOL", "ETH"],
      top_n: 2,
      max_weight: 0.4,
      seed: 7,
      start_date: "2026-08-01T06:00:00Z",
      end_date: "2026-10-01",
      sweep: { thresholds: [61, 62, 63], hold_hours: [5, 24] },
    });
    const draft = draftOfRequest(asked, null);
    expect(readDraft(draft).body).toEqual(asked);
    expect(readDraft({ ...draft, threshold: "60" }).body?.sweep).toEqual(sweepAround(60, 24));
    expect(readDraft({ ...draft, from: "2026-08-02" }).body?.start_date).toBe("2026-08-02");
    expect(readDraft({ ...draft, scope: "coin", coin: sol }).body?.max_weight).toBe(1);
  });

  it("takes several coins apart by commas or spaces, and asks for two at least", () => {
    const several = { ...newDraft(now, null), scope: "coins" as const, topN: "2" };
    expect(readDraft({ ...several, symbols: " SOL,eth;  btc " }).body).toMatchObject({
      symbol: null,
      symbols: ["SOL", "eth", "btc"],
      top_n: 2,
    });
    expect(readDraft({ ...several, symbols: "SOL" }).problems).toEqual({ symbols: "Name two coins or more." });
  });

  it("speaks of the form's days and of an empty field where the server speaks of its own names", () => {
    const { problems } = readDraft({ ...newDraft(now, sol), stopLoss: "0" });
    expect(problems?.stopLoss).toBe("must be a number above 0, at most 99.99 %; empty is off");
    const { fields } = problemsOf([{ path: "start_date", message: "must be at most 9 days before end_date" }]);
    expect(fields.from).toBe("must be at most 9 days before the last day");
  });

  it("puts the server's complaints at their fields, and names what the rest are about", () => {
    const { fields, others } = problemsOf([
      { path: "start_date", message: "is after the end" },
      { path: "sweep.thresholds", message: "must be smaller" },
    ]);
    expect(fields).toEqual({ from: "is after the end" });
    expect(others).toEqual(["The heat map must be smaller"]);
  });
});
