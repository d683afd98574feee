"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Choice } from "@/components/ui/choice";
import { CoinPicker } from "@/components/ui/coin-picker";
import { failureText, RequestFailure } from "@/hooks/requests";
import { useAccess, useMayBacktest } from "@/hooks/use-access";
import { previewBacktest } from "@/hooks/use-backtests";
import { useSettledAnswer } from "@/hooks/use-settled-answer";
import type { BacktestBody } from "@/lib/contracts/http/backtest-body";
import type { BacktestPreview } from "@/lib/contracts/http/backtests";
import { formatMoment } from "@/lib/format/time";
import { type BacktestDraft, type DraftField, presets, problemsOf, readDraft } from "./backtest-draft";
import { Check, Field, type FieldProps } from "./form-fields";
import { costWarning, estimateText, sizeText } from "./present-backtest";

const ask = (text: string): Promise<BacktestPreview> => previewBacktest(JSON.parse(text) as BacktestBody);

/** The server's complaints about a body, by field; a failure of another kind is one sentence. */
function complaintsOf(failure: unknown) {
  // Who may not run one is told so at the button.
  const isStranger = failure instanceof RequestFailure && failure.needsSignIn;
  if (failure === null || isStranger) return { fields: {}, others: [] };
  if (failure instanceof RequestFailure && failure.problem?.errors !== undefined) {
    return problemsOf(failure.problem.errors);
  }
  return { fields: {}, others: [failureText(failure)] };
}

export interface BacktestFormProps {
  readonly draft: BacktestDraft;
  readonly onChange: (draft: BacktestDraft) => void;
  /** The newest day that there can be data of. */
  readonly lastDay: string;
  /** The run on this page, whose own settings are not a reason to lead elsewhere. */
  readonly jobId: string | null;
  readonly busy: boolean;
  /** Why the last attempt to run was refused. */
  readonly refusal: unknown;
  readonly onRun: (body: BacktestBody) => void;
}

export function BacktestForm({ draft, onChange, lastDay, jobId, busy, refusal, onRun }: BacktestFormProps) {
  const reading = readDraft(draft);
  const mayRun = useMayBacktest();
  const question = mayRun === true && reading.body !== null ? JSON.stringify(reading.body) : null;
  const { answer: preview, failure, of } = useSettledAnswer(question, ask);
  const [tried, setTried] = useState(false);
  const asked = complaintsOf(refusal ?? (of === question ? failure : null));
  const own = reading.problems ?? {};
  const problem = (field: DraftField): string | undefined =>
    ((field === "coin" || field === "symbols") && !tried ? undefined : own[field]) ?? asked.fields[field];
  const set = (changes: Partial<BacktestDraft>) => onChange({ ...draft, ...changes });
  const field = (name: DraftField & keyof BacktestDraft, label: string, unit?: string) => ({
    label,
    ...(unit === undefined ? {} : { unit }),
    value: String(draft[name] ?? ""),
    onChange: (value: string) => set({ [name]: value }),
    problem: problem(name),
    testId: `backtest-${name}`,
  });
  const run = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reading.body !== null && !busy) onRun(reading.body);
  };
  const warning = costWarning(draft);
  return (
    <form className="flex flex-col gap-3" onSubmit={run} noValidate data-testid="backtest-form">
      <div className="flex flex-wrap gap-1">
        <span className="mr-1 self-center text-fg-2 text-meta">Hold for</span>
        {presets.map(({ name, hint, changes }) => (
          <button key={name} type="button" className="chip" data-hint={hint} onClick={() => set(changes)}>
            {name}
          </button>
        ))}
      </div>
      <Subject
        draft={draft}
        onChange={set}
        problem={problem("coin")}
        symbols={{ ...field("symbols", "Coins", "symbols or ids"), isWords: true, placeholder: "SOL, ETH, BTC" }}
        topN={field("topN", "Positions at a time")}
      />
      <div className="grid grid-cols-2 gap-2">
        <Field {...field("from", "From")} type="date" max={lastDay} />
        <Field {...field("to", "To")} type="date" max={lastDay} />
        <Field {...field("threshold", "Buy when score ≥")} />
        <Field {...field("holdHours", "Hold at most", "hours")} />
        <Field {...field("stopLoss", "Stop", "% below")} placeholder="off" />
        <Field {...field("takeProfit", "Target", "% above")} placeholder="off" />
        <Field {...field("fee", "Fee", "bps a side")} />
        {draft.impact ? (
          <Field {...field("orderUsd", "Order", "US dollars")} />
        ) : (
          <Field {...field("slippage", "Slippage", "bps a side")} />
        )}
      </div>
      {warning !== null && (
        <p className="text-meta text-stale" role="status" data-testid="costs-off">
          {warning}
        </p>
      )}
      <details className="text-table">
        <summary className="w-fit text-fg-2 pointer-coarse:py-3">More</summary>
        <div className="mt-1 flex flex-col">
          <Check
            label="Walk forward"
            hint="choose on one stretch, trade the next, and so on"
            checked={draft.walkForward}
            onChange={(walkForward) => set({ walkForward })}
            testId="backtest-walk-forward"
          />
          <Check
            label="Heat map"
            hint="25 variants around these values; each makes luck likelier"
            checked={draft.sweep}
            onChange={(sweep) => set({ sweep })}
            testId="backtest-sweep"
          />
          <Check
            label="Slippage by size"
            hint="grows with the root of the order's share of a day's volume"
            checked={draft.impact}
            onChange={(impact) => set({ impact })}
          />
          <Check
            label="Buy again at once"
            hint="without waiting for the score to fall below the level"
            checked={draft.reentry}
            onChange={(reentry) => set({ reentry })}
          />
        </div>
      </details>
      {mayRun === false ? <SignInLine /> : <PreviewLines preview={preview} except={warning} jobId={jobId} />}
      {asked.others.map((message) => (
        <p key={message} role="alert" className="text-danger text-table" data-testid="backtest-refusal">
          <span aria-hidden="true">✕ </span>
          {message}
        </p>
      ))}
      <div className="flex items-center justify-between gap-3">
        <span className="num text-fg-3 text-meta">{estimateText(preview)}</span>
        <button
          type="submit"
          className="button button-primary"
          disabled={busy || mayRun === false}
          data-testid="run-backtest"
        >
          {busy ? "Queueing" : "Run"}
        </button>
      </div>
    </form>
  );
}

interface SubjectProps {
  readonly draft: BacktestDraft;
  readonly onChange: (changes: Partial<BacktestDraft>) => void;
  readonly problem: string | undefined;
  readonly symbols: FieldProps;
  readonly topN: FieldProps;
}

function Subject({ draft, onChange, problem, symbols, topN }: SubjectProps) {
  return (
    <div className="flex flex-col gap-2">
      <Choice
        legend="Which coins"
        value={draft.scope}
        onChange={(scope) => onChange({ scope })}
        options={[
          { value: "coin", label: "One coin" },
          { value: "coins", label: "Several" },
          { value: "universe", label: "Best of all" },
        ]}
      />
      {draft.scope === "coin" && (
        <div className="flex flex-col gap-1">
          <CoinPicker coin={draft.coin} problem={problem} onChange={(coin) => onChange({ coin })} />
          {problem !== undefined && <p className="text-danger text-meta">{problem}</p>}
        </div>
      )}
      {draft.scope === "coins" && <Field {...symbols} />}
      {draft.scope !== "coin" && (
        <div className="w-36">
          <Field {...topN} />
        </div>
      )}
    </div>
  );
}

/** For a stranger: what may be done here, and the way to the rest. */
function SignInLine() {
  const isNew = useAccess()?.needs_setup === true;
  return (
    <p className="text-fg-2 text-table" role="status" data-testid="backtest-sign-in">
      {isNew ? "This instance has no owner yet, and running a backtest is the owner's. " : ""}
      {isNew ? null : "What was tested can be read by everybody; running a backtest is the owner's. "}
      <a
        href={isNew ? "/setup" : "/sign-in"}
        target="_blank"
        rel="noreferrer"
        className="text-accent underline underline-offset-2"
      >
        {isNew ? "Set the password" : "Sign in"} (new tab; what you typed stays)
      </a>
    </p>
  );
}

/** What the run would rest on. Its room is kept while the answer is on its way. */
function PreviewLines({
  preview,
  except,
  jobId,
}: {
  readonly preview: BacktestPreview | null;
  /** What the form itself says already. */
  readonly except: string | null;
  readonly jobId: string | null;
}) {
  return (
    <div className="flex min-h-16 flex-col gap-1 text-fg-3 text-meta" aria-live="polite" data-testid="backtest-preview">
      {preview !== null && (
        <>
          <p className="num text-fg-2">{sizeText(preview)}</p>
          <p>{preview.data.sentence}</p>
          {preview.notes
            .filter((note) => note !== except)
            .map((note) => (
              <p key={note}>{note}</p>
            ))}
          {preview.identical !== null && preview.identical.job_id === jobId && (
            <p className="text-fg-2">These are the settings of the run on this page.</p>
          )}
          {preview.identical !== null && preview.identical.job_id !== jobId && (
            <p className="text-fg-2">
              An identical run is there ({formatMoment(Date.parse(preview.identical.created_at))}).{" "}
              <Link
                href={`/backtests/${encodeURIComponent(preview.identical.job_id)}`}
                className="text-accent underline underline-offset-2"
              >
                Open it
              </Link>
            </p>
          )}
        </>
      )}
    </div>
  );
}
