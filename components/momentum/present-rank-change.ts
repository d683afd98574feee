import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { WireRankChange } from "@/lib/contracts/http/rank-changes";
import { countOf } from "@/lib/format/count";
import type { Direction } from "@/lib/format/glyph";
import { formatSignedReading } from "@/lib/format/reading";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { shortNames } from "./present-momentum";

/** Why a rank is not what it was, in words. Places are said as gained: the wire counts them as lost. */
export interface RankChangeView {
  readonly direction: Direction;
  /** "4→1". */
  readonly ranks: string;
  /** "volume +6.1 · RSI +1.2 · others +1 place". */
  readonly reasons: string;
  /** How the places add up. */
  readonly exact: string;
}

export const windowLabels: Readonly<Record<RankWindow, string>> = {
  "15m": "15 min",
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 d",
};

const SHOWN_PARTS = 3;
const LEAST_POINTS = 0.05;

const round = (points: number) => Math.round(points * 10) / 10;

function signedPlaces(lost: number): string {
  return `${formatSignedReading(-lost, 0)} ${Math.abs(lost) === 1 ? "place" : "places"}`;
}

function ownReasons({ parts }: WireRankChange["reasons"]["own"]): string[] {
  const felt = parts.filter(({ points }) => Math.abs(points) >= LEAST_POINTS);
  const shown = felt
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, SHOWN_PARTS)
    .map(({ name, points }) => ({ label: name === "clamp" ? "ceiling of 100" : shortNames[name], points }));
  const total = parts.reduce((sum, { points }) => sum + points, 0);
  const rest = round(total - shown.reduce((sum, { points }) => sum + round(points), 0));
  return [
    ...shown.map(({ label, points }) => `${label} ${formatSignedReading(points, 1)}`),
    ...(rest === 0 ? [] : [`the rest ${formatSignedReading(rest, 1)}`]),
  ];
}

/** Which others, where there were any: they may cancel each other out. */
function fieldParts({ moved, entered, left }: WireRankChange["reasons"]["others"]): string {
  const parts = [
    { words: "coins that passed or fell behind", places: moved },
    { words: "newly ranked", places: entered },
    { words: "no longer ranked", places: left },
  ].filter(({ places }) => places !== 0);
  if (parts.length === 0) return "";
  return ` (${parts.map(({ words, places }) => `${words} ${formatSignedReading(-places, 0)}`).join(", ")})`;
}

/** One rank change as the drawer, the page and the feed say it. */
export function presentRankChange(change: WireRankChange): RankChangeView {
  const { own, others } = change.reasons;
  const reasons = [...ownReasons(own), ...(others.places === 0 ? [] : [`others ${signedPlaces(others.places)}`])];
  return {
    direction: change.direction === "flat" ? "same" : change.direction,
    ranks:
      change.rank_delta === 0 ? `${change.current_rank}, unchanged` : `${change.previous_rank}→${change.current_rank}`,
    reasons: reasons.length === 0 ? "no part moved by 0.1 points" : reasons.join(" · "),
    exact: `Own score ${formatSignedReading(change.score_delta, 1)} points: ${signedPlaces(own.places)}. Others: ${signedPlaces(others.places)}${fieldParts(others)}.`,
  };
}

/** The same in one sentence: "Rank 4→1 in 1 h: volume +6.1 · RSI +1.2 · others +1 place". */
export function rankChangeSentence(change: WireRankChange, since: RankWindow): string {
  const { ranks, reasons } = presentRankChange(change);
  return `Rank ${ranks} in ${windowLabels[since]}: ${reasons}`;
}

/** Rounded up, so that the sentence is true: this many points are always enough. */
const enough = (points: number) => Math.max(0.1, Math.ceil(points * 10 - 1e-9) / 10).toFixed(1);

/** How far the next change of rank is away; null when nobody stands beside this coin. */
export function presentNeighbours({ rank, momentum_score, neighbours }: CoinDetail): string | null {
  if (rank === null) return null;
  const { above, below } = neighbours;
  const falls =
    below &&
    `Falls to #${rank + 1} (behind ${below.symbol}) if it loses ${enough(momentum_score - below.momentum_score)} points.`;
  const rises =
    above &&
    `Rises to #${rank - 1} (before ${above.symbol}) with ${enough(above.momentum_score - momentum_score)} points more.`;
  return [falls, rises].filter(Boolean).join(" ") || null;
}

/** How many ranks are compared with, in words for an empty table. */
export function rankHistorySentence(changes: CoinDetail["rank_changes"]): string | null {
  if (changes.length > 0) return null;
  return `No earlier ranking knows this coin within ${countOf(7, "day")}: the reasons come with the first one that does.`;
}
