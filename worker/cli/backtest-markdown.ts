import { formatCount } from "@/lib/format/count";
import { DASH } from "@/lib/format/glyph";
import { formatChange } from "@/lib/format/percent";
import type { RecordedRun } from "./backtest-recording";

type Result = RecordedRun["result"];
type Stretch = NonNullable<Result["holdout"]>["in_sample"];

const FUNDING =
  "A perpetual pays or earns funding every few hours. It was not recorded with the candles and is not counted.";

/** The runs as a page to read; the same numbers as the JSON beside it. */
export function backtestReportMarkdown(runs: readonly RecordedRun[]): string {
  const [first] = runs;
  return [
    "# What the default strategy would have done",
    "",
    "Buy when the momentum score reaches the threshold, at the next open; sell by time, stop or target. Run by `npm run backtest`",
    "over recorded candles with the production scorer, the production engine and the defaults of the form. Nothing was tuned",
    "before it was run, and it is published whatever it says.",
    "",
    ...(first === undefined ? [] : rulesOf(first)),
    ...runs.flatMap(section),
    "## Run it again",
    "",
    "`npm run backtest -- --check` runs every manifest of [backtest-report.json](backtest-report.json) again and compares the",
    "bytes; `--full` writes the whole results, with every trade and the equity curve.",
    "",
    ...table(
      ["Market", "Hash of the recorded file", "Hash of the data", "Hash of the result", "Seed", "Code"],
      runs.map(({ market, file, result_sha256: sha, result: { manifest } }) => [
        market,
        code(file.sha256),
        code(manifest.data.sha256),
        code(sha),
        String(manifest.seed),
        `\`${manifest.code_version}\`, engine ${manifest.engine_version}, score ${manifest.score_version}`,
      ]),
    ),
  ].join("\n");
}

function rulesOf({ result }: RecordedRun): string[] {
  const { rules, portfolio } = result.manifest.parameters as {
    rules: Record<string, unknown> & { slippage: { bps?: number } };
    portfolio: { topN: number } | null;
  };
  const held =
    portfolio === null ? "one coin with everything" : `at most ${portfolio.topN} coins at a time in equal parts`;
  return [
    `Threshold ${rules.threshold}, ${rules.holdHours} hours, stop ${rules.stopLossPct} %, target ${rules.takeProfitPct} %,` +
      ` fee ${rules.feeBps} and slippage ${rules.slippage.bps} basis points a side, ${held}.`,
    "",
  ];
}

function section(run: RecordedRun): string[] {
  const { market, recording, from, to, result } = run;
  const { verdict, caveats, metrics, benchmark, holdout, walk_forward: forward } = result;
  const random = benchmark.random_entries;
  return [
    `## ${market === "spot" ? "Spot" : "Perpetuals"}, ${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    "",
    `${recording}`,
    "",
    `**${verdict.sentence}**`,
    "",
    ...verdict.grounds.map((ground) => `* ${ground}`),
    "",
    ...(verdict.conditions.length === 0 ? [] : ["For this to work:", "", ...verdict.conditions.map(bullet), ""]),
    ...table(
      ["", "Return", "Sharpe", "Largest loss from a peak", "Trades"],
      [
        [
          "Strategy",
          change(metrics.total_return),
          sharpeOf(metrics),
          drop(metrics.max_drawdown),
          count(metrics.trade_count),
        ],
        heldRow("All coins bought once and kept", benchmark.buy_and_hold),
        ...(random === null
          ? []
          : [[`As many random entries, middle of ${random.draws}`, change(random.median_return), DASH, DASH, DASH]]),
        ...(holdout === null
          ? []
          : [
              stretchRow("First 70 % of the time", holdout.in_sample),
              stretchRow("Last 30 %, the same rules", holdout.out_of_sample),
            ]),
        ...(forward === null
          ? []
          : [stretchRow(`Walk-forward, ${forward.folds.length} folds, out of sample`, forward.stitched)]),
      ],
    ),
    `Probability that the true Sharpe ratio is above 0: ${share(metrics.psr)}; above what ${count(metrics.trials)} trials show by luck: ${share(metrics.deflated_sharpe)}.`,
    ...(random === null ? [] : [`It beat ${share(random.share_beaten)} of the random draws.`]),
    `Win rate ${number(metrics.win_rate)} %, profit factor ${number(metrics.profit_factor)}, mean trade ${change(metrics.expectancy)}.`,
    "",
    "### With other costs",
    "",
    ...table(
      ["Costs", "Return", "Trades"],
      result.cost_sensitivity.map((one) => [`${one.costs_times} ×`, change(one.total_return), count(one.trade_count)]),
    ),
    "### By the market's mood",
    "",
    ...table(
      ["Market", "Hours", "Return", "Trades", "Win rate"],
      result.regimes.map((one) => [
        one.regime,
        count(one.hours),
        change(one.total_return),
        count(one.trade_count),
        `${number(one.win_rate)} %`,
      ]),
    ),
    ...eachSection(run),
    ...(forward === null ? [] : forwardSection(forward)),
    "### What to know before any number",
    "",
    ...caveats.map(({ sentence }) => bullet(sentence)),
    ...(market === "perp" ? [bullet(FUNDING)] : []),
    "",
  ];
}

function eachSection({ each_coin_alone: alone }: RecordedRun): string[] {
  const rows = [
    ["Whole time", alone.whole],
    ["First 70 %", alone.in_sample],
    ["Last 30 %", alone.out_of_sample],
  ] as const;
  return [
    "### Each coin alone",
    "",
    "The same rules with everything on one coin, for each coin that traded.",
    "",
    ...table(
      ["", "Coins", "Trades", "Middle return", "Gained", "Better than keeping the coin"],
      rows.map(([name, one]) => [
        name,
        `${count(one.coins_that_traded)} of ${count(one.coins)}`,
        count(one.trades),
        change(one.median_return),
        `${number(one.share_that_gained)} %`,
        `${number(one.share_better_than_holding)} %`,
      ]),
    ),
  ];
}

function forwardSection({ folds }: NonNullable<Result["walk_forward"]>): string[] {
  const day = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);
  return [
    "### Walk-forward",
    "",
    ...table(
      ["Traded from", "Until", "Chosen on the time before", "Return there", "Return out of sample", "Trades"],
      folds.map(({ in_sample: before, out_of_sample: after, chosen }) => [
        day(after.from),
        day(after.to),
        `threshold ${chosen.threshold}, ${chosen.hold_hours} h`,
        change(before.total_return),
        change(after.total_return),
        count(after.trade_count),
      ]),
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

const stretchRow = (name: string, one: Stretch): string[] => [
  name,
  change(one.total_return),
  number(one.sharpe),
  drop(one.max_drawdown),
  count(one.trade_count),
];

function heldRow(name: string, one: Result["benchmark"]["buy_and_hold"]): string[] {
  return [name, change(one.total_return), number(one.sharpe), drop(one.max_drawdown), DASH];
}

function sharpeOf({ sharpe, sharpe_se: error }: Result["metrics"]): string {
  return error === null ? number(sharpe) : `${number(sharpe)} ± ${number(error)}`;
}

const bullet = (text: string): string => `* ${text}`;
const code = (sha: string): string => `\`${sha.slice(0, 16)}…\``;
const count = formatCount;
const change = formatChange;
const drop = (percent: number): string => formatChange(-percent);
const number = (value: number | null): string => (value === null ? DASH : value.toFixed(2).replace("-", "−"));
const share = (fraction: number | null): string => (fraction === null ? DASH : `${(100 * fraction).toFixed(1)} %`);
