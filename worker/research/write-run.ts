import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { ENGINE_VERSION } from "@/lib/backtest/engine-version";
import { writeReport } from "@/lib/backtest/report";
import { simulate } from "@/lib/backtest/simulate-portfolio";
import type { SweepCell } from "@/lib/backtest/sweep-summary";
import { type ChosenFold, chooseRules } from "@/lib/backtest/walk-forward";
import type { BacktestManifest, BacktestResult } from "@/lib/contracts/http/backtest-result";
import { resultText, wireResult } from "@/lib/contracts/http/backtest-wire";
import { SCORE_VERSION } from "@/lib/momentum/config";
import type { FinishedRun } from "@/lib/store/backtest-runs";
import { measureUnits } from "./measure-units";
import type { TaskProgress } from "./messages";
import type { PreparedRun } from "./prepare-run";
import { countUnits, unitsOf, type WorkUnits } from "./work-units";

/**
 * Runs the plan's own rules and writes the result as canonical bytes: a function of what was prepared, so that the same plan
 * over the same data gives the same bytes from whatever worker, however its units were shared out.
 */
export function writeRun(
  prepared: PreparedRun,
  cells: readonly SweepCell[] | null,
  tell: (progress: TaskProgress) => void,
): FinishedRun {
  const { plan, histories, window } = prepared;
  const { rules, portfolio, seed } = plan;
  const units = unitsOf(plan);
  const found = cells ?? measureUnits(prepared, [...Array(countUnits(units)).keys()], tell);
  tell({ stage: "simulating", fraction: 1, simulatedAt: plan.to, trades: 0 });
  const run = simulate({ histories, rules, portfolio, window });
  tell({ stage: "measuring", fraction: 0, simulatedAt: null, trades: run.trades.length });
  const report = writeReport({
    histories,
    rules,
    portfolio,
    window,
    run,
    seed,
    sweep: units.hasSweep ? found.slice(0, units.rules.length) : null,
    walkForward: plan.walkForward ? chooseFolds(prepared, units, found) : null,
    foldTrials: plan.walkForward ? units.rules.length : 1,
  });
  const written = wireResult(report, manifestOf(prepared));
  const result = { ...written, caveats: [...caveatsOfMissing(prepared.loaded), ...written.caveats] };
  const bytes = Buffer.from(resultText(result));
  return {
    deflated: deflateSync(bytes),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    summary: { verdict: result.verdict.kind, metrics: result.metrics },
  };
}

function chooseFolds(
  { plan }: PreparedRun,
  { folds, rules, hasSweep }: WorkUnits,
  found: readonly SweepCell[],
): ChosenFold[] {
  return folds.map((fold, index) => {
    const from = (index + Number(hasSweep)) * rules.length;
    return { ...fold, chosen: chooseRules(found.slice(from, from + rules.length), plan.rules) };
  });
}

const NAMED = 5;

/** Coins that were asked for and that no venue has: the run is one of the others alone, and says so. */
function caveatsOfMissing({ without }: PreparedRun["loaded"]): BacktestResult["caveats"] {
  if (without.length === 0) return [];
  const named = without.slice(0, NAMED).map(({ symbol, reason }) => `${symbol} (${reason.replace(/\.$/u, "")})`);
  const more = without.length > NAMED ? ` and ${without.length - NAMED} more` : "";
  return [{ kind: "coins_without_data", sentence: `Not in this run, for want of prices: ${named.join(", ")}${more}.` }];
}

/** What the result rests on: with it, whoever has the code can run it again to the same bytes. */
export function manifestOf({ plan, loaded, summary, codeVersion }: Omit<PreparedRun, "histories">): BacktestManifest {
  const iso = (at: number) => new Date(at).toISOString();
  const { source, seed } = plan.basis.market;
  const venues = [...new Set(loaded.sources.map(({ venue }) => venue))].sort().join(", ");
  return {
    // Of the code that ran it: what asked for it may have been older.
    engine_version: ENGINE_VERSION,
    score_version: SCORE_VERSION,
    code_version: codeVersion,
    parameters: plan,
    seed: plan.seed,
    data: {
      source: `${source}${seed === null ? "" : ` (seed ${seed})`}: ${venues}`,
      sha256: summary.dataSha256,
      coins: loaded.sources.map(({ coinId, symbol, venue, from, to, hours, missingHours, closeOnly }) => ({
        coin_id: coinId,
        symbol,
        venue,
        from: iso(from),
        to: iso(to),
        hours,
        missing_hours: missingHours,
        close_only: closeOnly,
      })),
      survivorship_bias: loaded.survivorshipBias,
    },
  };
}
