import { type MouseEvent, memo } from "react";
import { Glyph } from "@/components/ui/glyph";
import type { CoinRef } from "@/hooks/coin-actions";
import type { RowFlash } from "@/hooks/list-state";
import type { MomentumRow } from "@/lib/contracts/http/momentum";
import { Age, Band, CoinDisc, KnownChange, KnownText, MakeUpBar, Movement, Sparkline } from "./coin-parts";
import { presentCoin, presentSparkline } from "./present-momentum";
import { WatchButton } from "./watch-button";
import { WhaleChip } from "./whale-chip";

export interface CoinItemProps {
  readonly row: MomentumRow;
  readonly index: number;
  readonly maxPoints: Readonly<Record<string, number>>;
  readonly ranked: number | null;
  readonly delta: number | null;
  readonly priceDecimals: number | null;
  readonly whaleConfidenceMin: number;
  readonly flash: RowFlash | null;
  readonly href: string;
  readonly selected: boolean;
  readonly stale: boolean;
  readonly showImage: boolean;
  readonly onOpen: (id: string) => void;
  readonly onPlan: (coin: CoinRef) => void;
}

/** A plain click opens the drawer; with a modifier the link is a link. */
export function openOnPlainClick(event: MouseEvent, open: () => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open();
}

export function Flashing({
  flash,
  cell,
  children,
}: {
  readonly flash: RowFlash | null;
  readonly cell: string;
  readonly children: React.ReactNode;
}) {
  const direction = flash?.cells[cell];
  if (direction !== "up" && direction !== "down") return <span>{children}</span>;
  return (
    <span key={flash?.token} className={`rounded-[2px] ${direction === "up" ? "flash-up" : "flash-down"}`}>
      {children}
    </span>
  );
}

const SPARK_WIDTH = 280;
const SPARK_HEIGHT = 44;

/** One coin as a card: score first, price second, and why. The whole card opens the drawer. */
export const MomentumCard = memo(function MomentumCard(props: CoinItemProps) {
  const { row, index, flash, href, selected, stale, showImage, onOpen, onPlan } = props;
  const view = presentCoin(row, props);
  const value = stale ? "is-stale" : "";
  return (
    <article aria-labelledby={`coin-${view.id}`} className="card" data-selected={selected} data-testid="coin-card">
      <div className="flex h-6 items-center gap-2">
        <span className="num flex shrink-0 items-center gap-1.5 font-medium text-fg-2 text-meta">
          <KnownText value={view.rank} />
          <Movement value={view.movement} />
        </span>
        <CoinDisc initials={view.initials} image={showImage ? row.image : null} />
        <h2 id={`coin-${view.id}`} className="flex min-w-0 items-baseline gap-1.5">
          <a
            href={href}
            data-index={index}
            onClick={(event) => openOnPlainClick(event, () => onOpen(view.id))}
            className="stretched font-semibold text-body text-fg"
          >
            {view.symbol}
          </a>
          <span className="truncate font-normal text-fg-2 text-meta">{view.name}</span>
        </h2>
        <span className="flex-1" />
        <WatchButton coin={row} />
      </div>
      <div className="flex h-8 items-baseline gap-2">
        <span className={`num font-semibold text-score ${value}`}>
          <Flashing flash={flash} cell="score">
            <span aria-hidden="true">{view.score.text}</span>
            <span className="sr-only">{view.score.spoken}</span>
          </Flashing>
        </span>
        {view.delta === null ? null : (
          <span className="num inline-flex items-center gap-0.5 text-fg-2 text-meta">
            <Glyph direction={view.delta.direction} />
            <span aria-hidden="true">{view.delta.digits}</span>
            <span className="sr-only">{view.delta.spoken}</span>
          </span>
        )}
        <span className={`num ml-auto font-medium text-price ${value}`}>
          <Flashing flash={flash} cell="price">
            <KnownText value={view.price} />
          </Flashing>
        </span>
      </div>
      <MakeUpBar parts={view.parts} sentence={view.partsSentence} />
      <div className="flex h-4 items-center justify-between gap-2 text-fg-2 text-meta">
        <span className="num truncate">{view.drivers}</span>
        <span className={`flex shrink-0 items-center gap-1 ${value}`}>
          <span className="text-fg-3">24h</span>
          <KnownChange value={view.change24h} withUnit />
        </span>
      </div>
      <div className="h-11">
        <Sparkline
          path={presentSparkline(row, SPARK_WIDTH, SPARK_HEIGHT)}
          sentence={view.sparkSentence}
          width={SPARK_WIDTH}
          height={SPARK_HEIGHT}
        />
      </div>
      <div className="flex h-6 items-center justify-between gap-3 text-fg-2 text-meta">
        <Band band={view.band} />
        <span className="num flex items-center gap-3">
          <span className="flex items-center gap-1">
            {view.whaleSign === null ? (
              <span className="text-fg-3">Whale</span>
            ) : (
              <WhaleChip sentence={view.whaleSign} />
            )}{" "}
            <KnownText value={view.whale} />
          </span>
          <span className="flex items-center gap-1">
            <span className="text-fg-3">Pre</span> <KnownText value={view.pretrend} />
          </span>
        </span>
      </div>
      <div className="num flex h-4 items-center justify-between gap-2 text-fg-3 text-meta">
        <span className="truncate" data-hint={view.note ?? undefined}>
          {view.note ?? view.footnote}
        </span>
        <span className="flex shrink-0 items-center gap-2">
          <Age at={view.lastUpdatedAt} />
          <button
            type="button"
            className="card-link"
            aria-label={`Plan a buy of ${view.symbol}`}
            aria-keyshortcuts="p"
            onClick={() => onPlan(row)}
          >
            Plan ›
          </button>
        </span>
      </div>
    </article>
  );
});

/** The shape of a card whose coin is not here yet. */
export function CardSkeleton() {
  return (
    <div className="card" aria-hidden="true">
      <div className="skeleton h-4 w-2/5" />
      <div className="skeleton mt-2 h-6 w-1/4" />
      <div className="skeleton mt-2 h-2 w-full" />
      <div className="skeleton mt-2 h-3 w-1/2" />
      <div className="skeleton mt-2 h-10 w-full" />
    </div>
  );
}
