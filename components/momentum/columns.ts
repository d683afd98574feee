import type { MomentumSort } from "@/lib/contracts/http/momentum";

/** A column of the table. `sort` is the wire's name; width in pixels; `from` is the list width from which it is drawn. */
export interface Column {
  readonly id: string;
  readonly label: string;
  /** Spoken and shown on hover where the label is short. */
  readonly meaning: string;
  readonly group: "market" | "sub-scores" | "rank" | "quality" | "chart" | "bonus" | "group";
  readonly sort: MomentumSort | null;
  readonly width: number;
  readonly from: number;
  readonly words?: string;
}

const allColumns = [
  { id: "score", label: "Score", meaning: "Momentum score", group: "rank", sort: "momentum_score", width: 68, from: 0 },
  {
    id: "makeup",
    label: "Make-up",
    meaning: "What the score is made of",
    group: "chart",
    sort: null,
    width: 104,
    from: 870,
    words: "parts bar",
  },
  {
    id: "price",
    label: "Price $",
    meaning: "Price in US dollars",
    group: "market",
    sort: "current_price",
    width: 92,
    from: 0,
  },
  {
    id: "change_1h",
    label: "1h %",
    meaning: "Change in 1 hour, percent",
    group: "market",
    sort: "price_change_percentage_1h",
    width: 78,
    from: 710,
  },
  {
    id: "change_24h",
    label: "24h %",
    meaning: "Change in 24 hours, percent",
    group: "market",
    sort: "price_change_percentage_24h",
    width: 78,
    from: 0,
    words: "day",
  },
  {
    id: "change_7d",
    label: "7d %",
    meaning: "Change in 7 days, percent",
    group: "market",
    sort: "price_change_percentage_7d",
    width: 78,
    from: 940,
    words: "week",
  },
  {
    id: "volume",
    label: "Vol $",
    meaning: "Volume of 24 hours in US dollars",
    group: "market",
    sort: "total_volume",
    width: 68,
    from: 630,
    words: "turnover traded",
  },
  {
    id: "whale",
    label: "Whale",
    meaning: "Whale confidence, 0 to 1",
    group: "bonus",
    sort: "whale_confidence",
    width: 64,
    from: 770,
  },
  {
    id: "pretrend",
    label: "Pre",
    meaning: "Pre-trend probability",
    group: "bonus",
    sort: "pretrend_prob",
    width: 48,
    from: 1000,
    words: "pre-trend probability",
  },
  {
    id: "band",
    label: "Band",
    meaning: "Band of the score",
    group: "rank",
    sort: null,
    width: 88,
    from: 570,
    words: "action buy hold trim exit",
  },
  {
    id: "cluster",
    label: "Group",
    meaning: "Group of coins that look alike now",
    group: "group",
    sort: null,
    width: 132,
    from: 0,
    words: "cluster",
  },
  {
    id: "market_cap",
    label: "Cap $",
    meaning: "Market cap in US dollars",
    group: "market",
    sort: "market_cap",
    width: 80,
    from: 0,
    words: "capitalisation size",
  },
  {
    id: "market_cap_rank",
    label: "Cap #",
    meaning: "Rank by market cap",
    group: "market",
    sort: "market_cap_rank",
    width: 68,
    from: 0,
  },
  {
    id: "turnover",
    label: "Turnover",
    meaning: "Volume of 24 hours in percent of market cap",
    group: "market",
    sort: null,
    width: 80,
    from: 0,
    words: "volume ratio",
  },
  {
    id: "movement_24h",
    label: "Δ 24h",
    meaning: "Places moved in 24 hours",
    group: "rank",
    sort: "rank_delta_24h",
    width: 72,
    from: 0,
    words: "rank change",
  },
  {
    id: "percentile",
    label: "Above",
    meaning: "Share of ranked coins below this score",
    group: "rank",
    sort: "score_percentile",
    width: 68,
    from: 0,
    words: "percentile",
  },
  {
    id: "score_percent",
    label: "% max",
    meaning: "Score in percent of the attainable maximum",
    group: "rank",
    sort: null,
    width: 72,
    from: 0,
  },
  {
    id: "price_momentum",
    label: "Price pts",
    meaning: "Price momentum, points",
    group: "sub-scores",
    sort: "price_momentum",
    width: 80,
    from: 0,
  },
  {
    id: "volume_spike",
    label: "Volume pts",
    meaning: "Volume against its usual, points",
    group: "sub-scores",
    sort: "volume_spike",
    width: 88,
    from: 0,
    words: "spike",
  },
  {
    id: "rsi_signal",
    label: "RSI pts",
    meaning: "RSI, points",
    group: "sub-scores",
    sort: "rsi_signal",
    width: 76,
    from: 0,
    words: "relative strength",
  },
  {
    id: "ma_cross",
    label: "Cross pts",
    meaning: "Moving average cross, points",
    group: "sub-scores",
    sort: "ma_cross",
    width: 80,
    from: 0,
    words: "average",
  },
  {
    id: "coverage",
    label: "Cov",
    meaning: "Share of the base score whose inputs are known",
    group: "quality",
    sort: "coverage",
    width: 64,
    from: 0,
    words: "coverage data",
  },
  {
    id: "confidence",
    label: "Conf",
    meaning: "Confidence, 0 to 1",
    group: "quality",
    sort: "confidence",
    width: 64,
    from: 0,
  },
  {
    id: "flags",
    label: "Flags",
    meaning: "What is unusual about the data",
    group: "quality",
    sort: null,
    width: 120,
    from: 0,
    words: "warnings",
  },
  {
    id: "age",
    label: "Age",
    meaning: "How long ago the provider saw this price",
    group: "quality",
    sort: null,
    width: 68,
    from: 0,
    words: "updated fresh",
  },
  {
    id: "chart",
    label: "7 days",
    meaning: "Hourly price of seven days",
    group: "chart",
    sort: null,
    width: 104,
    from: 0,
    words: "sparkline line",
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof allColumns)[number]["id"];
export const columns: readonly (Column & { readonly id: ColumnId })[] = allColumns;

export const defaultColumns: readonly ColumnId[] = [
  "score",
  "makeup",
  "price",
  "change_1h",
  "change_24h",
  "change_7d",
  "volume",
  "whale",
  "pretrend",
  "band",
];

export function isColumnId(text: string): text is ColumnId {
  return columns.some(({ id }) => id === text);
}

/** Chosen columns in their chosen order. */
export function visibleColumns(chosen: readonly ColumnId[]): readonly (Column & { id: ColumnId })[] {
  return chosen.flatMap((id) => columns.find((candidate) => candidate.id === id) ?? []);
}

/** The class of a column that folds away where its list is too narrow for it; none for one that is always drawn. */
export function foldClass({ from }: Column): string {
  return from > 0 ? `col-from-${from}` : "";
}

/** Columns whose name, meaning or synonyms contain every word looked for. */
export function findColumns(search: string): readonly (Column & { id: ColumnId })[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return columns.filter((column) => {
    const text = `${column.label} ${column.meaning} ${column.words ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
