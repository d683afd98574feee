"use client";

import { ChevronLeft, Maximize2, X } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useId } from "react";
import { RequestFailure } from "@/hooks/requests";
import { useCoinDetail } from "@/hooks/use-coin-detail";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatAge } from "@/lib/format/age";
import { coinPageAddress } from "../coin-address";
import { type DrawerTabName, drawerTabNames } from "../list-query";
import { WatchButton } from "../watch-button";
import { CopyLink } from "./copy-link";
import { DrawerActions } from "./drawer-actions";
import { HistoryTab } from "./history-tab";
import { MarketTab } from "./market-tab";
import { presentHeadline } from "./present-coin";
import { PretrendTab } from "./pretrend-tab";
import { ScoreTab } from "./score-tab";
import { SidePanel } from "./side-panel";
import { WhaleTab } from "./whale-tab";

const tabLabels: Record<DrawerTabName, string> = {
  score: "Score",
  whale: "Whale",
  pretrend: "Pre-trend",
  history: "History",
  market: "Market",
};

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

function DrawerFailure({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const gone = error instanceof RequestFailure && error.status === 404;
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
      {detail && <WatchButton coin={detail} />}
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
      <CopyLink label="Copy link to this coin" />
      {detail && (
        <Link
          href={coinPageAddress(detail.id)}
          className="icon-button target"
          aria-label="Open page"
          aria-keyshortcuts="o"
          data-hint="Open page (o)"
        >
          <Maximize2 size={16} strokeWidth={1.75} aria-hidden="true" />
        </Link>
      )}
      <button type="button" onClick={onClose} className="icon-button max-sm:hidden" aria-label="Close">
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </header>
  );
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** One tab stop; arrow keys walk the tabs. */
function DrawerTabs({ baseId, tab, onTab }: Pick<CoinDrawerProps, "tab" | "onTab"> & { readonly baseId: string }) {
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = drawerTabNames.at((drawerTabNames.indexOf(tab) + step) % drawerTabNames.length) ?? "score";
    onTab(next);
    document.getElementById(`${baseId}-${next}`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label="About this coin"
      className="flex shrink-0 gap-1 overflow-x-auto border-line border-b px-4 max-sm:px-1"
      onKeyDown={walk}
    >
      {drawerTabNames.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`${baseId}-${name}`}
          aria-selected={tab === name}
          aria-controls={`${baseId}-panel`}
          tabIndex={tab === name ? 0 : -1}
          onClick={() => onTab(name)}
          className="min-h-9 shrink-0 border-transparent border-b-2 px-2 text-fg-2 text-table aria-selected:border-accent aria-selected:text-fg pointer-coarse:min-h-11 pointer-coarse:min-w-11"
        >
          {tabLabels[name]}
        </button>
      ))}
    </div>
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
      <DrawerTabs baseId={baseId} tab={tab} onTab={onTab} />
      <div role="tabpanel" id={`${baseId}-panel`} aria-labelledby={`${baseId}-${tab}`} className="flex-1">
        {detail ? (
          <div className="p-6 max-sm:p-4">
            {tab === "score" && <ScoreTab detail={detail} />}
            {tab === "whale" && <WhaleTab detail={detail} />}
            {tab === "pretrend" && <PretrendTab detail={detail} />}
            {tab === "history" && <HistoryTab detail={detail} />}
            {tab === "market" && <MarketTab detail={detail} marketTime={marketTime} />}
          </div>
        ) : error instanceof Error ? (
          <DrawerFailure error={error} onRetry={() => void mutate()} />
        ) : (
          <DrawerSkeleton />
        )}
      </div>
      {detail && <DrawerActions coin={detail} />}
    </SidePanel>
  );
}
