import { type RefObject, useEffect } from "react";
import type { ListState } from "@/hooks/list-state";
import { useWindowRange } from "@/hooks/use-window-range";
import { windowSegments } from "@/hooks/window-segments";
import type { MomentumSort } from "@/lib/contracts/http/momentum";
import { type ListQuery, ROWS_PER_PAGE } from "./list-query";
import type { CoinItemProps } from "./momentum-card";

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

/** Which part of the list is drawn. */
export function useDrawnRange(
  props: CoinListProps,
  ref: RefObject<HTMLElement | null>,
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

export function indexes(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step);
}

/** Keys by coin, so that focus and state move with it; a coin met twice between two reads is kept apart. */
export function uniqueKeys(items: readonly (CoinItemProps | null)[], first: number): string[] {
  const seen = new Set<string>();
  return items.map((item, step) => {
    const key = item === null || seen.has(item.row.id) ? `place-${first + step}` : item.row.id;
    seen.add(key);
    return key;
  });
}
