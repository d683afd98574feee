"use client";

import { useState } from "react";
import { failureText } from "@/hooks/requests";
import { cancelBacktest } from "@/hooks/use-backtests";
import type { BacktestAnswer } from "@/lib/contracts/http/backtests";
import { progressText } from "./present-backtest";

/** A run that waits or works: how far it is, and the way to stop it. Safe to leave. */
export function RunProgress({ answer, mayCancel }: { readonly answer: BacktestAnswer; readonly mayCancel: boolean }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const percent = Math.floor((answer.progress?.fraction ?? 0) * 100);
  const cancel = () => {
    setAsked(true);
    cancelBacktest(answer.job_id).catch((error: unknown) => {
      setAsked(false);
      setProblem(failureText(error));
    });
  };
  return (
    <section
      aria-label="Progress"
      className="flex flex-col gap-3 rounded-card border border-line bg-surface-1 p-4"
      data-testid="backtest-progress"
    >
      <div
        role="progressbar"
        aria-label="Backtest"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={progressText(answer.progress)}
        className="h-2 overflow-hidden rounded-chip bg-surface-3"
      >
        <div className="h-full bg-accent" style={{ width: `${percent}%` }} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="num text-fg-2 text-table">{progressText(answer.progress)}</p>
        {mayCancel && (
          <button type="button" className="button" onClick={cancel} disabled={asked} data-testid="cancel-backtest">
            {asked ? "Cancelling" : "Cancel"}
          </button>
        )}
      </div>
      <p className="text-fg-3 text-meta">You may leave this page; the run goes on.</p>
      {problem !== null && (
        <p role="alert" className="text-danger text-table">
          {problem}
        </p>
      )}
    </section>
  );
}
