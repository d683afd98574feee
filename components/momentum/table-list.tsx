"use client";

import { type ReactNode, useRef } from "react";
import { useHold } from "@/hooks/use-hold";
import { useListMetrics } from "@/hooks/use-list-metrics";
import { formatCount } from "@/lib/format/count";
import { formatClock, formatZone } from "@/lib/format/time";
import { type Column, type ColumnId, defaultColumns, visibleColumns } from "./columns";
import { type CoinListProps, indexes, uniqueKeys, useDrawnRange } from "./list-window";
import { cellClass, MomentumTableRow } from "./momentum-row";
import { groupLabelOf, listSentence } from "./present-filters";

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
  const columns = visibleColumns(query.cols);
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
          {list.asOf === null ? "" : `, as of ${formatClock(list.asOf)} ${formatZone(list.asOf)}`}.
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
              <tr key={`space-${segment.from}`} className="no-print">
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
