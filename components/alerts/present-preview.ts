import type { AlertPreview } from "@/lib/contracts/http/alerts";
import { formatDuration } from "@/lib/format/age";
import { countOf } from "@/lib/format/count";
import { DASH } from "@/lib/format/glyph";
import { formatChange } from "@/lib/format/percent";
import { formatDayClock, formatZone } from "@/lib/format/time";

/** Fewer say nothing about the middle. */
const MEDIAN_FROM = 5;

export interface TickView {
  readonly key: string;
  /** 0 at the left end, 1 at the right. */
  readonly place: number;
  readonly time: string;
  readonly symbol: string;
  readonly label: string;
}

export interface SpanView {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

export interface OutcomeView {
  readonly hours: string;
  readonly n: string;
  readonly median: string;
  readonly worst: string;
  readonly best: string;
}

export interface PreviewView {
  readonly count: string;
  readonly ticks: readonly TickView[];
  readonly gaps: readonly SpanView[];
  readonly gapSentence: string | null;
  readonly outcomes: readonly OutcomeView[];
  readonly fewSentence: string | null;
  readonly from: string;
  readonly to: string;
}

function placer(from: number, to: number): (at: number) => number {
  const span = Math.max(1, to - from);
  return (at) => Math.max(0, Math.min(1, (at - from) / span));
}

function gapSentence(gaps: AlertPreview["gaps"]): string | null {
  if (gaps.length === 0) return null;
  const length = ({ from, to }: AlertPreview["gaps"][number]) => Date.parse(to) - Date.parse(from);
  const longest = gaps.toSorted((a, b) => length(b) - length(a))[0];
  if (longest === undefined) return null;
  const total = gaps.reduce((sum, gap) => sum + length(gap), 0);
  const where = `${formatDuration(length(longest))} from ${formatDayClock(Date.parse(longest.from))} ${formatZone(Date.parse(longest.from))}`;
  return gaps.length === 1
    ? `The record has a gap: ${where}.`
    : `The record has ${countOf(gaps.length, "gap")}, ${formatDuration(total)} in all; the longest ${where}.`;
}

/** How often a rule would have fired, drawn and in words. */
export function presentPreview(preview: AlertPreview): PreviewView {
  const [from, to] = [Date.parse(preview.from), Date.parse(preview.to)];
  const place = placer(from, to);
  const largest = Math.max(0, ...preview.outcomes.map(({ n }) => n));
  return {
    count: preview.sentence,
    ticks: preview.firings.map(({ time, coin_id, symbol }) => {
      const at = Date.parse(time);
      const text = `${formatDayClock(at)} ${formatZone(at)}`;
      return { key: `${coin_id}:${time}`, place: place(at), time: text, symbol, label: `${symbol}, ${text}` };
    }),
    gaps: preview.gaps.map((gap) => ({
      key: gap.from,
      from: place(Date.parse(gap.from)),
      to: place(Date.parse(gap.to)),
    })),
    gapSentence: gapSentence(preview.gaps),
    outcomes: preview.outcomes.map(({ hours, n, median, worst, best }) => ({
      hours: `${hours} h`,
      n: String(n),
      median: n < MEDIAN_FROM || median === null ? DASH : formatChange(median),
      worst: worst === null ? DASH : formatChange(worst),
      best: best === null ? DASH : formatChange(best),
    })),
    fewSentence: preview.total > 0 && largest < MEDIAN_FROM ? `No median is shown under ${MEDIAN_FROM} firings.` : null,
    from: formatDayClock(from),
    to: `${formatDayClock(to)} ${formatZone(to)}`,
  };
}

/** Price at a moment of market time. */
export interface PricePoint {
  readonly at: number;
  readonly price: number;
}

/** A line through prices in a box of this size; null under two points. */
export function priceLine(
  points: readonly PricePoint[],
  preview: Pick<AlertPreview, "from" | "to">,
  width: number,
  height: number,
): string | null {
  const [from, to] = [Date.parse(preview.from), Date.parse(preview.to)];
  const inside = points.filter(({ at }) => at >= from && at <= to);
  if (inside.length < 2) return null;
  const prices = inside.map(({ price }) => price);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const place = placer(from, to);
  const y = (price: number) => (high === low ? height / 2 : height - ((price - low) / (high - low)) * height);
  return inside
    .map(({ at, price }, index) => `${index === 0 ? "M" : "L"}${(place(at) * width).toFixed(1)} ${y(price).toFixed(1)}`)
    .join("");
}
