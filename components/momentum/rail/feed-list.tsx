"use client";

import { useRef, useState } from "react";
import { Glyph } from "@/components/ui/glyph";
import { useHold } from "@/hooks/use-hold";
import type { RankChangesData } from "@/lib/contracts/http/rank-changes";
import { openOnPlainClick } from "../momentum-card";
import {
  emptySentence,
  type FeedFilter,
  type FeedRowView,
  filterMoves,
  filterNewcomers,
  footSentence,
  type NewcomerView,
  newcomersTitle,
  presentMove,
  presentNewcomer,
} from "./present-feed";
import { useFeedMoves } from "./use-feed-moves";

export interface FeedListProps {
  readonly data: RankChangesData;
  readonly filter: FeedFilter;
  readonly paused: boolean;
  readonly hrefOf: (coinId: string) => string;
  readonly onOpen: (coinId: string) => void;
}

type RowLink = Pick<FeedListProps, "hrefOf" | "onOpen">;

function MoveRow({ view, hrefOf, onOpen }: RowLink & { readonly view: FeedRowView }) {
  return (
    <li>
      <a
        href={hrefOf(view.id)}
        onClick={(event) => openOnPlainClick(event, () => onOpen(view.id))}
        aria-label={view.spoken}
        data-hint={view.exact}
        data-testid="rank-move"
        className="feed-row"
      >
        <span className="num flex items-center gap-1.5 text-table">
          <Glyph direction={view.direction} />
          <span className="min-w-5 shrink-0 text-fg-2">{view.places}</span>
          <span className="truncate font-semibold text-fg">{view.symbol}</span>
          <span className="shrink-0 text-fg-2">{view.ranks}</span>
          <span className="ml-auto shrink-0 text-fg-3 text-meta">{view.time}</span>
        </span>
        <span className="num block truncate pl-3.5 text-fg-2 text-meta">{view.reasons}</span>
      </a>
    </li>
  );
}

function NewcomerRow({ view, hrefOf, onOpen }: RowLink & { readonly view: NewcomerView }) {
  return (
    <li>
      <a
        href={hrefOf(view.id)}
        onClick={(event) => openOnPlainClick(event, () => onOpen(view.id))}
        aria-label={view.spoken}
        data-testid="rank-newcomer"
        className="feed-row"
      >
        <span className="num flex items-center gap-1.5 text-table">
          <Glyph direction="new" />
          <span className="truncate font-semibold text-fg">{view.symbol}</span>
          <span className="shrink-0 text-fg-2">{view.ranks}</span>
          <span className="ml-auto shrink-0 text-fg-2">{view.score}</span>
        </span>
        <span className="block truncate pl-3.5 text-fg-3 text-meta">{view.name}</span>
      </a>
    </li>
  );
}

/** The rows; they keep their places while somebody reads them, and a chip says how many wait. */
export function FeedList({ data, filter, paused, hrefOf, onOpen }: FeedListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const { onPointerEnter, onPointerLeave, ...readingHold } = useHold(setHeld);
  const { moves, waiting, apply } = useFeedMoves(data, held || !atTop, paused);
  const rows = filterMoves(moves, filter).map(presentMove);
  const newcomers = filterNewcomers(data.entered, filter).map(presentNewcomer);
  const empty = emptySentence(data, filter, filter.direction === "new" ? newcomers.length : rows.length);
  const showNewest = (byKeyboard: boolean) => {
    apply();
    scroller.current?.scrollTo({ top: 0 });
    // The chip goes away with its waiting rows; a pointer has no focus to lose.
    if (byKeyboard) scroller.current?.focus({ preventScroll: true });
  };
  return (
    <>
      {/* The chip comes up under the pointer: over it, the rows are still looked at. */}
      <div
        onPointerEnter={onPointerEnter}
        onPointerLeave={onPointerLeave}
        className="relative flex min-h-0 flex-1 flex-col border-line border-t"
      >
        {waiting === 0 ? null : (
          <button
            type="button"
            className="chip num -translate-x-1/2 absolute top-1.5 left-1/2 z-10 shadow-float"
            data-on="true"
            data-testid="feed-waiting"
            onClick={(event) => showNewest(event.detail === 0)}
          >
            {waiting} new
          </button>
        )}
        <div
          ref={scroller}
          {...readingHold}
          tabIndex={-1}
          onScroll={(event) => setAtTop(event.currentTarget.scrollTop <= 0)}
          className="min-h-0 flex-1 overflow-y-auto overscroll-contain"
        >
          {empty === null ? null : (
            <p role="status" className="px-3 py-4 text-fg-2 text-table" data-testid="feed-empty">
              {empty}
            </p>
          )}
          <ul aria-label="Rank changes, most places first">
            {rows.map((view) => (
              <MoveRow key={view.id} view={view} hrefOf={hrefOf} onOpen={onOpen} />
            ))}
          </ul>
          {newcomers.length === 0 ? null : (
            <>
              <h3 className="num px-3 pt-3 pb-1 font-medium text-fg-2 text-meta">{newcomersTitle(data)}</h3>
              <ul aria-label="Newly ranked coins">
                {newcomers.map((view) => (
                  <NewcomerRow key={view.id} view={view} hrefOf={hrefOf} onOpen={onOpen} />
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
      <p className="num min-h-7 border-line border-t px-3 py-1.5 text-fg-3 text-meta">{footSentence(data)}</p>
    </>
  );
}
