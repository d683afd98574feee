"use client";

import { Check, ChevronLeft, Link2, X } from "lucide-react";
import { useId, useState } from "react";
import { SeriesChart } from "@/components/charts/series-chart";
import type { CoinDetail } from "@/lib/contracts/http/momentum";
import { formatAge } from "@/lib/format/age";
import { formatPrice } from "@/lib/format/price";
import { formatRank } from "@/lib/format/rank";
import { formatScore } from "@/lib/format/score";
import { formatMoment } from "@/lib/format/time";
import { type DrawerTabName, drawerTabNames } from "../list-query";
import { type Fact, presentHeadline, presentInputs, presentMarketFacts } from "./present-coin";
import { ScoreWaterfall } from "./score-waterfall";
import { SidePanel } from "./side-panel";
import { CoinDetailError, useCoinDetail } from "./use-coin-detail";

const tabLabels: Record<DrawerTabName, string> = { score: "Score", history: "History", market: "Market" };

export interface CoinDrawerProps {
  readonly coinId: string;
  readonly tab: DrawerTabName;
  readonly onTab: (tab: DrawerTabName) => void;
  readonly onClose: () => void;
  /** Board sequence on screen: the drawer reads the coin again when it grows. */
  readonly sequence: number | null;
  /** Market time now, for ages. */
  readonly marketTime: number;
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  const Icon = copied ? Check : Link2;
  return (
    <button
      type="button"
      onClick={copy}
      className="icon-button"
      aria-label={copied ? "Link copied" : "Copy link to this coin"}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-4 text-table">
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="border-line border-b py-1.5 text-fg-2">{fact.name}</dt>
          <dd className="num border-line border-b py-1.5 text-right text-fg">
            {fact.reason ? (
              <span className="text-fg-3" title={fact.reason}>
                {fact.value} <span className="text-meta">{fact.reason}</span>
              </span>
            ) : (
              fact.value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ScoreTab({ detail }: { readonly detail: CoinDetail }) {
  const headline = presentHeadline(detail);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <p className="num flex flex-wrap items-baseline gap-x-3">
          <span className="font-semibold text-fg text-score" data-testid="drawer-score">
            {headline.score}
          </span>
          <span className="text-fg-2 text-table">{headline.ofMax}</span>
          {headline.percentile && <span className="text-fg-2 text-table">{headline.percentile}</span>}
          <span className="ml-auto font-medium text-price text-fg">{headline.price}</span>
        </p>
        <p className="text-fg-2 text-table">
          <strong className="font-semibold text-fg">{headline.band}</strong> · {headline.quality}
        </p>
        <p className="text-fg-3 text-meta">{headline.bandSentence}</p>
        {headline.notes.map((note) => (
          <p key={note} className="text-meta text-stale">
            {note}
          </p>
        ))}
      </div>
      <ScoreWaterfall explain={detail.explain} score={detail.momentum_score} />
      <p className="text-fg-3 text-meta">{headline.baseline}</p>
      <details className="text-table">
        <summary className="w-fit cursor-pointer text-accent pointer-coarse:py-3.5">Show inputs</summary>
        <div className="mt-2">
          <Facts facts={presentInputs(detail)} />
        </div>
      </details>
    </div>
  );
}

function HistoryTab({ detail }: { readonly detail: CoinDetail }) {
  const series = (value: (point: CoinDetail["rank_history"][number]) => number | null) =>
    detail.rank_history.map((point) => ({ at: point.timestamp * 1_000, value: value(point) }));
  const empty = "No history yet: a point is kept every five minutes of market time.";
  return (
    <div className="flex flex-col gap-6">
      <SeriesChart
        title="Score"
        shape="area"
        points={series((p) => p.momentum_score)}
        minimumSpan={5}
        formatValue={formatScore}
        formatTime={formatMoment}
        emptyText={empty}
      />
      <SeriesChart
        title="Rank, best at the top"
        shape="step"
        invert
        points={series((p) => p.rank)}
        minimumSpan={4}
        formatValue={formatRank}
        formatTime={formatMoment}
        emptyText={empty}
      />
      <SeriesChart
        title="Price"
        shape="line"
        points={series((p) => p.price)}
        formatValue={formatPrice}
        formatTime={formatMoment}
        emptyText={empty}
      />
    </div>
  );
}

function MarketTab({ detail, marketTime }: { readonly detail: CoinDetail; readonly marketTime: number }) {
  const closes = detail.sparkline_7d;
  const hoursBack = (index: number) => `${closes.length - 1 - index} h before the last`;
  return (
    <div className="flex flex-col gap-6">
      <SeriesChart
        title="Hourly closes of seven days (the provider gives no times)"
        shape="line"
        height={140}
        points={closes.map((value, at) => ({ at, value }))}
        formatValue={formatPrice}
        formatTime={hoursBack}
        emptyText={`Only ${closes.length} hourly closes are known.`}
      />
      <Facts facts={presentMarketFacts(detail, marketTime)} />
    </div>
  );
}

function DrawerFailure({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const gone = error instanceof CoinDetailError && error.status === 404;
  return (
    <div role="alert" className="flex flex-col items-start gap-3 p-6 text-body text-fg-2">
      <p>{gone ? "This coin is not in the universe on screen." : `This coin could not be read: ${error.message}`}</p>
      {!gone && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

function DrawerSkeleton() {
  return (
    <div className="flex flex-col gap-4 p-6" aria-busy="true">
      <span className="sr-only">Loading the coin</span>
      {[32, 16, 240, 16].map((height) => (
        <div key={height} className="rounded-chip bg-surface-2" style={{ height }} />
      ))}
    </div>
  );
}

function DrawerHeader({
  detail,
  coinId,
  marketTime,
  onClose,
}: {
  readonly detail: CoinDetail | undefined;
  readonly coinId: string;
  readonly marketTime: number;
  readonly onClose: () => void;
}) {
  return (
    <header className="sticky top-0 z-10 flex items-center gap-2 border-line border-b bg-surface-1 px-6 py-3 max-sm:px-3">
      <button type="button" onClick={onClose} className="button-plain target gap-1 pr-2 text-fg-2 sm:hidden">
        <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
        Back
      </button>
      <h2 className="min-w-0 flex-1 truncate text-body">
        <span className="font-semibold text-fg">{detail?.symbol ?? coinId}</span>{" "}
        <span className="text-fg-2">{detail?.name}</span>{" "}
        {detail && <span className="num text-fg-2">{presentHeadline(detail).rank}</span>}
      </h2>
      {detail && (
        <span className={`num text-meta ${detail.stale ? "text-stale" : "text-fg-3"}`}>
          {formatAge(Date.parse(detail.as_of), marketTime)}
          {detail.stale && ", stale"}
        </span>
      )}
      <CopyLink />
      <button type="button" onClick={onClose} className="icon-button max-sm:hidden" aria-label="Close">
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </header>
  );
}

/** One coin explained: why it scores what it scores, how that came about, and what the market says of it. */
export function CoinDrawer({ coinId, tab, onTab, onClose, sequence, marketTime }: CoinDrawerProps) {
  const { data, error, mutate } = useCoinDetail(coinId, sequence);
  const baseId = useId();
  const detail = data?.id === coinId ? data : undefined;
  return (
    <SidePanel label={detail ? `${detail.symbol} ${detail.name}` : "Coin"} onClose={onClose}>
      <DrawerHeader detail={detail} coinId={coinId} marketTime={marketTime} onClose={onClose} />
      <div role="tablist" aria-label="About this coin" className="flex gap-1 border-line border-b px-4">
        {drawerTabNames.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${baseId}-${name}`}
            aria-selected={tab === name}
            aria-controls={`${baseId}-panel`}
            onClick={() => onTab(name)}
            className="min-h-9 border-transparent border-b-2 px-2 text-fg-2 text-table aria-selected:border-accent aria-selected:text-fg pointer-coarse:min-h-11"
          >
            {tabLabels[name]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${baseId}-panel`} aria-labelledby={`${baseId}-${tab}`} className="flex-1">
        {detail ? (
          <div className="p-6">
            {tab === "score" && <ScoreTab detail={detail} />}
            {tab === "history" && <HistoryTab detail={detail} />}
            {tab === "market" && <MarketTab detail={detail} marketTime={marketTime} />}
          </div>
        ) : error instanceof Error ? (
          <DrawerFailure error={error} onRetry={() => void mutate()} />
        ) : (
          <DrawerSkeleton />
        )}
      </div>
    </SidePanel>
  );
}
