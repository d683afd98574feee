"use client";

import { Check, Columns2, Download, Link2, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { failureText, RequestFailure } from "@/hooks/requests";
import { useMayBacktest } from "@/hooks/use-access";
import { exportAddress, isUnderWay, readVerification, useBacktest, verifyBacktest } from "@/hooks/use-backtests";
import { useCoinRef } from "@/hooks/use-coin-ref";
import type { BacktestAnswer, BacktestVerify } from "@/lib/contracts/http/backtests";
import { BacktestDesk } from "./backtest-desk";
import { DeskSkeleton } from "./desk-skeleton";
import { statusWords } from "./present-backtest";
import { ReadProblem } from "./read-problem";
import { isFinished, ResultView } from "./result-view";
import { RunProgress } from "./run-progress";

const VERIFY_EVERY_MS = 1_500;

const verifyWords: Readonly<Record<BacktestVerify["state"], string>> = {
  running: "Running it again.",
  identical: "Run again: identical to the last byte.",
  differs: "Run again: it differs.",
  failed: "It could not be run again.",
};

function useVerify(id: string) {
  const [found, setFound] = useState<BacktestVerify | { readonly problem: string } | null>(null);
  const follow = (asked: Promise<BacktestVerify>): void => {
    asked.then(
      (answer) => {
        setFound(answer);
        // Read, not asked for again: each request to run is written down, and counts against what one may ask for.
        if (answer.state === "running") setTimeout(() => follow(readVerification(id)), VERIFY_EVERY_MS);
      },
      (error: unknown) => setFound({ problem: failureText(error) }),
    );
  };
  return { found, ask: () => follow(verifyBacktest(id)) };
}

function Tools({ id, mayWrite }: { readonly id: string; readonly mayWrite: boolean }) {
  const { found, ask } = useVerify(id);
  const [copied, setCopied] = useState<boolean | null>(null);
  const share = () => {
    // Over plain HTTP, other than on this machine, browsers give no clipboard.
    const done = navigator.clipboard?.writeText(window.location.href) ?? Promise.reject(new Error("no clipboard"));
    done.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const isVerifying = found !== null && "state" in found && found.state === "running";
  const icon = { size: 14, strokeWidth: 1.75, "aria-hidden": true } as const;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-2">
        {mayWrite && (
          <button
            type="button"
            className="button"
            onClick={ask}
            disabled={isVerifying}
            data-hint="Run it again with the same data and compare every byte"
            data-testid="verify-backtest"
          >
            <RotateCcw {...icon} /> Verify
          </button>
        )}
        <button type="button" className="button" onClick={share} data-testid="share-backtest">
          {copied ? <Check {...icon} /> : <Link2 {...icon} />} {copied ? "Copied" : "Copy link"}
        </button>
        <Link className="button" href={`/backtests?compare=${encodeURIComponent(id)}`} data-testid="compare-backtest">
          <Columns2 {...icon} /> Compare
        </Link>
        <a className="button" href={exportAddress(id, "csv")} download>
          <Download {...icon} /> CSV
        </a>
        <a className="button" href={exportAddress(id, "json")} download>
          <Download {...icon} /> JSON
        </a>
      </div>
      {copied === false && (
        <p role="status" className="text-fg-2 text-table">
          The browser gives no clipboard here; the address bar has the link.
        </p>
      )}
      {found !== null && (
        <p role="status" className="text-fg-2 text-table" data-testid="verify-outcome">
          {"problem" in found ? found.problem : [verifyWords[found.state], ...found.differences].join(" ")}
        </p>
      )}
    </div>
  );
}

function Ended({ answer }: { readonly answer: BacktestAnswer }) {
  return (
    <section
      role="status"
      className="flex flex-col gap-2 rounded-card border border-line bg-surface-1 p-4"
      data-testid="backtest-ended"
    >
      <p className="text-body text-fg">
        <strong className="font-semibold">{answer.status === "failed" ? "It failed." : "It was cancelled."}</strong>{" "}
        {answer.error ?? ""}
      </p>
      <p className="text-fg-2 text-table">No result was kept. Change the settings or run them again.</p>
    </section>
  );
}

function Unreadable({ error }: { readonly error: Error }) {
  const isUnknown = error instanceof RequestFailure && error.status === 404;
  return (
    <div className="flex flex-col items-start gap-3 px-3 pt-3 md:px-4" data-testid="backtest-unknown">
      <h1 className="font-semibold text-title">{isUnknown ? "No such backtest" : "Backtest"}</h1>
      {isUnknown ? (
        <p role="alert" className="text-body text-fg-2">
          {error.message}
        </p>
      ) : (
        <ReadProblem what="The backtest" error={error} />
      )}
      <Link href="/backtests" className="button">
        All backtests
      </Link>
    </div>
  );
}

/** One backtest at its own address: how far it is, what became of it, and its settings to go on from. */
export function BacktestScreen({ id }: { readonly id: string }) {
  const { data: answer, error } = useBacktest(id);
  const mayWrite = useMayBacktest() === true;
  const asked = answer?.request.symbol ?? null;
  const found = useCoinRef(asked);
  // A coin that has left the list keeps its name here, and the server says what is wrong with it.
  const coin = found === null && asked !== null ? { id: asked, symbol: asked, name: asked } : found;
  if (answer === undefined || coin === undefined) {
    if (error instanceof Error) return <Unreadable error={error} />;
    return <DeskSkeleton title="Backtest" />;
  }
  return (
    <BacktestDesk key={answer.job_id} title={answer.title} coin={coin} request={answer.request} jobId={answer.job_id}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="text-fg-2 text-table" data-testid="backtest-status">
          <Link href="/backtests" className="text-accent underline-offset-2 hover:underline">
            All backtests
          </Link>{" "}
          · {statusWords[answer.status]}
        </p>
        {isFinished(answer) && <Tools id={answer.job_id} mayWrite={mayWrite} />}
      </div>
      {isUnderWay(answer) && <RunProgress answer={answer} mayCancel={mayWrite} />}
      {(answer.status === "failed" || answer.status === "cancelled") && <Ended answer={answer} />}
      {isFinished(answer) && <ResultView result={answer} />}
    </BacktestDesk>
  );
}
