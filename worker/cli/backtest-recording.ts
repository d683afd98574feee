import { inflateSync } from "node:zlib";
import { z } from "zod";
import { holdCoins } from "@/lib/backtest/benchmarks";
import { ENGINE_VERSION } from "@/lib/backtest/engine-version";
import { splitHoldout } from "@/lib/backtest/holdout";
import { measureStretch } from "@/lib/backtest/metrics/measure-run";
import { simulate } from "@/lib/backtest/simulate-portfolio";
import { type BacktestPlan, WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import { backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import { planOfBody } from "@/lib/contracts/http/plan-of-body";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema, SCORE_VERSION } from "@/lib/momentum/config";
import { median } from "@/lib/statistics/median";
import { type PreparedRun, prepareRun } from "@/worker/research/prepare-run";
import type { RecordedHistories } from "@/worker/research/recorded-histories";
import { writeRun } from "@/worker/research/write-run";

export interface RecordedWish {
  /** Somebody named the pairs; otherwise they are all that the recording has. */
  readonly isNamed: boolean;
  /** Null: one coin with everything. */
  readonly topN: number | null;
  readonly seed: number;
  readonly codeVersion: string;
}

const each = z.object({
  coins: z.number().int(),
  coins_that_traded: z.number().int(),
  trades: z.number().int(),
  median_return: z.number().nullable(),
  share_that_gained: z.number().nullable(),
  share_better_than_holding: z.number().nullable(),
});

/** A finished run over a recording: what the result says without its lists, and how each coin alone would have done. */
export const recordedRunSchema = z.object({
  market: z.enum(["spot", "perp"]),
  recording: z.string(),
  file: z.object({ name: z.string(), sha256: z.string() }),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Of the bytes of the whole result, trades and curve included. */
  result_sha256: z.string(),
  result: backtestResultSchema.omit({ trades: true, equity_curve: true }),
  each_coin_alone: z.object({ whole: each, in_sample: each, out_of_sample: each }),
});
export type RecordedRun = z.infer<typeof recordedRunSchema>;

/** The default strategy over a recording, by the code that runs every backtest. */
export function runRecording(
  market: RecordedRun["market"],
  recorded: RecordedHistories,
  wish: RecordedWish,
): { run: RecordedRun; bytes: Buffer } {
  const { histories, file, provenance } = recorded;
  const plan = planOf(recorded, wish);
  const prepared = prepareRun(
    { kind: "prepare", plan, loaded: recorded, codeVersion: wish.codeVersion },
    () => undefined,
  );
  const { deflated, sha256 } = writeRun(prepared, null, () => undefined);
  const bytes = inflateSync(deflated);
  const { trades: _trades, equity_curve: _curve, ...result } = backtestResultSchema.parse(JSON.parse(bytes.toString()));
  const run: RecordedRun = {
    market,
    recording: provenance,
    file,
    from: new Date(plan.from).toISOString(),
    to: new Date(plan.to).toISOString(),
    result_sha256: sha256,
    result,
    each_coin_alone: runEach(prepared, histories.length),
  };
  return { run: recordedRunSchema.parse(run), bytes };
}

/** Every day behind the warm-up that the recording was read with. */
function planOf({ histories, from, to: last }: RecordedHistories, { isNamed, topN, seed }: RecordedWish): BacktestPlan {
  const first = from + WARM_UP_HOURS * HOUR_MS;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const body = backtestBodySchema.parse({
    symbols: isNamed ? histories.map(({ symbol }) => symbol) : [],
    start_date: day(first),
    end_date: day(last - DAY_MS),
    top_n: topN,
    walk_forward: true,
    seed,
  });
  return planOfBody(
    body,
    histories,
    { from: first, to: last },
    {
      engineVersion: ENGINE_VERSION,
      scoreVersion: SCORE_VERSION,
      config: momentumConfigSchema.parse({}),
      market: { source: "replay", seed: null },
    },
  );
}

/** The same rules on each coin by itself, with everything on it: whether the whole rests on a few of them. */
function runEach(prepared: PreparedRun, coins: number): RecordedRun["each_coin_alone"] {
  const { inSample, outOfSample } = splitHoldout(prepared.window);
  const over = (part: PreparedRun["window"]) => measureEach(prepared, part, coins);
  return { whole: over(prepared.window), in_sample: over(inSample), out_of_sample: over(outOfSample) };
}

function measureEach({ histories, plan }: PreparedRun, window: PreparedRun["window"], coins: number) {
  const { rules } = plan;
  const outcomes = histories.map((history) => {
    const alone = simulate({ histories: [history], rules, portfolio: null, window });
    const held = measureStretch({ ...holdCoins([history], rules, window), trades: [] });
    const { totalReturn, tradeCount } = measureStretch(alone);
    return { totalReturn, tradeCount, holdReturn: held.totalReturn };
  });
  const traded = outcomes.filter(({ tradeCount }) => tradeCount > 0);
  const share = (is: (outcome: (typeof outcomes)[number]) => boolean) =>
    traded.length === 0 ? null : rounded((100 * traded.filter(is).length) / traded.length);
  const middle = median(traded.map(({ totalReturn }) => totalReturn));
  return {
    coins,
    coins_that_traded: traded.length,
    trades: outcomes.reduce((sum, { tradeCount }) => sum + tradeCount, 0),
    median_return: middle === null ? null : rounded(middle),
    share_that_gained: share(({ totalReturn }) => totalReturn > 0),
    share_better_than_holding: share(({ totalReturn, holdReturn }) => totalReturn > holdReturn),
  };
}

/** Six digits are more than the figures warrant, and they keep the file the same on every machine. */
const rounded = (value: number): number => Number(value.toPrecision(6));
