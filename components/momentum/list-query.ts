import { type RailMode, railModes } from "@/components/layout/appearance";
import { type ClusterMethod, clusterMethodSchema } from "@/lib/clustering/cluster-run";
import { type MomentumSort, momentumSortSchema } from "@/lib/contracts/http/momentum";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { type Action, actionSchema } from "@/lib/momentum/scored-coin";
import { type ColumnId, defaultColumns, isColumnId } from "./columns";

export const numberFilters = ["min_marketcap", "max_marketcap", "min_volume", "min_score"] as const;
export type NumberFilter = (typeof numberFilters)[number];
export type FilterName = NumberFilter | "watchlist" | "action" | "whale_only" | "cluster_id" | "include_stable" | "q";

export const drawerTabNames = ["score", "whale", "pretrend", "history", "market"] as const;
export type DrawerTabName = (typeof drawerTabNames)[number];

/** What the address says the reader wants to see. Null is "not said". */
export interface ListQuery {
  readonly view: "cards" | "table" | null;
  readonly sort: MomentumSort;
  readonly order: "asc" | "desc";
  readonly q: string;
  readonly min_marketcap: number | null;
  readonly max_marketcap: number | null;
  readonly min_volume: number | null;
  readonly min_score: number | null;
  readonly action: readonly Action[];
  readonly whale_only: boolean;
  /** −1 is what no group holds. */
  readonly cluster_id: number | null;
  readonly include_stable: boolean;
  /** Id of the watchlist whose coins are shown. */
  readonly watchlist: string | null;
  /** What that list holds, not said in the address; null until it is read. */
  readonly ids: readonly string[] | null;
  readonly cols: readonly ColumnId[];
  readonly paging: "scroll" | "pages";
  readonly page: number;
  readonly coin: string | null;
  readonly tab: DrawerTabName;
  /** Null: as the reader chose last. */
  readonly rail: RailMode | null;
  /** Window of the rank changes in the rail. */
  readonly since: RankWindow;
  /** Of the groups in the rail; null: the operator's. */
  readonly method: ClusterMethod | null;
}

export const defaultQuery: ListQuery = {
  view: null,
  sort: "momentum_score",
  order: "desc",
  q: "",
  min_marketcap: null,
  max_marketcap: null,
  min_volume: null,
  min_score: null,
  action: [],
  whale_only: false,
  cluster_id: null,
  include_stable: false,
  watchlist: null,
  ids: null,
  cols: defaultColumns,
  paging: "scroll",
  page: 1,
  coin: null,
  tab: "score",
  rail: null,
  since: "15m",
  method: null,
};

/** One answer of a page of pages. */
export const ROWS_PER_PAGE = 50;

type AddressName = Exclude<keyof ListQuery, "ids">;
type Reader = { [K in AddressName]: (text: string) => ListQuery[K] | undefined };

function oneOf<T extends string>(options: readonly T[]): (text: string) => T | undefined {
  return (text) => options.find((option) => option === text);
}

function numberFrom(min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = Number(text);
    return text.trim() !== "" && Number.isFinite(value) && value >= min && value <= max ? value : undefined;
  };
}

function listOf<T>(read: (item: string) => T | undefined): (text: string) => readonly T[] | undefined {
  return (text) => {
    const items = text.split(",").flatMap((item) => read(item) ?? []);
    return items.length > 0 ? items : undefined;
  };
}

function flag(text: string): boolean | undefined {
  return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined;
}

const usd = numberFrom(0, Number.MAX_SAFE_INTEGER);
const readers: Reader = {
  view: oneOf<"cards" | "table">(["cards", "table"]),
  sort: oneOf(momentumSortSchema.options),
  order: oneOf(["asc", "desc"]),
  q: (text) => text.slice(0, 100),
  min_marketcap: usd,
  max_marketcap: usd,
  min_volume: usd,
  min_score: numberFrom(0, 100),
  action: listOf((item) => actionSchema.options.find((action) => action === item.toUpperCase())),
  whale_only: flag,
  cluster_id: (text) => (/^(-1|\d{1,6})$/.test(text) ? Number(text) : undefined),
  include_stable: flag,
  watchlist: (text) => (text === "" ? undefined : text.slice(0, 200)),
  cols: listOf((item) => (isColumnId(item) ? item : undefined)),
  paging: oneOf(["scroll", "pages"]),
  page: (text) => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined),
  coin: (text) => (text === "" ? undefined : text.slice(0, 200)),
  tab: oneOf(drawerTabNames),
  rail: oneOf(railModes),
  since: oneOf(rankWindowSchema.options),
  method: oneOf(clusterMethodSchema.options),
};
const names = Object.keys(readers) as AddressName[];

export interface ParsedQuery {
  readonly query: ListQuery;
  /** What could not be understood and fell back to its default, as "sort=foo". */
  readonly ignored: readonly string[];
}

/** Reads the address; an unknown value falls back to its default and is told. */
export function parseListQuery(params: URLSearchParams): ParsedQuery {
  const ignored: string[] = [];
  const said = names.flatMap((name) => {
    const text = params.get(name);
    if (text === null) return [];
    const value = readers[name](text);
    if (value === undefined) ignored.push(`${name}=${text}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { query: { ...defaultQuery, ...Object.fromEntries(said) }, ignored };
}

function isDefault(name: keyof ListQuery, value: ListQuery[keyof ListQuery]): boolean {
  return String(value ?? "") === String(defaultQuery[name] ?? "");
}

/** The address of a query, "?sort=…", defaults left out; empty for the plain list. */
export function serializeListQuery(query: ListQuery): string {
  const params = new URLSearchParams();
  for (const name of names) {
    const value = query[name];
    if (!isDefault(name, value)) params.set(name, String(value));
  }
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

const shownNames = ["q", ...numberFilters, "action", "whale_only", "cluster_id", "include_stable"] as const;
const filterNames = ["watchlist", ...shownNames] as const;
const questionNames = ["sort", "order", ...shownNames] as const;
/** As many as the interface takes at once. */
export const IDS_MAX = 250;
/** No coin is called this: a list that is not read yet, or empty, shows nothing rather than everything. */
const NOBODY = "~";

/** What the interface is asked for this list, without paging: the same text is the same list. */
export function listQuestion(query: ListQuery): string {
  const params = new URLSearchParams();
  for (const name of questionNames) {
    const value = name === "q" ? query.q.trim() : query[name];
    if (!isDefault(name, value)) params.set(name, String(value));
  }
  if (query.watchlist !== null) params.set("ids", query.ids?.slice(0, IDS_MAX).join(",") || NOBODY);
  return params.toString();
}

/** The same list without one of its filters. */
export function withoutFilter(query: ListQuery, name: FilterName): ListQuery {
  return { ...query, [name]: defaultQuery[name], page: 1 };
}

export function activeFilters(query: ListQuery): FilterName[] {
  return filterNames.filter((name) => !isDefault(name, query[name]));
}

/** The coins of one group; asked again for the same group, all of them. */
export function filterByGroup(query: ListQuery, clusterId: number | null): ListQuery {
  return { ...query, cluster_id: query.cluster_id === clusterId ? null : clusterId, page: 1 };
}

/** Everything but what is shown beside the list goes back to its default. */
export function clearFilters(query: ListQuery): ListQuery {
  return activeFilters(query).reduce(withoutFilter, query);
}

/** The next sort when a header is pressed: the column's natural direction first, then the other one. */
export function toggleSort(query: ListQuery, sort: MomentumSort): ListQuery {
  const natural =
    sort === "symbol" || sort === "name" || sort === "rank" || sort === "market_cap_rank" ? "asc" : "desc";
  const order = query.sort === sort ? (query.order === "desc" ? "asc" : "desc") : natural;
  return { ...query, sort, order, page: 1 };
}
