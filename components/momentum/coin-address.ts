/** Where a coin has a page of its own; an id may hold anything. */
export function coinPageAddress(id: string): string {
  return `/momentum/${encodeURIComponent(id)}`;
}
