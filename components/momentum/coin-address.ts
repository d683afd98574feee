/** Where a coin has a page of its own; an id may hold anything. */
export function coinPageAddress(id: string): string {
  return `/momentum/${encodeURIComponent(id)}`;
}

/** Where the form of a backtest starts from this coin. */
export function backtestAddress(id: string): string {
  return `/backtests?symbol=${encodeURIComponent(id)}`;
}
