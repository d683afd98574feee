import type { ClustersList } from "@/lib/contracts/http/clusters";

export type ClusterPoint = ClustersList["points"][number];

export const mapAxes = ["turnover", "score", "change", "cap"] as const;
export type MapAxis = (typeof mapAxes)[number];

export interface MapBox {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface MapMark {
  readonly id: string;
  readonly clusterId: number;
  readonly x: number;
  readonly y: number;
  /** 0 small to 3 large, by market cap. */
  readonly size: number;
}

export interface MapTick {
  readonly at: number;
  readonly value: number;
}

export interface MapLayout {
  /** Large ones first, so that small ones lie above them. */
  readonly marks: readonly MapMark[];
  readonly centroids: readonly { readonly clusterId: number; readonly x: number; readonly y: number }[];
  readonly xTicks: readonly MapTick[];
  readonly yTicks: readonly MapTick[];
  /** Coins without a value on one of the axes: not drawn, but told. */
  readonly missing: number;
}

interface Scale {
  /** 0–1 along the axis; what lies outside stands at the edge. */
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

const LOGARITHMIC: ReadonlySet<MapAxis> = new Set(["turnover", "cap"]);
/** So much of the coins at each end may stand at the edge: a single coin must not squeeze all others together. */
const EDGE_SHARE = 0.01;
const TICKS = 5;
const CAP_STEPS_USD = [10e6, 100e6, 1e9] as const;

const round = (value: number) => Math.round(value * 10) / 10;

function valueOn(axis: MapAxis, point: ClusterPoint): number | null {
  switch (axis) {
    case "turnover":
      return point.turnover;
    case "score":
      return point.momentum_score;
    case "change":
      return point.price_change_percentage_24h;
    case "cap":
      return point.market_cap;
  }
}

function edges(values: readonly number[]): [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const skip = Math.floor(sorted.length * EDGE_SHARE);
  return [sorted[skip] ?? 0, sorted[sorted.length - 1 - skip] ?? 0];
}

function share(low: number, high: number): (value: number) => number {
  return (value) => (high === low ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low))));
}

function linearScale(values: readonly number[]): Scale {
  const [low, high] = edges(values);
  const rough = (high - low) / TICKS;
  if (rough <= 0) return { place: share(low, high), ticks: [low] };
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return { place: share(low, high), ticks: Array.from({ length: count }, (_, index) => (first + index) * step) };
}

function logarithmicScale(values: readonly number[]): Scale {
  const [low, high] = edges(values.filter((value) => value > 0));
  if (low <= 0) return { place: () => 0, ticks: [] };
  const along = share(Math.log10(low), Math.log10(high));
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const powers = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  const every = Math.max(1, Math.ceil(powers / TICKS));
  return {
    place: (value) => (value > 0 ? along(Math.log10(value)) : 0),
    ticks: Array.from({ length: Math.ceil(powers / every) }, (_, index) => 10 ** (first + index * every)),
  };
}

function scaleOf(axis: MapAxis, values: readonly number[]): Scale {
  return LOGARITHMIC.has(axis) ? logarithmicScale(values) : linearScale(values);
}

function sizeOf(marketCapUsd: number | null): number {
  return CAP_STEPS_USD.filter((step) => (marketCapUsd ?? 0) >= step).length;
}

function centroidsOf(marks: readonly MapMark[]): MapLayout["centroids"] {
  const sums = new Map<number, { x: number; y: number; count: number }>();
  for (const { clusterId, x, y } of marks) {
    const sum = sums.get(clusterId) ?? { x: 0, y: 0, count: 0 };
    sums.set(clusterId, { x: sum.x + x, y: sum.y + y, count: sum.count + 1 });
  }
  return Array.from(sums, ([clusterId, { x, y, count }]) => ({ clusterId, x: round(x / count), y: round(y / count) }));
}

/** Places the coins in the box by two of their readings. */
export function layoutClusterMap(
  points: readonly ClusterPoint[],
  axes: { readonly x: MapAxis; readonly y: MapAxis },
  box: MapBox,
): MapLayout {
  const known = points.flatMap((point) => {
    const [x, y] = [valueOn(axes.x, point), valueOn(axes.y, point)];
    return x === null || y === null ? [] : [{ point, x, y }];
  });
  const xScale = scaleOf(
    axes.x,
    known.map(({ x }) => x),
  );
  const yScale = scaleOf(
    axes.y,
    known.map(({ y }) => y),
  );
  const across = (value: number) => round(box.left + xScale.place(value) * (box.width - box.left - box.right));
  const down = (value: number) =>
    round(box.height - box.bottom - yScale.place(value) * (box.height - box.top - box.bottom));
  const marks = known
    .map(({ point, x, y }) => ({
      id: point.id,
      clusterId: point.cluster_id,
      x: across(x),
      y: down(y),
      size: sizeOf(point.market_cap),
    }))
    .toSorted((a, b) => b.size - a.size);
  return {
    marks,
    centroids: centroidsOf(marks),
    xTicks: known.length === 0 ? [] : xScale.ticks.map((value) => ({ at: across(value), value })),
    yTicks: known.length === 0 ? [] : yScale.ticks.map((value) => ({ at: down(value), value })),
    missing: points.length - known.length,
  };
}

/** The mark nearest to a place, if one is within reach. */
export function nearestMapMark(marks: readonly MapMark[], x: number, y: number, reach: number): MapMark | null {
  let nearest: MapMark | null = null;
  let least = reach ** 2;
  for (const mark of marks) {
    const distance = (mark.x - x) ** 2 + (mark.y - y) ** 2;
    // Of two at the same place the upper one is meant.
    if (distance > least) continue;
    least = distance;
    nearest = mark;
  }
  return nearest;
}
