import { AppError } from "@/lib/errors";
import type { ObservedAsset } from "@/lib/market/asset";
import type { UnixMs } from "@/lib/market/units";
import { type DropReason, parseMarketRow } from "./parse";

/** One answer of `/coins/markets`, row by row: read on arrival, so that a sweep never holds the text of all its pages. */
export type MarketPage = readonly (ObservedAsset | DropReason)[];

export function readMarketPage(rows: readonly unknown[], observedAt: UnixMs): MarketPage {
  return rows.map((row) => parseMarketRow(row, observedAt));
}

/** A whole sweep: either all of it arrived or there is none. */
export interface MarketsSweep {
  /** Unique by id, in the provider's order. */
  observed: ObservedAsset[];
  /** Rows received, used or not. */
  received: number;
  /** Pages that the sweep consists of. */
  pages: number;
  /** Whether the last page was short: only then does `pages` say how large the universe is. */
  complete: boolean;
  /** Rows received and not used, by reason. */
  dropped: Record<string, number>;
}

interface FetchedPages<Row> {
  pages: readonly (readonly Row[])[];
  complete: boolean;
}

interface SweepOptions<Row> {
  perPage: number;
  /** Null means until a short page. */
  maxPages: number | null;
  concurrency: number;
  fetchPage: (page: number, signal: AbortSignal) => Promise<readonly Row[]>;
  signal?: AbortSignal | undefined;
}

/** The largest page that CoinGecko sends. */
export const COINS_PER_PAGE = 250;
/** CoinGecko knows 18,000 coins, 72 pages; a server that never sends a short page is not CoinGecko. */
const PAGES_MAX = 400;
/** A page or a sweep with a larger share of unusable rows is a lie, not a market. */
const UNUSABLE_SHARE_MAX = 0.5;

/**
 * Fetches pages in order until one is shorter than `perPage`; a page count computed beforehand would be wrong, because the
 * universe changes. Any page that fails fails the sweep. Pages asked for beyond the short one are discarded.
 */
export async function fetchPages<Row>(options: SweepOptions<Row>): Promise<FetchedPages<Row>> {
  const pages: (readonly Row[])[] = [];
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  let last = options.maxPages ?? PAGES_MAX;
  let next = 1;
  let short = false;

  async function walk(): Promise<void> {
    while (next <= last) {
      const number = next++;
      const page = await options.fetchPage(number, signal);
      pages[number - 1] = page;
      if (page.length < options.perPage) {
        last = Math.min(last, number);
        short = true;
      }
    }
  }

  const walks = Array.from({ length: options.concurrency }, () =>
    walk().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  try {
    await Promise.all(walks);
  } catch (error) {
    // The other walks are aborted already; waiting for them keeps a failed sweep from calling on after its end.
    await Promise.allSettled(walks);
    throw error;
  }
  if (options.maxPages === null && !short) throw lying(`CoinGecko sent ${PAGES_MAX} full pages and no end`);
  return { pages: pages.slice(0, last), complete: short };
}

/** Pages → unique assets. Ranks move between two pages, so a coin can come twice: the first one counts. */
export function mergePages({ pages, complete }: FetchedPages<ObservedAsset | DropReason>): MarketsSweep {
  const observed = new Map<string, ObservedAsset>();
  const dropped: Record<string, number> = {};
  let received = 0;
  for (const [index, page] of pages.entries()) {
    received += page.length;
    const reasons = takePage(page, observed);
    for (const [reason, count] of reasons) dropped[reason] = (dropped[reason] ?? 0) + count;
    refuseLies(page.length, reasons, `Page ${index + 1}`);
  }
  if (received === 0) throw lying("CoinGecko sent an empty market");
  refuseShare(received, dropped.no_price ?? 0, "The market", "without a price");
  return { observed: [...observed.values()], received, pages: pages.length, complete, dropped };
}

function takePage(page: MarketPage, observed: Map<string, ObservedAsset>): Map<DropReason, number> {
  const reasons = new Map<DropReason, number>();
  const count = (reason: DropReason) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const row of page) {
    if (typeof row === "string") count(row);
    else if (observed.has(row.asset.id)) count("duplicate_id");
    else observed.set(row.asset.id, row);
  }
  return reasons;
}

function refuseLies(rows: number, reasons: ReadonlyMap<DropReason, number>, page: string): void {
  const malformed = (reasons.get("malformed_row") ?? 0) + (reasons.get("no_id") ?? 0);
  refuseShare(rows, malformed, page, "unreadable");
  // The last few coins may all have slid over a page border; a page of repeats is a stuck proxy.
  if (rows >= 100) refuseShare(rows, reasons.get("duplicate_id") ?? 0, page, "a repeat of earlier pages");
}

function refuseShare(rows: number, unusable: number, subject: string, how: string): void {
  if (unusable > rows * UNUSABLE_SHARE_MAX) throw lying(`${subject} from CoinGecko is mostly ${how}`);
}

function lying(message: string): AppError {
  return new AppError("upstream_invalid", message, { retryable: true });
}
