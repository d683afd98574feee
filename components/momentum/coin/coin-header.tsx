"use client";

import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useMarketNow } from "@/hooks/use-market";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatAge } from "@/lib/format/age";
import { CoinDisc, KnownChange, KnownText, Movement } from "../coin-parts";
import { CopyLink } from "../drawer/copy-link";
import type { CoinView } from "../present-momentum";
import { WatchButton } from "../watch-button";
import { WhaleChip } from "../whale-chip";
import { CoinButtons } from "./coin-buttons";

/** Back to the list: the reader's own one, when it is where they came from. */
export function BackLink() {
  return (
    <Link href="/momentum" className="target inline-flex min-h-8 items-center gap-1 text-fg-2 text-table hover:text-fg">
      <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
      Momentum
    </Link>
  );
}

function HeaderAge({ detail }: { readonly detail: CoinDetail }) {
  const age = formatAge(Date.parse(detail.as_of), useMarketNow());
  return (
    <span className={`num whitespace-nowrap text-meta ${detail.stale ? "text-stale" : "text-fg-3"}`}>
      Data {age}
      {detail.stale ? ", stale" : ""}
    </span>
  );
}

/** Who it is, where it stands, and what it costs. */
export function CoinHeader({ detail, view }: { readonly detail: CoinDetail; readonly view: CoinView }) {
  const changes = [
    ["1h", view.change1h],
    ["24h", view.change24h],
    ["7d", view.change7d],
  ] as const;
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <BackLink />
      <h1 className="flex min-w-0 items-center gap-2 text-title">
        <CoinDisc initials={view.initials} image={detail.source === "live" ? detail.image : null} />
        <span className="font-semibold text-fg">{view.symbol}</span>
        <span className="truncate text-body text-fg-2">{view.name}</span>
      </h1>
      <span className="num flex items-center gap-1.5 font-medium text-fg-2" data-testid="coin-rank">
        <KnownText value={view.rank} />
        <Movement value={view.movement} />
      </span>
      <span
        className={`num font-semibold text-fg text-price ${detail.stale ? "is-stale" : ""}`}
        data-testid="coin-price"
      >
        <KnownText value={view.price} />
      </span>
      <span className={`flex flex-wrap items-center gap-x-3 text-table ${detail.stale ? "is-stale" : ""}`}>
        {changes.map(([horizon, change]) => (
          <span key={horizon} className="flex items-center gap-1">
            <KnownChange value={change} withUnit />
            <span className="text-fg-3 text-meta">{horizon}</span>
          </span>
        ))}
      </span>
      {view.whaleSign !== null && <WhaleChip sentence={view.whaleSign} />}
      <span className="flex-1" />
      <HeaderAge detail={detail} />
      <WatchButton coin={detail} />
      <CoinButtons coin={detail} />
      <CopyLink label="Copy link to this page" />
    </header>
  );
}
