"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { CoinRef } from "@/hooks/coin-actions";
import { startBacktest } from "@/hooks/use-backtests";
import { useMarketNow } from "@/hooks/use-market";
import type { BacktestBody } from "@/lib/contracts/http/backtest-body";
import { formatDay } from "@/lib/format/time";
import { type BacktestDraft, draftOfRequest, newDraft } from "./backtest-draft";
import { BacktestForm } from "./backtest-form";
import { useIsStacked } from "./use-is-stacked";

export interface BacktestDeskProps {
  readonly title: string;
  readonly coin: CoinRef | null;
  /** The settings that the form starts from; null: the usual ones. */
  readonly request: BacktestBody | null;
  /** The run on this page. */
  readonly jobId?: string | null;
  /** What the address asked for and the form could not start from. */
  readonly remark?: string | undefined;
  readonly children: ReactNode;
}

/** The form on the left, whatever it is about on the right; on a phone the form comes first, folded once it has run. */
export function BacktestDesk({ title, coin, request, jobId = null, remark, children }: BacktestDeskProps) {
  const router = useRouter();
  const now = useMarketNow();
  const isStacked = useIsStacked();
  const [draft, setDraft] = useState<BacktestDraft>(() =>
    request === null ? newDraft(now, coin) : draftOfRequest(request, coin),
  );
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const change = (next: BacktestDraft) => {
    setDraft(next);
    setRefusal(null);
  };
  const run = (body: BacktestBody) => {
    setBusy(true);
    startBacktest(body)
      .then(({ job_id }) => router.push(`/backtests/${encodeURIComponent(job_id)}`))
      .catch(setRefusal)
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-col gap-3 px-3 pt-3 pb-6 md:px-4" data-testid="backtests-page">
      <h1 className="font-semibold text-title">{title}</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 min-[1025px]:grid-cols-[320px_minmax(0,1fr)]">
        <details
          className="backtest-desk-form rounded-card border border-line bg-surface-1 p-4"
          open={request === null || !isStacked}
        >
          <summary className="font-semibold text-body text-fg pointer-coarse:py-2">
            {request === null ? "New backtest" : "Change and run again"}
          </summary>
          {remark !== undefined && (
            <p role="status" className="mt-2 text-stale text-table" data-testid="backtest-remark">
              {remark}
            </p>
          )}
          <div className="mt-3">
            <BacktestForm
              draft={draft}
              onChange={change}
              lastDay={formatDay(now)}
              jobId={jobId}
              busy={busy}
              refusal={refusal}
              onRun={run}
            />
          </div>
        </details>
        <div className="flex min-w-0 flex-col gap-3">{children}</div>
      </div>
    </div>
  );
}
