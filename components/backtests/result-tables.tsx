import type { ReactNode } from "react";
import type { BacktestResult } from "@/lib/contracts/http/backtest-result";
import { formatCount } from "@/lib/format/count";
import { formatChange } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatDay } from "@/lib/format/time";
import { SECOND_MS } from "@/lib/market/units";
import { Measure } from "./measure";
import { formatPart } from "./present-backtest";

interface FiguresProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}

/** A small table of figures: the first column names the row. */
function Figures({ caption, columns, rows }: FiguresProps) {
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full text-right text-meta">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((name, index) => (
              <th key={name} scope="col" className={`py-1 font-normal text-fg-3 ${index === 0 ? "text-left" : "pl-3"}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...values] }) => (
            <tr key={key} className="border-line border-t">
              <th scope="row" className="whitespace-nowrap py-1 text-left font-normal text-fg-2">
                {name}
              </th>
              {values.map((value, index) => (
                <td key={columns[index + 1]} className="whitespace-nowrap py-1 pl-3 text-fg">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const day = (seconds: number) => formatDay(seconds * SECOND_MS);

const sharpeOf = (sharpe: number | null) => <Measure text={formatReading(sharpe, 2)} of="sharpe" />;

type Window = NonNullable<BacktestResult["holdout"]>["in_sample"];

function windowCells(name: string, window: Window): readonly ReactNode[] {
  return [
    name,
    `${day(window.from)} – ${day(window.to)}`,
    formatChange(window.total_return),
    sharpeOf(window.sharpe),
    formatPart(window.max_drawdown),
    formatCount(window.trade_count),
  ];
}

const windowColumns = ["Part", "Days", "Return", "Sharpe", "Drawdown", "Trades"] as const;

export function Holdout({ holdout }: { readonly holdout: NonNullable<BacktestResult["holdout"]> }) {
  return (
    <Figures
      caption="First 70 % and last 30 % of the time"
      columns={windowColumns}
      rows={[
        { key: "in", cells: windowCells("First 70 %", holdout.in_sample) },
        { key: "out", cells: windowCells("Last 30 %", holdout.out_of_sample) },
      ]}
    />
  );
}

export function WalkForward({ walk }: { readonly walk: NonNullable<BacktestResult["walk_forward"]> }) {
  return (
    <Figures
      caption="Chosen on one stretch, traded on the next"
      columns={["Traded", "Chosen before", "Return there", "Return then", "Sharpe", "Trades"]}
      rows={[
        ...walk.folds.map(({ in_sample, out_of_sample, chosen }) => ({
          key: String(out_of_sample.from),
          cells: [
            `${day(out_of_sample.from)} – ${day(out_of_sample.to)}`,
            `≥ ${chosen.threshold}, ${chosen.hold_hours} h`,
            formatChange(in_sample.total_return),
            formatChange(out_of_sample.total_return),
            sharpeOf(out_of_sample.sharpe),
            formatCount(out_of_sample.trade_count),
          ],
        })),
        {
          key: "all",
          cells: [
            "Together",
            "",
            "",
            formatChange(walk.stitched.total_return),
            sharpeOf(walk.stitched.sharpe),
            formatCount(walk.stitched.trade_count),
          ],
        },
      ]}
    />
  );
}

export function CostSensitivity({ rows }: { readonly rows: BacktestResult["cost_sensitivity"] }) {
  return (
    <Figures
      caption="The same rules at other costs"
      columns={["Costs", "Return", "Sharpe", "Trades"]}
      rows={rows.map(({ costs_times, total_return, sharpe, trade_count }) => ({
        key: String(costs_times),
        cells: [
          costs_times === 0 ? "none" : `× ${costs_times}`,
          formatChange(total_return),
          sharpeOf(sharpe),
          formatCount(trade_count),
        ],
      }))}
    />
  );
}

export function Regimes({ rows }: { readonly rows: BacktestResult["regimes"] }) {
  return (
    <Figures
      caption="By what the market did"
      columns={["Market", "Hours", "Return", "Trades", "Win rate"]}
      rows={rows.map(({ regime, hours, total_return, trade_count, win_rate }) => ({
        key: regime,
        cells: [
          regime,
          formatCount(hours),
          formatChange(total_return),
          formatCount(trade_count),
          <Measure key="win rate" text={formatPart(win_rate, 0)} of="win_rate" />,
        ],
      }))}
    />
  );
}

export function Benchmarks({ result }: { readonly result: Pick<BacktestResult, "benchmark" | "metrics"> }) {
  const { benchmark, metrics } = result;
  const line = (
    key: string,
    name: string,
    row: { total_return: number; max_drawdown: number; sharpe: number | null },
  ) => ({
    key,
    cells: [name, formatChange(row.total_return), sharpeOf(row.sharpe), formatPart(row.max_drawdown)],
  });
  const { random_entries: random } = benchmark;
  return (
    <div className="flex flex-col gap-2">
      <Figures
        caption="Beside doing something simpler"
        columns={["What", "Return", "Sharpe", "Drawdown"]}
        rows={[
          line("this", "This", metrics),
          line("hold", "Buy and hold", benchmark.buy_and_hold),
          ...(benchmark.equal_weight === null
            ? []
            : [line("equal", "All coins in equal parts", benchmark.equal_weight)]),
        ]}
      />
      {random !== null && (
        <p className="num text-fg-2 text-meta">
          Buying at random hours as often, held as long: {formatChange(random.median_return)} in the middle of{" "}
          {formatCount(random.draws)} draws
          {random.interval === null
            ? ""
            : `, 95% between ${formatChange(random.interval.low)} and ${formatChange(random.interval.high)}`}
          ; this did better than {formatPart(random.share_beaten * 100, 0)} of them.
        </p>
      )}
    </div>
  );
}

const funnelWords: readonly (readonly [keyof BacktestResult["funnel"], string])[] = [
  ["signals", "hours at or above the level with the coin not held"],
  ["entered", "bought"],
  ["not_rearmed", "not below the level since the last exit"],
  ["no_room", "no free place or cash"],
  ["no_fill", "the next hour did not trade"],
  ["barred", "barred as the board bars a BUY"],
];

/** Why it did, and did not, trade. */
export function Funnel({ funnel }: { readonly funnel: BacktestResult["funnel"] }) {
  return (
    <dl className="num grid grid-cols-[auto_1fr] gap-x-3 text-meta">
      {funnelWords.map(([name, words]) => (
        <div key={name} className="contents">
          <dt className="text-right text-fg">{formatCount(funnel[name])}</dt>
          <dd className="text-fg-2">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How the results of single trades lie: losses left of the line, gains right of it. */
export function Distribution({ distribution }: { readonly distribution: BacktestResult["distribution"] }) {
  const { edges, counts } = distribution;
  const largest = Math.max(...counts, 1);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return <p className="text-fg-3 text-table">There was no trade.</p>;
  const sentence = `Results of ${formatCount(total)} trades from ${formatChange(edges[0] ?? null)} to ${formatChange(edges.at(-1) ?? null)}.`;
  return (
    <figure className="flex flex-col gap-1">
      <div role="img" aria-label={sentence} className="flex h-24 items-end gap-px">
        {counts.map((count, index) => {
          const [from, to] = [edges[index] ?? 0, edges[index + 1] ?? 0];
          const label = `${formatChange(from)} to ${formatChange(to)}: ${formatCount(count)}`;
          return (
            <span
              key={from}
              className={`min-w-0 flex-1 ${(from + to) / 2 < 0 ? "border border-down-mark" : "bg-up-mark"}`}
              style={{ height: `${(count / largest) * 100}%` }}
              data-hint={label}
            />
          );
        })}
      </div>
      <div className="num flex justify-between text-fg-3 text-meta" aria-hidden="true">
        <span>{formatChange(edges[0] ?? null)}</span>
        <span>{formatChange(edges.at(-1) ?? null)}</span>
      </div>
    </figure>
  );
}
