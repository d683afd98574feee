"use client";

import { type ReactNode, useState } from "react";
import {
  HOLDOUT_DEFINITION,
  RANDOM_ENTRIES_DEFINITION,
  REGIME_DEFINITION,
  SWEEP_LUCK_DEFINITION,
  VERDICT_DEFINITION,
  WALK_FORWARD_DEFINITION,
  whyDash,
} from "@/lib/contracts/backtest-definitions";
import type { BacktestResult } from "@/lib/contracts/http/backtest-result";
import type { BacktestAnswer } from "@/lib/contracts/http/backtests";
import { countOf, formatCount } from "@/lib/format/count";
import { formatShare } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { EquityChart } from "./equity-chart";
import { HeatMap } from "./heat-map";
import { Measure } from "./measure";
import { MetricCards } from "./metric-cards";
import { exitWords } from "./present-backtest";
import { Benchmarks, CostSensitivity, Distribution, Funnel, Holdout, Regimes, WalkForward } from "./result-tables";
import { TradeCandles } from "./trade-candles";
import { TradeTable } from "./trade-table";

/** A finished answer: every part of the result is there. */
export type FinishedBacktest = BacktestAnswer & BacktestResult;

export function isFinished(answer: BacktestAnswer): answer is FinishedBacktest {
  return answer.status === "completed" && answer.metrics !== null && answer.trades !== null && answer.verdict != null;
}

function Panel({
  hint,
  title,
  children,
  wide = false,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
  readonly hint?: string;
}) {
  return (
    <section
      aria-label={title}
      className={`flex min-w-0 flex-col gap-2 rounded-card border border-line bg-surface-1 p-4 ${wide ? "min-[1280px]:col-span-2" : ""}`}
    >
      <h2 className="w-fit font-semibold text-body text-fg" data-hint={hint}>
        {title}
      </h2>
      {children}
    </section>
  );
}

function Verdict({ verdict, caveats }: Pick<BacktestResult, "verdict" | "caveats">) {
  const [head, ...rest] = verdict.sentence.split(". ");
  return (
    <section
      aria-label="Verdict"
      className="flex flex-col gap-2 rounded-card border border-line bg-surface-1 p-4"
      data-testid="verdict"
    >
      {caveats.map(({ kind, sentence }) => (
        <p key={kind} className="strip text-table" data-testid={`caveat-${kind}`}>
          {sentence}
        </p>
      ))}
      <h2 className="w-fit text-fg-2 text-meta" data-hint={VERDICT_DEFINITION}>
        Verdict
      </h2>
      <p className="max-w-[75ch] text-body text-fg">
        <strong className="font-semibold">{head}.</strong> {rest.join(". ")}
      </p>
      <ul className="max-w-[75ch] text-fg-2 text-table">
        {verdict.grounds.map((ground) => (
          <li key={ground}>{ground}</li>
        ))}
      </ul>
      {verdict.conditions.length > 0 && (
        <div className="max-w-[75ch] text-table">
          <h3 className="text-fg-2 text-meta">What would have to be true for this to work</h3>
          <ul className="list-disc pl-5 text-fg">
            {verdict.conditions.map((condition) => (
              <li key={condition}>{condition}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Trades({ result }: { readonly result: FinishedBacktest }) {
  const [chosen, setChosen] = useState(0);
  const trades = result.trades ?? [];
  const exits = Object.entries(result.exits).filter(([, count]) => count > 0);
  return (
    <Panel title={`Trades ${formatCount(trades.length)}`} wide>
      <p className="num text-fg-2 text-meta">
        {exits
          .map(([reason, count]) => `${exitWords[reason as keyof typeof exitWords]} ${formatCount(count)}`)
          .join(" · ")}
      </p>
      {trades.length > 0 && <TradeCandles trades={trades} chosen={chosen} jobId={result.job_id} onChoose={setChosen} />}
      <TradeTable trades={trades} chosen={chosen} onChoose={setChosen} />
    </Panel>
  );
}

function Reproduce({ manifest }: Pick<BacktestResult, "manifest">) {
  const { data } = manifest;
  const missing = data.coins.reduce((sum, coin) => sum + coin.missing_hours, 0);
  return (
    <div className="flex flex-col gap-1 text-fg-2 text-meta">
      <p>
        {data.source}; {countOf(data.coins.length, "coin")}, {countOf(missing, "missing hour")}.
      </p>
      <p className="break-all font-mono">data {data.sha256}</p>
      <p className="font-mono">
        code {manifest.code_version} · engine {manifest.engine_version} · score {manifest.score_version} · seed{" "}
        {manifest.seed}
      </p>
      <p>With the same code, data and seed this result is made again to the last byte; “Verify” does it.</p>
    </div>
  );
}

/** A finished backtest: what to make of it first, then how sure that is, then every detail. */
export function ResultView({ result }: { readonly result: FinishedBacktest }) {
  const { metrics, benchmark, sweep, walk_forward, holdout, request } = result;
  const holdName = result.manifest.data.coins.length > 1 ? "equal parts" : "holding";
  const hold = benchmark.equal_weight ?? benchmark.buy_and_hold;
  if (metrics === null) return null;
  return (
    <div className="flex min-w-0 flex-col gap-3" data-testid="backtest-result">
      <Verdict verdict={result.verdict} caveats={result.caveats} />
      <MetricCards metrics={metrics} hold={hold} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 min-[1280px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Panel title="Equity" wide>
          <EquityChart points={result.equity_curve} holdName={holdName} />
        </Panel>
        <Trades result={result} />
        <Panel title="Beside doing something simpler" hint={RANDOM_ENTRIES_DEFINITION}>
          <Benchmarks result={{ benchmark, metrics }} />
        </Panel>
        {holdout !== null && (
          <Panel title="In and out of sample" hint={HOLDOUT_DEFINITION}>
            <Holdout holdout={holdout} />
          </Panel>
        )}
        {walk_forward !== null && (
          <Panel title="Walk-forward" wide hint={WALK_FORWARD_DEFINITION}>
            <WalkForward walk={walk_forward} />
          </Panel>
        )}
        {sweep !== null && (
          <Panel title="Heat map" wide hint={SWEEP_LUCK_DEFINITION}>
            <HeatMap sweep={sweep} chosen={request} />
          </Panel>
        )}
        <Panel title="Results of single trades">
          <Distribution distribution={result.distribution} />
        </Panel>
        <Panel title="At other costs">
          <CostSensitivity rows={result.cost_sensitivity} />
        </Panel>
        <Panel title="By market" hint={REGIME_DEFINITION}>
          <Regimes rows={result.regimes} />
        </Panel>
        <Panel title="Why it did and did not trade">
          <Funnel funnel={result.funnel} />
        </Panel>
        <Panel title="Chance">
          <Luck metrics={metrics} />
        </Panel>
        <Panel title="Make it again">
          <Reproduce manifest={result.manifest} />
        </Panel>
      </div>
    </div>
  );
}

/** How likely the Sharpe ratio is more than luck. */
function Luck({ metrics }: { readonly metrics: NonNullable<BacktestAnswer["metrics"]> }) {
  const { sharpe, sharpe_se, psr, deflated_sharpe, trials } = metrics;
  if (sharpe === null) return <p className="text-fg-3 text-table">{whyDash("sharpe", metrics)}</p>;
  return (
    <dl className="num grid grid-cols-[1fr_auto] gap-y-1 text-table">
      <dt className="text-fg-2">Sharpe, standard error</dt>
      <dd>
        {formatReading(sharpe, 2)} ± {formatReading(sharpe_se, 2)}
      </dd>
      <dt className="text-fg-2">Chance that the true one is above 0</dt>
      <dd>
        <Measure text={formatShare(psr)} of="psr" />
      </dd>
      <dt className="text-fg-2">The same after {countOf(trials, "trial")}</dt>
      <dd>
        <Measure text={formatShare(deflated_sharpe)} of="deflated_sharpe" />
      </dd>
    </dl>
  );
}
