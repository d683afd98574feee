/** The 2,500 largest coins. */
const OPENING_PAGES = 10;
/** A plan with this many calls a minute reads the whole universe in less than one. */
const QUICK_CALLS_PER_MINUTE = 100;

/**
 * How many pages the very first full refresh reads. On a small plan the whole universe takes a quarter of an hour, so a
 * newcomer gets the largest coins first and the rest with the next refresh. Null means all pages.
 */
export function openingPages(pages: number | null, callsPerMinute: number | null): number | null {
  if (callsPerMinute === null || callsPerMinute >= QUICK_CALLS_PER_MINUTE) return pages;
  return Math.min(pages ?? OPENING_PAGES, OPENING_PAGES);
}
