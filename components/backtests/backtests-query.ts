/** What the address of /backtests says. */
export interface BacktestsQuery {
  /** A coin, by id or symbol, that the form starts from. */
  readonly symbol: string | null;
  /** Runs to put beside each other: at most four. */
  readonly compare: readonly string[];
}

const COMPARED_MAX = 4;

export const defaultBacktestsQuery: BacktestsQuery = { symbol: null, compare: [] };

export function parseBacktestsQuery(params: URLSearchParams): { query: BacktestsQuery } {
  const ids = (params.get("compare") ?? "").split(",").filter((id) => id !== "");
  return { query: { symbol: params.get("symbol") || null, compare: [...new Set(ids)].slice(0, COMPARED_MAX) } };
}

export function serializeBacktestsQuery({ symbol, compare }: BacktestsQuery): string {
  const params = new URLSearchParams();
  if (symbol !== null) params.set("symbol", symbol);
  if (compare.length > 0) params.set("compare", compare.join(","));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

/** Puts a run beside the others, or takes it away; a fifth one pushes out the first. */
export function toggleCompared(compare: readonly string[], id: string): string[] {
  return compare.includes(id) ? compare.filter((other) => other !== id) : [...compare, id].slice(-COMPARED_MAX);
}
