"use client";

import { PanelRight } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useAppearance } from "@/components/layout/use-appearance";
import { Choice } from "@/components/ui/choice";
import { ExportMenu } from "@/components/ui/export-menu";
import { momentumSubject } from "@/hooks/export-subjects";
import type { ListState } from "@/hooks/list-state";
import { useAddress } from "@/hooks/use-address";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { useMarket, useMarketNow } from "@/hooks/use-market";
import { useMomentumList } from "@/hooks/use-momentum-list";
import { useShortcuts } from "@/hooks/use-shortcuts";
import { type MomentumList, type MomentumRow, momentumSortSchema } from "@/lib/contracts/http/momentum";
import { formatCount } from "@/lib/format/count";
import { priceDecimals } from "@/lib/format/price";
import { CardList } from "./card-list";
import { coinPageAddress } from "./coin-address";
import type { CoinDrawerProps } from "./drawer/coin-drawer";
import { FilterBar } from "./filter-bar";
import { FirstLoad, ListStrip, OrderChip } from "./list-notices";
import {
  clearFilters,
  filterByGroup,
  type ListQuery,
  listQuestion,
  parseListQuery,
  ROWS_PER_PAGE,
  serializeListQuery,
  toggleSort,
} from "./list-query";
import type { CoinListProps } from "./list-window";
import type { CoinItemProps } from "./momentum-card";
import { PageLinks } from "./page-links";
import { groupLabelOf, listSentence, sortLabel, sortLabels } from "./present-filters";
import { compareCells } from "./present-momentum";
import { MomentumRail } from "./rail/momentum-rail";
import { useRail } from "./rail/use-rail";
import { useCoinFocus } from "./use-coin-focus";
import { EmptyWatchlist, useWatchlistQuery } from "./watchlist-filter";

// A reader of cards needs none of them; the server draws them all.
const TableList = dynamic(() => import("./table-list").then((module) => module.TableList));
const NoMatch = dynamic(() => import("./no-match").then((module) => module.NoMatch));
const ColumnMenu = dynamic(() => import("./column-menu").then((module) => module.ColumnMenu));
const CoinDrawer = dynamic(() => import("./drawer/coin-drawer").then((module) => module.CoinDrawer), { ssr: false });

/** A row that moves is followed easily, a card is not. */
const reorderGapsMs = { table: 1_000, cards: 5_000 } as const;

/** The drawer with market time, so that only it is drawn again every second. */
function TimedDrawer(props: Omit<CoinDrawerProps, "marketTime">) {
  return <CoinDrawer {...props} marketTime={useMarketNow()} />;
}

/** Decimals every coin's price had when it was last drawn, so that they do not jitter at the edge of a bracket. */
function useSteadyDecimals() {
  const known = useRef(new Map<string, number>());
  return useCallback((id: string, price: number | null) => {
    if (price === null) return null;
    const decimals = priceDecimals(price, known.current.get(id) ?? null);
    known.current.set(id, decimals);
    return decimals;
  }, []);
}

function useDrawerAddress(query: ListQuery, go: (query: ListQuery, step: "push" | "replace") => void) {
  const pushed = useRef(false);
  const open = useCallback(
    (id: string) => {
      const step = query.coin === null ? "push" : "replace";
      if (step === "push") pushed.current = true;
      go({ ...query, coin: id }, step);
    },
    [query, go],
  );
  const close = useCallback(() => {
    // Closing is the same as Back, when opening was our doing.
    if (pushed.current) window.history.back();
    else go({ ...query, coin: null, tab: "score" }, "replace");
    pushed.current = false;
  }, [query, go]);
  return { open, close };
}

interface ListBodyProps extends CoinListProps {
  readonly view: "cards" | "table";
  readonly onChange: (query: ListQuery) => void;
}

function ListBody({ view, onChange, ...props }: ListBodyProps) {
  const { list, query } = props;
  if (query.watchlist !== null && (query.ids === null || query.ids.length === 0))
    return <EmptyWatchlist query={query} onChange={onChange} />;
  if (list.total === 0 && !list.loading)
    return <NoMatch query={query} onChange={onChange} onClear={() => onChange(clearFilters(query))} />;
  return view === "cards" ? <CardList {...props} /> : <TableList {...props} />;
}

function coinCount({ total, ranked }: ListState, withUnranked: boolean): string {
  if (total === null) return "";
  const all = formatCount(ranked ?? total);
  return withUnranked ? `${formatCount(total)} coins, ${all} ranked` : `${formatCount(total)} of ${all} ranked coins`;
}

/** A coin's row among those that are read; null when it is not one of them. */
function findRow(list: ListState, id: string | null): MomentumRow | null {
  for (let index = 0; id !== null && index < (list.total ?? 0); index++) {
    const row = list.rowAt(index);
    if (row?.id === id) return row;
  }
  return null;
}

/** The momentum page: every coin, ranked, live, as cards or as a table. */
export function MomentumScreen({ initial }: { readonly initial: MomentumList | null }) {
  const { appearance, change: changeAppearance } = useAppearance();
  const { parsed, go } = useAddress(parseListQuery, serializeListQuery);
  const { ignored } = parsed;
  const { query, watchlistName } = useWatchlistQuery(parsed.query);
  const view = query.view ?? appearance.view;
  const question = listQuestion(query);
  const { store, list } = useMomentumList({ question, initial, compareCells });
  useEffect(() => store.pace(reorderGapsMs[view]), [store, view]);
  const drawer = useDrawerAddress(query, go);
  const decimalsOf = useSteadyDecimals();
  const search = useRef<HTMLInputElement>(null);
  const filter = useRef<HTMLButtonElement>(null);
  const sort = useRef<HTMLSelectElement>(null);
  const listArea = useRef<HTMLDivElement>(null);
  const change = useCallback((next: ListQuery) => go(next, "replace"), [go]);
  const look = useCallback((from: number, to: number) => store.look(from, to), [store]);
  const hold = useCallback((held: boolean) => store.hold(held), [store]);

  const rail = useRail(query, change);

  const setView = (next: "cards" | "table") => {
    changeAppearance({ view: next });
    change({ ...query, view: next });
  };

  // A new question starts at its top.
  const asked = useRef(question);
  useEffect(() => {
    if (asked.current === question) return;
    asked.current = question;
    const top = listArea.current?.getBoundingClientRect().top ?? 0;
    if (top < 0) listArea.current?.scrollIntoView();
  }, [question]);

  const { open } = drawer;
  const router = useRouter();
  const { whales } = useMarket();
  const { plan, alert, toggleWatch } = useCoinActions();
  const focus = useCoinFocus(list, listArea, (index) => {
    const row = list.rowAt(index);
    if (query.coin !== null && row !== null) open(row.id);
  });

  /** The coin that a key means: the one with the focus, else the one that is open. */
  const chosenCoin = () => {
    const focused = focus.index === null ? null : list.rowAt(focus.index);
    return focused ?? findRow(list, query.coin);
  };

  const withChosen = (act: (coin: MomentumRow) => void) => {
    const coin = chosenCoin();
    if (coin !== null) act(coin);
  };

  useShortcuts(
    "list",
    {
      o: () => {
        const id = chosenCoin()?.id ?? query.coin;
        if (id !== null) router.push(coinPageAddress(id));
      },
      a: () => withChosen(alert),
      p: () => withChosen(plan),
      w: () => withChosen(toggleWatch),
      c: () => change(filterByGroup(query, chosenCoin()?.cluster_id ?? null)),
      "/": () => search.current?.focus(),
      v: () => setView(view === "cards" ? "table" : "cards"),
      ".": () => store.apply(),
      "]": rail.toggle,
      s: () => sort.current?.focus(),
      f: () => filter.current?.click(),
      j: () => focus.move(1),
      k: () => focus.move(-1),
      ArrowDown: () => focus.move(1),
      ArrowUp: () => focus.move(-1),
      Home: () => focus.moveTo(0),
      End: () => focus.moveTo((list.total ?? 1) - 1),
      Escape: () => {
        if (query.coin !== null) drawer.close();
        else if (query.q !== "") change({ ...query, q: "", page: 1 });
      },
    },
    appearance.letters === "on",
  );

  const itemProps = useMemo(
    () =>
      (index: number): CoinItemProps | null => {
        const row = list.rowAt(index);
        if (row === null) return null;
        return {
          row,
          index,
          maxPoints: list.maxPoints,
          ranked: list.ranked,
          delta: list.deltaOf(row.id),
          priceDecimals: decimalsOf(row.id, row.current_price),
          whaleConfidenceMin: whales.confidenceMin,
          flash: list.flashOf(row.id),
          href: serializeListQuery({ ...query, coin: row.id }),
          selected: query.coin === row.id,
          stale: list.stale,
          // A replayed or simulated market loads nothing from anywhere else.
          showImage: list.source === "live",
          onOpen: open,
          onPlan: plan,
        };
      },
    [list, query, decimalsOf, open, plan, whales],
  );

  const props = {
    list,
    query,
    density: `${appearance.density} ${view}`,
    focused: focus.index,
    itemProps,
    onLook: look,
    onHold: hold,
    onSort: (next: ListQuery["sort"]) => change(toggleSort(query, next)),
  };

  const groupLabel = groupLabelOf(query, list.rowAt(0));

  return (
    <div className="momentum-layout" data-rail={rail.mode === "off" ? "folded" : "open"}>
      <div className="min-w-0 px-3 pt-3 pb-6 md:px-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 className="font-semibold text-title">Momentum</h1>
          <p className="num text-fg-2" role="status" data-testid="coin-count">
            {coinCount(list, query.include_stable)}
          </p>
          {query.paging === "scroll" && (
            <p className="print-only text-meta" data-testid="paper-part">
              This paper has the coins around the one that was in sight. The export has all of them.
            </p>
          )}
          <Link href="/momentum/scorecard" className="target inline-flex items-center text-accent text-table">
            Scorecard
          </Link>
          <span className="flex-1" />
          <Choice
            legend="View"
            value={view}
            onChange={setView}
            options={[
              { value: "cards", label: "Cards" },
              { value: "table", label: "Table" },
            ]}
          />
          <label className="flex items-center gap-2 text-fg-2 text-table">
            <span className="max-sm:sr-only">Sort</span>
            <select
              ref={sort}
              className="field"
              value={query.sort}
              aria-keyshortcuts="s"
              onChange={(event) =>
                change({ ...toggleSort({ ...query, sort: "name" }, momentumSortSchema.parse(event.target.value)) })
              }
            >
              {query.sort in sortLabels ? null : <option value={query.sort}>{sortLabel(query.sort)}</option>}
              {momentumSortSchema.options
                .filter((option) => option in sortLabels)
                .map((option) => (
                  <option key={option} value={option}>
                    {sortLabel(option)}
                  </option>
                ))}
            </select>
          </label>
          {view === "table" ? <ColumnMenu query={query} onChange={change} /> : null}
          <ExportMenu subject={momentumSubject(question, listSentence(query, groupLabel))} compact />
          <button
            type="button"
            className="button"
            onClick={rail.toggle}
            aria-expanded={rail.isOpen}
            aria-keyshortcuts="]"
          >
            <PanelRight size={16} strokeWidth={1.75} aria-hidden="true" />
            Rail
          </button>
        </div>
        <div className="mt-3">
          <FilterBar
            query={query}
            groupLabel={groupLabel}
            watchlistName={watchlistName}
            onChange={change}
            searchRef={search}
            filterRef={filter}
          />
        </div>
        {ignored.length === 0 ? null : (
          <p role="status" className="mt-2 text-fg-2 text-meta">
            Ignored from the address: {ignored.join(", ")}
          </p>
        )}
        <div
          className="list-area flex min-h-11 items-center justify-between gap-3 py-1.5"
          data-drawer={query.coin === null ? "closed" : "open"}
        >
          <ListStrip list={list} sentence={listSentence(query, groupLabel)} onRetry={() => store.refreshSoon()} />
          <OrderChip list={list} noun={view === "cards" ? "card" : "row"} onApply={() => store.apply()} />
        </div>
        {list.total === null ? <FirstLoad list={list} onRetry={() => store.refreshSoon()} /> : null}
        <div
          ref={listArea}
          className="list-area"
          data-drawer={query.coin === null ? "closed" : "open"}
          aria-busy={list.loading}
        >
          <ListBody {...props} view={view} onChange={change} />
        </div>
        {query.paging === "pages" && list.total !== null ? (
          <PageLinks query={query} pages={Math.max(1, Math.ceil(list.total / ROWS_PER_PAGE))} />
        ) : null}
        {query.coin === null ? null : (
          <TimedDrawer
            coinId={query.coin}
            tab={query.tab}
            onTab={(tab) => change({ ...query, tab })}
            onClose={drawer.close}
            sequence={list.sequence}
          />
        )}
      </div>
      <MomentumRail rail={rail} query={query} onChange={change} onOpen={open} />
    </div>
  );
}
