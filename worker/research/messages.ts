import type { SweepCell } from "@/lib/backtest/sweep-summary";
import type { BacktestPlan } from "@/lib/contracts/backtest-plan";
import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import type { FinishedRun } from "@/lib/store/backtest-runs";
import type { LoadedHistories } from "./load-histories";

/** What the thread is asked to do. `cells` and `result` are about what was prepared last. */
export type ResearchTask =
  | {
      readonly kind: "prepare";
      readonly plan: BacktestPlan;
      readonly loaded: LoadedHistories;
      readonly codeVersion: string;
    }
  | { readonly kind: "cells"; readonly units: readonly number[] }
  /** Null: of a run that was not split, whose units are measured too. */
  | { readonly kind: "result"; readonly cells: readonly SweepCell[] | null };

/** What was prepared: enough to decide whether it can be run. */
export interface Prepared {
  readonly dataSha256: string;
  /** Hours of the range, of all coins together, in which there is a score. */
  readonly scoredHours: number;
}

export interface ResearchAnswers {
  readonly prepare: Prepared;
  readonly cells: readonly SweepCell[];
  readonly result: FinishedRun;
}

/** How far the thread has come with its task. */
export interface TaskProgress extends Pick<BacktestProgress, "stage" | "trades"> {
  /** 0–1 of the stage. */
  readonly fraction: number;
  /** Market time. */
  readonly simulatedAt: number | null;
}

export type FromThread =
  | { readonly kind: "progress"; readonly progress: TaskProgress }
  | { readonly kind: "done"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly error: Error };
