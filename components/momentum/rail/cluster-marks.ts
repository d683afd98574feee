import type { ChartToken } from "@/components/charts/chart-colours";
import { UNCLUSTERED } from "@/lib/clustering/cluster-run";

/** The sign of a group: a hue and a shape, so that neither has to be told apart alone. */
export interface ClusterMark {
  readonly token: ChartToken;
  /** Path data around the origin, about one unit from it in every direction. */
  readonly path: string;
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Corners around the origin, the first at the top, those between at `inner` of the radius. */
function star(corners: number, radius: number, inner = radius): string {
  const count = inner === radius ? corners : 2 * corners;
  const points = Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
    const distance = inner !== radius && index % 2 === 1 ? inner : radius;
    return `${round(distance * Math.cos(angle))} ${round(distance * Math.sin(angle))}`;
  });
  return `M${points.join("L")}Z`;
}

/** Of about the same area: disc, square, triangle, diamond, triangle down, cross, hexagon, star. */
const shapes = [
  "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z",
  "M-.88 -.88H.88V.88H-.88Z",
  "M0 -1.15L1.15 .9H-1.15Z",
  "M0 -1.3L1.15 0L0 1.3L-1.15 0Z",
  "M0 1.15L1.15 -.9H-1.15Z",
  "M-.4 -1.15H.4V-.4H1.15V.4H.4V1.15H-.4V.4H-1.15V-.4H-.4Z",
  star(6, 1.15),
  star(5, 1.35, 0.58),
] as const;

const tokens = [
  "cluster-1",
  "cluster-2",
  "cluster-3",
  "cluster-4",
  "cluster-5",
  "cluster-6",
  "cluster-7",
  "cluster-8",
] as const satisfies readonly ChartToken[];

/** A ring, open in the middle: what no group holds. */
const unclusteredMark: ClusterMark = {
  token: "missing",
  path: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0ZM-.55 0A.55 .55 0 1 0 .55 0A.55 .55 0 1 0 -.55 0Z",
};

function markAt(slot: number): ClusterMark {
  const turn = Math.floor(slot / tokens.length);
  const token = tokens[slot % tokens.length] ?? tokens[0];
  // The ninth group has the first hue again, with the next shape.
  return { token, path: shapes[(slot + turn) % shapes.length] ?? shapes[0] };
}

/** A mark for each group. Groups keep their ids from run to run, so the id decides while its place is free. */
export function assignMarks(ids: readonly number[]): ReadonlyMap<number, ClusterMark> {
  const groups = ids.filter((id) => id !== UNCLUSTERED).toSorted((a, b) => a - b);
  const slots = Math.max(tokens.length, groups.length);
  const taken = new Set<number>();
  const marks = new Map<number, ClusterMark>([[UNCLUSTERED, unclusteredMark]]);
  for (const id of groups) {
    let slot = id % slots;
    while (taken.has(slot)) slot = (slot + 1) % slots;
    taken.add(slot);
    marks.set(id, markAt(slot));
  }
  return marks;
}
