"use client";

import { type ReactNode, useRef } from "react";
import { useHold } from "@/hooks/use-hold";
import { useListMetrics } from "@/hooks/use-list-metrics";
import { type CoinListProps, indexes, uniqueKeys, useDrawnRange } from "./list-window";
import { CardSkeleton, MomentumCard } from "./momentum-card";
import { groupLabelOf, listSentence } from "./present-filters";

/** The list as cards. */
export function CardList(props: CoinListProps) {
  const ref = useRef<HTMLUListElement>(null);
  const { rowHeight, perRow } = useListMetrics(ref, { rowHeight: 232, perRow: 3 }, props.density);
  const { offset, count, segments } = useDrawnRange(props, ref, rowHeight, perRow);
  const hold = useHold(props.onHold);
  const draw = (from: number, to: number): ReactNode => {
    const items = indexes(offset + from, offset + to).map(props.itemProps);
    const keys = uniqueKeys(items, from);
    return items.map((item, step) => (
      <li
        key={keys[step]}
        data-item
        data-place={offset + from + step}
        aria-setsize={count}
        aria-posinset={offset + from + step + 1}
      >
        {item === null ? <CardSkeleton /> : <MomentumCard {...item} />}
      </li>
    ));
  };
  return (
    <ul
      ref={ref}
      className="card-grid"
      aria-label={listSentence(props.query, groupLabelOf(props.query, props.list.rowAt(0)))}
      {...hold}
    >
      {segments.map((segment) =>
        segment.kind === "space" ? (
          <li
            key={`space-${segment.from}`}
            aria-hidden="true"
            className="no-print col-span-full"
            style={{ height: segment.count * rowHeight - 12 }}
          />
        ) : (
          draw(segment.from * perRow, Math.min(segment.to * perRow, count))
        ),
      )}
    </ul>
  );
}
