import { describe, expect, it } from "vitest";
import type { CoinHistory } from "@/lib/backtest/bars";
import { randomHistory } from "@/lib/backtest/coin-history.fixture";
import type { Rules } from "@/lib/backtest/parameters";
import { type ReportInput, writeReport } from "@/lib/backtest/report";
import { simulate } from "@/lib/backtest/simulate-portfolio";
import { planFolds } from "@/lib/backtest/walk-forward";
import { backtestDefinitions, whyDash } from "@/lib/contracts/backtest-definitions";
import { HOUR_MS } from "@/lib/market/units";
import {
  type BacktestManifest,
  type BacktestMetrics,
  backtestMetricsSchema,
  backtestResultSchema,
} from "./backtest-result";
import { resultText, roundAll, wireResult } from "./backtest-wire";

const WARM_UP = 192;
const rules: Rules = {
  threshold: 65,
  holdHours: 12,
  stopLossPct: 10,
  takeProfitPct: null,
  feeBps: 10,
  slippage: { model: "fixed", bps: 5 },
  allowReentry: false,
  side: "long",
};

const manifest: BacktestManifest = {
  engine_version: 1,
  score_version: 1,
  code_version: "abc",
  parameters: { threshold: 65, from: 1_735_689_600_123, coins: [{ symbol: "C", coinId: "coin-0" }] },
  seed: 7,
  data: {
    source: "test",
    sha256: "00",
    coins: [
      {
        coin_id: "coin-0",
        symbol: "C0",
        venue: "binance",
        from: "2025-01-01T00:00:00.000Z",
        to: "2025-03-01T00:00:00.000Z",
        hours: 1_440,
        missing_hours: 12,
        close_only: true,
      },
    ],
    survivorship_bias: true,
  },
};

type Coin = BacktestManifest["data"]["coins"][number];

function resultOf(days: number, changes: Partial<ReportInput> = {}, count = 1, gaps = 0.01, told = manifest) {
  const histories: CoinHistory[] = Array.from({ length: count }, (_, place) =>
    randomHistory({ seed: place + 3, bars: WARM_UP + days * 24, gaps, deviation: 0.01, coinId: `coin-${place}` }),
  );
  const window = { fromBar: WARM_UP, toBar: WARM_UP + days * 24 };
  const portfolio = count > 1 ? { topN: 2, maxWeight: 1 } : null;
  const traded = { histories, rules: changes.rules ?? rules, portfolio, window };
  const report = writeReport({
    ...traded,
    run: simulate(traded),
    seed: 7,
    sweep: null,
    walkForward: null,
    randomDraws: 10,
    ...changes,
  });
  return wireResult(report, told);
}

/** Every number anywhere in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(numbersIn);
}

const walked = () => {
  const window = { fromBar: WARM_UP, toBar: WARM_UP + 80 * 24 };
  const folds = planFolds(window, 1_735_689_600_000);
  const cell = { threshold: 65, holdHours: 12, totalReturn: 1, sharpe: 0.5, maxDrawdown: 3, tradeCount: 9 };
  return resultOf(80, {
    sweep: [cell, { ...cell, threshold: 70, sharpe: null, totalReturn: -2 }],
    walkForward: folds.map((fold) => ({ ...fold, chosen: { threshold: 60, holdHours: 6 } })),
  });
};

describe("a result on the wire", () => {
  it("keeps to the schema with every part there, every part missing, and without any trade", () => {
    const whole = walked();
    expect(backtestResultSchema.parse(whole)).toEqual(whole);
    expect(whole.walk_forward?.folds.length).toBeGreaterThan(1);
    const bare = resultOf(3, { rules: { ...rules, threshold: 100 }, walkForward: [] });
    expect(backtestResultSchema.parse(bare)).toEqual(bare);
    expect(bare).toMatchObject({ holdout: null, walk_forward: null, sweep: null, trades: [] });
    expect(bare.metrics).toMatchObject({ trade_count: 0, win_rate: null, profit_factor: null, sharpe: null });
    expect(bare.benchmark.random_entries).toBeNull();
    expect(bare.verdict.kind).toBe("not_enough_data");
  });

  it("is the same bytes for the same run, whatever order the manifest's keys came in", () => {
    expect(resultText(resultOf(40))).toBe(resultText(resultOf(40)));
    const histories = [randomHistory({ seed: 3, bars: WARM_UP + 240, coinId: "coin-0" })];
    const traded = { histories, rules, portfolio: null, window: { fromBar: WARM_UP, toBar: WARM_UP + 240 } };
    const report = writeReport({ ...traded, run: simulate(traded), seed: 1, sweep: null, walkForward: null });
    const turned = Object.fromEntries(Object.entries(manifest).reverse()) as BacktestManifest;
    const parameters = Object.fromEntries(Object.entries(manifest.parameters).reverse());
    expect(resultText(wireResult(report, { ...turned, parameters }))).toBe(resultText(wireResult(report, manifest)));
  });

  it("survives JSON and its own schema unchanged, with no number that is none or longer than nine digits", () => {
    const result = walked();
    expect(JSON.parse(resultText(result))).toEqual(result);
    expect(resultText(backtestResultSchema.parse(JSON.parse(resultText(result))))).toBe(resultText(result));
    const { manifest: _, ...measured } = result;
    for (const value of numbersIn(measured)) {
      expect(Number.isInteger(value) || value === Number(value.toPrecision(9))).toBe(true);
      expect(Object.is(value, -0)).toBe(false);
    }
    expect(result.manifest.parameters).toEqual(manifest.parameters);
  });

  it("leaves whole numbers whole, makes dust 0 and refuses what is no number", () => {
    expect(roundAll([1_735_689_600_123, 1e-17, -1e-18, 0.1 + 0.2, 1e-9])).toEqual([1_735_689_600_123, 0, 0, 0.3, 1e-9]);
    expect(() => roundAll({ sharpe: Number.NaN })).toThrow("finite");
    expect(() => roundAll([Number.POSITIVE_INFINITY])).toThrow("finite");
  });

  it("has equal weight only where there are several coins", () => {
    expect(resultOf(12).benchmark.equal_weight).toBeNull();
    const several = resultOf(12, {}, 3).benchmark;
    expect(several.equal_weight).toEqual(several.buy_and_hold);
  });
});

describe("the words of a result", () => {
  it("name every caveat there is and none that is not", () => {
    const kinds = (result: ReturnType<typeof resultOf>) => result.caveats.map(({ kind }) => kind);
    expect(kinds(resultOf(12))).toEqual(["survivorship", "closes_only", "bonuses", "gaps"]);
    expect(kinds(resultOf(12, { rules: { ...rules, feeBps: 0 }, walkForward: [] }))).toEqual([
      "survivorship",
      "closes_only",
      "bonuses",
      "costs_off",
      "gaps",
      "walk_forward_short",
    ]);
  });

  it("say whose prices begin only within the range, and from when they can be bought", () => {
    const late = (from: string, symbol: string) => ({ ...manifest.data.coins[0], symbol, from }) as Coin;
    const saidOf = (coins: Coin[]) =>
      resultOf(12, {}, 1, 0.01, { ...manifest, data: { ...manifest.data, coins } }).caveats.find(
        ({ kind }) => kind === "starts_late",
      )?.sentence;
    const start = (resultOf(12).equity_curve[0]?.time ?? 0) * 1_000 - HOUR_MS;
    const warmUpOf = (hours: number) => new Date(start - (192 - hours) * HOUR_MS).toISOString();
    expect(saidOf([late(warmUpOf(0), "AAA")])).toBeUndefined();
    const said = saidOf([late(warmUpOf(0), "AAA"), late(warmUpOf(1), "BBB"), late(warmUpOf(30), "CCC")]);
    expect(said).toMatch(/^BBB, CCC: prices begin only later, the last of them at \d{4}-\d\d-\d\d \d\d:00 UTC\./u);
    expect(said).toContain("192 hours");
    expect(saidOf([late(warmUpOf(1), "BBB")])).toMatch(/^BBB: prices begin only at /u);
  });

  it("say the verdict, its grounds and its conditions in whole sentences without a gap in them", () => {
    for (const result of [
      walked(),
      resultOf(12),
      resultOf(60, {}, 3),
      resultOf(3, { rules: { ...rules, threshold: 100 } }),
    ]) {
      const { sentence, grounds, conditions } = result.verdict;
      expect(grounds.length).toBeGreaterThan(1);
      expect(conditions.length).toBeGreaterThan(0);
      for (const words of [sentence, ...grounds, ...conditions, ...result.caveats.map((caveat) => caveat.sentence)]) {
        expect(words).toMatch(/^[A-Z0-9].*\.$/u);
        expect(words).not.toMatch(/undefined|null|NaN|Infinity|\[object|–%/u);
      }
    }
  });
});

describe("the definitions", () => {
  const metrics = Object.keys(backtestMetricsSchema.shape) as (keyof BacktestMetrics)[];

  it("cover every metric with words, a formula and conventions", () => {
    for (const metric of metrics) {
      const { name, words, formula, conventions } = backtestDefinitions[metric];
      expect(name).toMatch(/^[A-Z]/u);
      expect(words).toMatch(/\.$/u);
      expect(conventions).toMatch(/\.$/u);
      expect(formula.length).toBeGreaterThan(0);
    }
  });

  it("say when a metric is a dash exactly where the schema lets it be one", () => {
    for (const metric of metrics) {
      const isNullable = backtestMetricsSchema.shape[metric].safeParse(null).success;
      expect(backtestDefinitions[metric].missing !== null, metric).toBe(isNullable);
    }
  });

  it("say of every dash of a result why it is one, and nothing of a number", () => {
    const short = resultOf(12).metrics;
    expect(whyDash("sharpe", short)).toBe("Sharpe needs 30 days, has 12.");
    const none = resultOf(3, { rules: { ...rules, threshold: 100 } }).metrics;
    expect(whyDash("win_rate", none)).toBe("Win rate needs a trade, there was none.");
    expect(whyDash("drawdown_from", none)).toBe("The equity never fell.");
    const winners: BacktestMetrics = { ...none, trade_count: 3, days: 60 };
    expect(whyDash("profit_factor", winners)).toBe("Profit factor needs a losing trade, there was none.");
    expect(whyDash("mean_trade_interval", winners)).toBe(
      "An interval needs trades that began on 8 days, or in as many stretches as long as they were held.",
    );
    expect(whyDash("sortino", winners)).toBe("Sortino needs a losing day, there was none.");
    for (const given of [short, none, winners]) {
      for (const metric of metrics) expect(whyDash(metric, given) === null).toBe(given[metric] !== null);
    }
  });
});
