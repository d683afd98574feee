import { readMarketClock } from "@/lib/cache/market-clock";
import { describeFreshness } from "@/lib/contracts/http/freshness";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { isSameMarket, type MarketClock, marketNow } from "@/lib/market/clock";
import { webServices } from "./api/web-services";

export interface MarketReading {
  readonly snapshot: BoardSnapshot | null;
  readonly cutOff: boolean;
  readonly clock: MarketClock | null;
  /** Wall time of this reading. */
  readonly wallNow: number;
}

/** The newest board and the market's clock; neither is needed to draw a page that says what is missing. */
export async function readMarket(): Promise<MarketReading> {
  const { boards, redis, log, wallNow } = webServices();
  const snapshot = await boards.read();
  const clock = await readMarketClock(redis, log).catch(() => null);
  return { snapshot, cutOff: boards.isCutOff(), clock: clockOf(snapshot, clock), wallNow: wallNow() };
}

/** The signs speak of the rows on screen: rows of another market keep that market's name until they are replaced. */
function clockOf(snapshot: BoardSnapshot | null, clock: MarketClock | null): MarketClock | null {
  if (snapshot === null || clock === null) return clock ?? snapshot?.board.clock ?? null;
  const rows = snapshot.board.clock;
  return isSameMarket(rows, clock) ? clock : rows;
}

/** What the shell says about the data on every page. */
export function describeMarket({ snapshot, cutOff, clock, wallNow }: MarketReading) {
  const board = snapshot?.board ?? null;
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  const { env } = webServices();
  return {
    clock,
    whales: { minUsd: env.WHALE_MIN_USD, confidenceMin: env.WHALE_CONFIDENCE_THRESHOLD },
    renderedAt: wallNow,
    asOf: board?.asOf ?? null,
    stale: board === null ? false : describeFreshness(board, now, { cutOff }).stale,
    cadences: [board?.fast, board?.full].flatMap((summary) =>
      summary ? [{ kind: summary.kind, everySeconds: summary.everySeconds, refreshedAt: summary.refreshedAt }] : [],
    ),
  };
}
