"use client";

import { type ReactNode, useEffect, useRef } from "react";
import type { ListState } from "@/hooks/list-state";
import { useHold } from "@/hooks/use-hold";
import { useListMetrics } from "@/hooks/use-list-metrics";
import { useWindowRange } from "@/hooks/use-window-range";
import { windowSegments } from "@/hooks/window-segments";
import type { MomentumSort } from "@/lib/contracts/http/momentum";
import { formatCount } from "@/lib/format/count";
import { formatClock } from "@/lib/format/time";
import { type Column, type ColumnId, defaultColumns, visibleColumns } from "./columns";
import { type ListQuery, ROWS_PER_PAGE } from "./list-query";
import { CardSkeleton, type CoinItemProps, MomentumCard } from "./momentum-card";
import { cellClass, MomentumTableRow } from "./momentum-row";
import { groupLabelOf, listSentence } from "./present-filters";

/** Cards of the first screen, drawn by the server. */
const SERVER_COINS = 24;
const OVERSCAN_ROWS = 8;
const SKELETON_COINS = 12;

export interface CoinListProps {
  readonly list: ListState;
  readonly query: ListQuery;
  readonly density: string;
  readonly focused: number | null;
  readonly itemProps: (index: number) => CoinItemProps | null;
  readonly onLook: (from: number, to: number) => void;
  readonly onHold: (held: boolean) => void;
  readonly onSort: (sort: MomentumSort) => void;
}

interface ListWindow {
  readonly offset: number;
  readonly count: number;
  /** In pages nothing is left out; in scrolling only what is near the window is drawn. */
  readonly whole: boolean;
}

function windowOf(list: ListState, query: ListQuery): ListWindow {
  const total = list.total ?? SKELETON_COINS;
  if (query.paging === "scroll") return { offset: 0, count: total, whole: false };
  const offset = (query.page - 1) * ROWS_PER_PAGE;
  return { offset, count: Math.max(0, Math.min(ROWS_PER_PAGE, total - offset)), whole: true };
}

function useDrawnRange(
  props: CoinListProps,
  ref: React.RefObject<HTMLElement | null>,
  rowHeight: number,
  perRow: number,
) {
  const { offset, count, whole } = windowOf(props.list, props.query);
  const rows = Math.ceil(count / perRow);
  const [near, far] = useWindowRange(ref, {
    count: rows,
    rowHeight,
    overscan: OVERSCAN_ROWS,
    serverCount: Math.ceil(SERVER_COINS / perRow),
  });
  const [start, end] = whole ? [0, rows] : [near, far];
  const { onLook } = props;
  const from = offset + start * perRow;
  const to = offset + Math.min(count, end * perRow);
  useEffect(() => onLook(from, to), [onLook, from, to]);
  const pinned = props.focused === null ? null : Math.floor((props.focused - offset) / perRow);
  return { offset, count, segments: windowSegments(start, end, rows, whole ? null : pinned) };
}

function indexes(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step);
}

/** Keys by coin, so that focus and state move with it; a coin met twice between two reads is kept apart. */
function uniqueKeys(items: readonly (CoinItemProps | null)[], first: number): string[] {
  const seen = new Set<string>();
  return items.map((item, step) => {
    const key = item === null || seen.has(item.row.id) ? `place-${first + step}` : item.row.id;
    seen.add(key);
    return key;
  });
}

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
            className="col-span-full"
            style={{ height: segment.count * rowHeight - 12 }}
          />
        ) : (
          draw(segment.from * perRow, Math.min(segment.to * perRow, count))
        ),
      )}
    </ul>
  );
}

function HeaderCell({
  column,
  props,
  foldable,
}: {
  readonly column: Column & { readonly id: ColumnId };
  readonly props: CoinListProps;
  readonly foldable: boolean;
}) {
  const { query, onSort } = props;
  const sorted = column.sort !== null && query.sort === column.sort;
  const { sort } = column;
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      className={cellClass(column, foldable)}
      aria-sort={sorted ? (query.order === "desc" ? "descending" : "ascending") : undefined}
    >
      {sort === null ? (
        <span data-hint={column.meaning}>{column.label}</span>
      ) : (
        <button type="button" className="sort-button" data-hint={column.meaning} onClick={() => onSort(sort)}>
          {column.label}
          <svg
            width="8"
            height="8"
            viewBox="0 0 8 8"
            aria-hidden="true"
            className={sorted ? "text-accent" : "opacity-0"}
          >
            <path d={query.order === "desc" ? "M4 7 .5 1.5h7Z" : "M4 1l3.5 5.5h-7Z"} fill="currentColor" />
          </svg>
        </button>
      )}
    </th>
  );
}

function SkeletonRow({ index }: { readonly index: number }) {
  return (
    <tr className="row" data-item data-place={index} aria-rowindex={index + 2}>
      <td colSpan={2}>
        <div className="skeleton h-3 w-full" />
        <span className="sr-only">not loaded yet</span>
      </td>
    </tr>
  );
}

/** The list as a native table: spacer rows above and below the window keep its meaning for screen readers. */
export function TableList(props: CoinListProps) {
  const ref = useRef<HTMLTableSectionElement>(null);
  const { rowHeight } = useListMetrics(ref, { rowHeight: 36, perRow: 1 }, props.density);
  const { offset, segments } = useDrawnRange(props, ref, rowHeight, 1);
  const hold = useHold(props.onHold);
  const { list, query } = props;
  const foldable = query.cols.join() === defaultColumns.join();
  const columns = visibleColumns(query.cols, Number.POSITIVE_INFINITY);
  const draw = (from: number, to: number): ReactNode => {
    const items = indexes(offset + from, offset + to).map(props.itemProps);
    const keys = uniqueKeys(items, from);
    return items.map((item, step) =>
      item === null ? (
        <SkeletonRow key={keys[step]} index={offset + from + step} />
      ) : (
        <MomentumTableRow key={keys[step]} {...item} columns={columns} foldable={foldable} />
      ),
    );
  };
  return (
    <div className={`table-frame ${foldable ? "" : "overflow-x-auto"}`}>
      <table aria-rowcount={(list.total ?? 0) + 1} className={foldable ? "coin-table" : "coin-table coin-table-chosen"}>
        <caption className="sr-only">
          {listSentence(query, groupLabelOf(query, list.rowAt(0)))} {formatCount(list.total ?? 0)} coins
          {list.asOf === null ? "" : `, as of ${formatClock(list.asOf)} UTC`}.
        </caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="rank-column text-left">
              <span data-hint="Rank, and places moved in 1 h">
                # <span aria-hidden="true">Δ</span>
              </span>
            </th>
            <th
              scope="col"
              className="coin-column text-left"
              aria-sort={query.sort === "symbol" ? (query.order === "desc" ? "descending" : "ascending") : undefined}
            >
              <button type="button" className="sort-button" onClick={() => props.onSort("symbol")}>
                Coin
              </button>
            </th>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} props={props} foldable={foldable} />
            ))}
          </tr>
        </thead>
        <tbody ref={ref} {...hold}>
          {segments.map((segment) =>
            segment.kind === "space" ? (
              <tr key={`space-${segment.from}`}>
                <td style={{ height: segment.count * rowHeight, padding: 0, border: 0 }} />
              </tr>
            ) : (
              draw(segment.from, segment.to)
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
