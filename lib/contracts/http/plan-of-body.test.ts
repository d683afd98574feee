import { describe, expect, it } from "vitest";
import { planFolds } from "@/lib/backtest/walk-forward";
import { variantsOf } from "@/lib/contracts/backtest-plan";
import { backtestTitle } from "@/lib/contracts/backtest-title";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { type BacktestBody, backtestBodySchema } from "./backtest-body";
import { readPeriod } from "./backtest-period";
import { coinsThatFit, mistakesOfChoice, mistakesOfSize, planOfBody, stepsOf } from "./plan-of-body";

const body = (changes: object = {}): BacktestBody =>
  backtestBodySchema.parse({ symbol: "SOL", start_date: "2025-01-09", end_date: "2025-04-30", ...changes });
const period = { from: Date.UTC(2025, 0, 9), to: Date.UTC(2025, 4, 1) };
const basis = {
  engineVersion: 1,
  scoreVersion: 1,
  config: momentumConfigSchema.parse({}),
  market: { source: "live" as const, seed: null },
};
const coins = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ coinId: `coin-${index}`, symbol: `C${index}` }));
const plan = (changes: object = {}, count = 1, over = period) => planOfBody(body(changes), coins(count), over, basis);

describe("planOfBody", () => {
  it("gives one coin the whole equity, and several an equal share unless told otherwise", () => {
    expect(plan().portfolio).toBeNull();
    const several = { symbol: null, symbols: ["a", "b", "c"] };
    expect(plan(several, 3).portfolio).toEqual({ topN: 3, maxWeight: 1 });
    expect(plan({ ...several, top_n: 2, max_weight: 0.25 }, 3).portfolio).toEqual({ topN: 2, maxWeight: 0.25 });
    expect(plan({ symbol: null, top_n: 5 }, 300)).toMatchObject({ isUniverse: true, portfolio: { topN: 5 } });
  });

  it("is equal for requests that mean the same, whatever their order and repetitions", () => {
    const [a, b] = coins(2);
    if (a === undefined || b === undefined) throw new Error("There are two coins");
    const several = { symbol: null, symbols: ["a", "b"], sweep: { thresholds: [70, 60, 70], hold_hours: [24, 12] } };
    const sorted = { ...several, sweep: { thresholds: [60, 70], hold_hours: [12, 24] } };
    expect(planOfBody(body(several), [b, a, b], period, basis)).toEqual(
      planOfBody(body(sorted), [a, b], period, basis),
    );
  });

  it("forgets the fixed slippage where the impact of an order is asked for", () => {
    const impact = { slippage_model: "sqrt_impact", order_usd: 100_000, slippage_bps: 3 };
    expect(plan(impact).rules.slippage).toEqual({ model: "sqrt_impact", orderUsd: 100_000 });
  });
});

it("counts what a walk-forward tries also where nobody said what", () => {
  expect([variantsOf(plan()), variantsOf(plan({ walk_forward: true }))]).toEqual([1, 15]);
  const sweep = { thresholds: [60, 70], hold_hours: [24] };
  expect(variantsOf(plan({ walk_forward: true, sweep }))).toBe(2);
  expect(stepsOf(plan({ walk_forward: true, sweep }))).toBe(3 * stepsOf(plan({ sweep })));
});

describe("mistakesOfSize", () => {
  const years = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2025, 0, 1) };

  it("lets a hundred coins run for five years, and says how many more would fit", () => {
    expect(mistakesOfSize(plan({ symbol: null, top_n: 5 }, 100, years))).toEqual([]);
    const [mistake] = mistakesOfSize(plan({ symbol: null, top_n: 5 }, 300, years));
    expect(mistake?.message).toContain(`at most ${coinsThatFit(years)} coins over so many hours, and these are 300`);
  });

  it("bounds coins times hours times variants", () => {
    const sweep = {
      thresholds: Array.from({ length: 50 }, (_, i) => i),
      hold_hours: Array.from({ length: 50 }, (_, i) => i + 1),
    };
    expect(mistakesOfSize(plan({ sweep }, 1, years))).toEqual([]);
    const [mistake] = mistakesOfSize(plan({ symbol: null, top_n: 5, sweep }, 100, years));
    expect(mistake).toMatchObject({ path: "sweep", message: expect.stringContaining("and these are 2,500") });
  });
});

it("takes exactly one way of saying which coins", () => {
  expect(mistakesOfChoice(body())).toEqual([]);
  expect(mistakesOfChoice(body({ symbol: null, top_n: 5 }))).toEqual([]);
  expect(mistakesOfChoice(body({ symbols: ["a"], top_n: 1, max_weight: 0.5 })).map(({ path }) => path)).toEqual([
    "symbols",
    "top_n",
    "max_weight",
  ]);
});

describe("readPeriod", () => {
  const now = Date.UTC(2025, 3, 7, 12, 30);
  const read = (start_date: string, end_date: string, walk_forward = false) =>
    readPeriod({ start_date, end_date, walk_forward }, now);

  it("takes days whole, and instants to the hours that lie inside", () => {
    expect(read("2025-03-01", "2025-03-02").period).toEqual({ from: Date.UTC(2025, 2, 1), to: Date.UTC(2025, 2, 3) });
    expect(read("2025-03-01T00:30:00Z", "2025-03-03T05:45:00Z").period).toEqual({
      from: Date.UTC(2025, 2, 1, 1),
      to: Date.UTC(2025, 2, 3, 5),
    });
  });

  it("has folds for every walk-forward that it takes, whatever hour it begins at", () => {
    for (let hour = 0; hour < 24; hour++) {
      const start = new Date(Date.UTC(2025, 1, 1, hour)).toISOString();
      const end = new Date(Date.UTC(2025, 1, 1, hour) + 51 * DAY_MS).toISOString();
      const { period, mistakes } = read(start, end, true);
      expect(mistakes).toEqual([]);
      expect(planFolds({ fromBar: 0, toBar: (period.to - period.from) / HOUR_MS }, period.from)).toHaveLength(2);
    }
  });

  it("never reaches into the hour that is not closed", () => {
    expect(read("2025-04-01", "2025-04-07")).toEqual({
      period: { from: Date.UTC(2025, 3, 1), to: Date.UTC(2025, 3, 7, 12) },
      mistakes: [],
    });
    expect(read("2025-04-01", "2025-04-08").mistakes.map(({ path }) => path)).toEqual(["end_date"]);
  });

  it("takes five years with their leap days, and not a day more than its bound", () => {
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    expect(read(day(now - 5 * 365 * DAY_MS), "2025-04-06").mistakes).toEqual([]);
    expect(read(day(now - 1_832 * DAY_MS), "2025-04-06").mistakes).toHaveLength(1);
    expect(read("2025-02-15", "2025-04-06", true).mistakes).toEqual([]);
    expect(read("2025-02-16", "2025-04-06", true).mistakes).toHaveLength(1);
  });

  it("leaves whole hours between its ends whatever it is given", () => {
    const { from, to } = read("2025-03-01T00:00:01Z", "2025-03-05T23:59:59Z").period;
    expect([(to - from) % HOUR_MS, from % HOUR_MS]).toEqual([0, 0]);
  });
});

it.each([
  [plan(), "C0 · score ≥ 70, 24 h · 2025-01-09 – 2025-04-30"],
  [plan({ symbol: null, symbols: ["a"] }, 2), "C0, C1 · score ≥ 70, 24 h · 2025-01-09 – 2025-04-30"],
  [plan({ symbol: null, symbols: ["a"] }, 9), "C0, C1, C2 and 6 more · score ≥ 70, 24 h · 2025-01-09 – 2025-04-30"],
  [
    plan({ symbol: null, top_n: 5, walk_forward: true }, 100),
    "Top 5 of 100 coins · score ≥ 70, 24 h, walk-forward · 2025-01-09 – 2025-04-30",
  ],
  [
    plan({ sweep: { thresholds: [60, 70], hold_hours: [6, 12] } }),
    "C0 · score ≥ 70, 24 h, 4 variants · 2025-01-09 – 2025-04-30",
  ],
])("has a title that says what was asked: %#", (asked, title) => {
  expect(backtestTitle(asked)).toBe(title);
});
