"use client";

import { Ban, CircleAlert } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import type { CoinRef } from "@/hooks/coin-actions";
import { failureText, RequestFailure } from "@/hooks/requests";
import { createAlert } from "@/hooks/use-alerts";
import { readUsableChannelIds } from "@/hooks/use-channels";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { useCoinDetail } from "@/hooks/use-coin-detail";
import { useFeed, useMarket, useMarketNow, useSilence } from "@/hooks/use-market";
import type { RuleBody } from "@/lib/contracts/http/alerts";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatAge } from "@/lib/format/age";
import { formatPrice } from "@/lib/format/price";
import { toNumber } from "@/lib/market/fixed-point";
import { type BuyPlan, type PlanField, type PlanFields, usualFields } from "./buy-plan";
import { PlanField as Field } from "./plan-field";
import { type Check, type CheckOptions, checkPlan, planAsText, presentCase, presentPlan } from "./present-buy-plan";

const sourceWords = {
  live: "CoinGecko",
  replay: "replayed market",
  simulated: "simulated, prices are generated",
} as const;

function PriceLine({ detail, now }: { readonly detail: CoinDetail; readonly now: number }) {
  return (
    <p className="num flex flex-wrap items-baseline gap-x-2 text-table">
      <span className="text-fg-2">Price</span>
      <span className={`font-semibold text-fg ${detail.stale ? "is-stale" : ""}`} data-testid="plan-price">
        {formatPrice(detail.current_price)}
      </span>
      <span className={detail.stale ? "text-stale" : "text-fg-3"}>{formatAge(Date.parse(detail.as_of), now)}</span>
      <span className="text-fg-3">{sourceWords[detail.source]}</span>
    </p>
  );
}

function CaseLines({ detail }: { readonly detail: CoinDetail }) {
  const { whales } = useMarket();
  return (
    <dl className="grid grid-cols-[76px_minmax(0,1fr)] gap-x-3 gap-y-1 text-table" data-testid="plan-case">
      {presentCase(detail, whales).map(({ name, text }) => (
        <div key={name} className="contents">
          <dt className="text-fg-2">{name}</dt>
          <dd className="num text-fg">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className="flex min-h-9 flex-col gap-1 text-table" aria-label="Checks" data-testid="plan-checks">
      {checks.length === 0 && (
        <li className="text-fg-3">Price age, size, band and coverage were checked: nothing stands against them.</li>
      )}
      {checks.map(({ id, weight, sentence }) => (
        <li key={`${id} ${sentence}`} className={`flex gap-2 ${weight === "stop" ? "text-danger" : "text-stale"}`}>
          {weight === "stop" ? (
            <Ban size={14} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-label="Stops the plan:" />
          ) : (
            <CircleAlert size={14} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-label="Known first:" />
          )}
          <span className="num">{sentence}</span>
        </li>
      ))}
    </ul>
  );
}

function alertBody(
  coinId: string,
  type: "price_below" | "price_above",
  threshold: number,
  channelIds: string[],
): RuleBody {
  return {
    name: "",
    scope: { kind: "coin", coinId },
    when: { type, threshold },
    repeat: "once",
    hysteresis: null,
    expires_at: null,
    mutes: [],
    channel_ids: channelIds,
  };
}

/** One alert at the stop and one at the target; says which of them stands when the second fails. */
async function watchPlan(coin: CoinRef, plan: BuyPlan): Promise<string> {
  const [stop, target] = [toNumber(plan.stopPrice), toNumber(plan.targetPrice)];
  const channels = await readUsableChannelIds();
  await createAlert(alertBody(coin.id, "price_below", stop, channels));
  try {
    await createAlert(alertBody(coin.id, "price_above", target, channels));
  } catch (error) {
    if (error instanceof RequestFailure)
      throw new RequestFailure(
        `The alert at the stop stands; the one at the target does not: ${error.message}`,
        error.status,
        error.problem,
      );
    throw error;
  }
  return `${coin.symbol}: one alert at or below ${formatPrice(stop)}, one at or above ${formatPrice(target)}.`;
}

interface FootProps {
  readonly coin: CoinRef;
  readonly blocked: string | null;
  readonly problem: { readonly text: string; readonly signIn: boolean } | null;
  readonly busy: boolean;
  readonly onWatch: () => void;
  readonly onCopy: () => void;
  readonly copied: boolean;
}

function Foot({ blocked, problem, busy, onWatch, onCopy, copied }: FootProps) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <button
          type="button"
          className="button button-primary"
          disabled={blocked !== null || busy}
          onClick={onWatch}
          aria-keyshortcuts="Control+Enter"
        >
          Alert instead
        </button>
        <button type="button" className="button" onClick={onCopy}>
          {copied ? "Copied" : "Copy as text"}
        </button>
        <span className="text-fg-3 text-meta max-sm:hidden">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> sets alerts at stop and target
        </span>
      </div>
      <p className="min-h-4 text-meta" aria-live="polite">
        {problem === null ? (
          <span className="text-fg-3">{blocked ?? "Nothing is sent to a venue from here."}</span>
        ) : (
          <span className="text-danger">
            {problem.text}{" "}
            {problem.signIn && (
              <a href="/sign-in" target="_blank" className="underline underline-offset-2" rel="noreferrer">
                Sign in (new tab; this plan stays)
              </a>
            )}
          </span>
        )}
      </p>
    </div>
  );
}

function usePlanActions(
  coin: CoinRef,
  detail: CoinDetail,
  fields: PlanFields,
  options: CheckOptions,
  onClose: () => void,
) {
  const actions = useCoinActions();
  const { whales } = useMarket();
  const [busy, setBusy] = useState(false);
  const [copied, setCopied] = useState(false);
  const [problem, setProblem] = useState<FootProps["problem"]>(null);
  const view = presentPlan(detail, fields);
  const checks = checkPlan(detail, view.plan, options);
  const blocked =
    view.plan === null
      ? (Object.values(view.problems)[0] ?? "There is no price to plan at.")
      : (checks.find(({ weight }) => weight === "stop")?.sentence ?? null);

  const watch = async () => {
    if (view.plan === null || blocked !== null || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      actions.say(await watchPlan(coin, view.plan), { link: { href: "/alerts", label: "Alerts" } });
      onClose();
    } catch (error) {
      setProblem({ text: failureText(error), signIn: error instanceof RequestFailure && error.needsSignIn });
      setBusy(false);
    }
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(planAsText(detail, fields, whales, options));
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      setProblem({ text: "The browser did not let the plan be copied.", signIn: false });
    }
  };
  return { view, checks, blocked, busy, copied, problem, watch, copy };
}

function PlanForm({
  coin,
  detail,
  onClose,
}: {
  readonly coin: CoinRef;
  readonly detail: CoinDetail;
  readonly onClose: () => void;
}) {
  const now = useMarketNow();
  const silenceMs = useSilence();
  const { cadences } = useMarket();
  const [fields, setFields] = useState<PlanFields>(usualFields);
  const options = {
    now,
    silenceMs,
    everySeconds: cadences[0]?.everySeconds ?? null,
  };
  const { view, checks, blocked, busy, copied, problem, watch, copy } = usePlanActions(
    coin,
    detail,
    fields,
    options,
    onClose,
  );
  const titleId = useId();
  const set = (name: PlanField) => (text: string) => setFields({ ...fields, [name]: text });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void watch();
  };
  return (
    <Dialog
      title={`Plan a buy · ${coin.symbol}`}
      width={480}
      onClose={onClose}
      onKeyDown={onKeyDown}
      testId="buy-modal"
      foot={
        <Foot {...{ coin, blocked, busy, copied, problem }} onWatch={() => void watch()} onCopy={() => void copy()} />
      }
    >
      <div className="flex flex-col gap-3">
        <PriceLine detail={detail} now={now} />
        <CaseLines detail={detail} />
        <div className="grid grid-cols-[76px_minmax(0,1fr)] items-center gap-x-3 gap-y-2 border-line border-t pt-3 text-table">
          <Field
            label="Budget"
            unit="USD"
            value={fields.budget}
            step={100}
            problem={view.problems.budget}
            onChange={set("budget")}
            autoFocus
          />
          <Field
            label="Stop"
            unit="%"
            value={fields.stopPercent}
            step={0.5}
            problem={view.problems.stopPercent}
            onChange={set("stopPercent")}
            result={`at ${view.stopPrice}`}
          />
          <Field
            label="Target"
            unit="%"
            value={fields.targetPercent}
            step={1}
            problem={view.problems.targetPercent}
            onChange={set("targetPercent")}
            result={`at ${view.targetPrice}`}
          />
        </div>
        <dl
          className="grid grid-cols-[auto_1fr] gap-y-1 border-line border-t pt-3 text-table"
          aria-labelledby={titleId}
          data-testid="plan-results"
        >
          {view.results.map(({ name, value }) => (
            <div key={name} className="contents">
              <dt className="text-fg-2">{name}</dt>
              <dd className="num pl-4 text-right text-fg">{value}</dd>
            </div>
          ))}
        </dl>
        <h3 id={titleId} className="sr-only">
          What it comes to
        </h3>
        <CheckList checks={checks} />
      </div>
    </Dialog>
  );
}

/** A plan for one coin: its case, what a size comes to with costs, and alerts at stop and target. It sends nothing to a venue. */
export function BuyModal({ coin, onClose }: { readonly coin: CoinRef; readonly onClose: () => void }) {
  const { sequence } = useFeed();
  const { data, error, mutate } = useCoinDetail(coin.id, sequence);
  if (data?.id === coin.id) return <PlanForm coin={coin} detail={data} onClose={onClose} />;
  return (
    <Dialog title={`Plan a buy · ${coin.symbol}`} width={480} onClose={onClose} testId="buy-modal">
      {error instanceof Error ? (
        <div role="alert" className="flex min-h-80 flex-col items-start gap-3 text-fg-2">
          <p>This coin could not be read: {error.message}</p>
          <button type="button" className="button" onClick={() => void mutate()}>
            Try again
          </button>
        </div>
      ) : (
        <div aria-busy="true" className="min-h-80">
          <p className="text-fg-3">Reading the coin.</p>
        </div>
      )}
    </Dialog>
  );
}
