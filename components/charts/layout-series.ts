/** One observation; `at` in any unit that grows with time. A null value is a gap and is drawn as one. */
export interface SeriesPoint {
  readonly at: number;
  readonly value: number | null;
}

export interface SeriesLayout {
  /** SVG path data inside a box of `width` × `height`. */
  readonly line: string;
  /** The same line closed down to the floor, empty for a step line. */
  readonly area: string;
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
  /** Drawn positions, for the reader's cursor. */
  readonly marks: readonly { readonly x: number; readonly y: number; readonly point: SeriesPoint }[];
}

export interface LayoutOptions {
  readonly width: number;
  readonly height: number;
  readonly shape: "line" | "area" | "step";
  /** True where smaller is better, such as a rank: the smallest value is drawn at the top. */
  readonly invert?: boolean;
  /** Keeps a flat or nearly flat series from filling the box with noise. */
  readonly minimumSpan?: number;
  /** Values at floor and ceiling of the box, where they are known beforehand. */
  readonly domain?: readonly [floor: number, ceiling: number];
}

const round = (value: number) => Math.round(value * 100) / 100;

function segmentsOf(marks: SeriesLayout["marks"], gapAfter: number): SeriesLayout["marks"][] {
  const segments: SeriesLayout["marks"][number][][] = [];
  let previousAt = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    if (segments.length === 0 || mark.point.at - previousAt > gapAfter) segments.push([]);
    segments.at(-1)?.push(mark);
    previousAt = mark.point.at;
  }
  return segments;
}

function pathOf(segment: SeriesLayout["marks"], step: boolean): string {
  return segment
    .map(({ x, y }, index) => {
      if (index === 0) return `M${round(x)} ${round(y)}`;
      return step ? `H${round(x)}V${round(y)}` : `L${round(x)} ${round(y)}`;
    })
    .join("");
}

/**
 * Places a series in a box. Null with fewer than two values: one point is not a line.
 * A stretch without observations longer than six median steps is left open, never bridged.
 */
export function layoutSeries(points: readonly SeriesPoint[], options: LayoutOptions): SeriesLayout | null {
  const known = points.filter((point): point is SeriesPoint & { value: number } => point.value !== null);
  const first = known[0];
  const last = known.at(-1);
  if (known.length < 2 || !first || !last || last.at === first.at) return null;

  const values = known.map((point) => point.value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const { domain } = options;
  const span = domain ? domain[1] - domain[0] : Math.max(high - low, options.minimumSpan ?? 0) || 1;
  const floor = domain ? domain[0] : (low + high - span) / 2;
  const marks = known.map((point) => {
    const share = (point.value - floor) / span;
    return {
      x: ((point.at - first.at) / (last.at - first.at)) * options.width,
      y: (options.invert ? share : 1 - share) * options.height,
      point,
    };
  });

  const steps = known.slice(1).map((point, index) => point.at - (known[index]?.at ?? point.at));
  steps.sort((a, b) => a - b);
  const usualStep = steps[Math.floor(steps.length / 2)] ?? 0;
  const segments = segmentsOf(marks, usualStep * 6);
  const line = segments.map((segment) => pathOf(segment, options.shape === "step")).join("");
  const area =
    options.shape === "area"
      ? segments.map((segment) => `${pathOf(segment, false)}V${options.height}H${round(segment[0]?.x ?? 0)}Z`).join("")
      : "";
  return { line, area, low, high, from: first.at, to: last.at, marks };
}

/** Index of the mark nearest to a horizontal position. */
export function nearestMark(layout: SeriesLayout, x: number): number {
  let best = 0;
  for (const [index, mark] of layout.marks.entries()) {
    const current = layout.marks[best];
    if (current && Math.abs(mark.x - x) < Math.abs(current.x - x)) best = index;
  }
  return best;
}
