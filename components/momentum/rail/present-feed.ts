import type { RankChangesData, WireRankChange } from "@/lib/contracts/http/rank-changes";
import { countOf, formatCount } from "@/lib/format/count";
import type { Direction } from "@/lib/format/glyph";
import { rankMovement } from "@/lib/format/rank";
import { formatSignedReading } from "@/lib/format/reading";
import { formatScore } from "@/lib/format/score";
import { formatClockMinutes, formatDayClock, formatZone } from "@/lib/format/time";
import { DAY_MS } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { shortNames } from "../present-momentum";
import { presentRankChange, windowLabels } from "../present-rank-change";
import type { FeedMove } from "./follow-moves";

/** What follows "in the last". */
const lastPhrases: Readonly<Record<RankWindow, string>> = {
  "15m": "15 min",
  "1h": "hour",
  "24h": "24 h",
  "7d": "7 days",
};

export interface FeedRowView {
  readonly id: string;
  readonly direction: Direction;
  /** Places without sign. */
  readonly places: string;
  readonly symbol: string;
  /** "12→3". */
  readonly ranks: string;
  /** Market time at which the move was first told. */
  readonly time: string;
  readonly reasons: string;
  /** All of the reasons and how they add up, on hover. */
  readonly exact: string;
  /** The whole row for those who cannot see it. */
  readonly spoken: string;
}

const SHOWN_PARTS = 2;
const LEAST_POINTS = 0.05;

/** As much of the reasons as a row has room for: the two largest own factors, then the others; three dots for the rest. */
function shortReasons({ own, others }: WireRankChange["reasons"]): string {
  const felt = own.parts.filter(({ points }) => Math.abs(points) >= LEAST_POINTS);
  const shown = felt.slice(0, SHOWN_PARTS).map(({ name, points }) => {
    const label = name === "clamp" ? "ceiling" : shortNames[name];
    return `${label} ${formatSignedReading(points, 1)}`;
  });
  const more = felt.length > SHOWN_PARTS ? ["…"] : [];
  // Places are said as gained, as everywhere on the screen.
  const field = others.places === 0 ? [] : [`others ${formatSignedReading(-others.places, 0)}`];
  return [...shown, ...more, ...field].join(" · ");
}

export function presentMove({ change, since }: FeedMove): FeedRowView {
  const { direction, ranks, reasons, exact } = presentRankChange(change);
  const movement = rankMovement(change.current_rank, change.rank_delta);
  return {
    id: change.id,
    direction,
    places: movement?.digits ?? "",
    symbol: change.symbol,
    ranks,
    time: formatClockMinutes(since),
    reasons: shortReasons(change.reasons),
    exact: `${change.name}: ${reasons}. ${exact}`,
    spoken: `${change.symbol} ${change.name}, ${movement?.spoken ?? "unchanged"}, now ${change.current_rank}: ${reasons}`,
  };
}

export interface NewcomerView {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly ranks: string;
  readonly score: string;
  readonly spoken: string;
}

export function presentNewcomer(entry: RankChangesData["entered"][number]): NewcomerView {
  const score = formatScore(entry.momentum_score);
  return {
    id: entry.id,
    symbol: entry.symbol,
    name: entry.name,
    ranks: `new→${entry.current_rank}`,
    score,
    spoken: `${entry.symbol} ${entry.name}, newly ranked at ${entry.current_rank}, score ${score}`,
  };
}

export const feedDirections = ["all", "up", "down", "new"] as const;
export type FeedDirection = (typeof feedDirections)[number];

export interface FeedFilter {
  readonly text: string;
  readonly direction: FeedDirection;
}

function matches(coin: { readonly id: string; readonly symbol: string; readonly name: string }, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [coin.id, coin.symbol, coin.name].some((word) => word.toLowerCase().includes(wanted));
}

export function filterMoves(moves: readonly FeedMove[], { text, direction }: FeedFilter): FeedMove[] {
  if (direction === "new") return [];
  return moves.filter(({ change }) => (direction === "all" || change.direction === direction) && matches(change, text));
}

export function filterNewcomers(entered: RankChangesData["entered"], { text, direction }: FeedFilter) {
  return direction === "all" || direction === "new" ? entered.filter((coin) => matches(coin, text)) : [];
}

/** What stands where rows would be; null when there are some. */
export function emptySentence(data: RankChangesData, filter: FeedFilter, rows: number): string | null {
  if (rows > 0) return null;
  if (data.previous_at === null)
    return `No ranking from ${windowLabels[data.since]} ago is stored yet. Changes come with the first one.`;
  const isFiltered = filter.text.trim() !== "" || filter.direction !== "all";
  if (isFiltered) return "No change matches.";
  return `No coin moved by 1 point and changed rank in the last ${lastPhrases[data.since]}.`;
}

/** The line under the list: how much of what there is is listed, and what it is compared with. */
export function footSentence(data: RankChangesData): string {
  if (data.previous_at === null) return "";
  const previous = Date.parse(data.previous_at);
  const at = data.minutes * 60_000 >= DAY_MS ? formatDayClock(previous) : formatClockMinutes(previous);
  const listed = data.changes.length;
  const count =
    data.total > listed ? `${formatCount(listed)} of ${countOf(data.total, "change")}` : countOf(data.total, "change");
  return `${count} since ${at} ${formatZone(previous)}`;
}

/** "New, 100 of 240 coins". */
export function newcomersTitle(data: RankChangesData): string {
  const listed = data.entered.length;
  return data.entered_total > listed
    ? `New, ${formatCount(listed)} of ${countOf(data.entered_total, "coin")}`
    : `New, ${countOf(data.entered_total, "coin")}`;
}
