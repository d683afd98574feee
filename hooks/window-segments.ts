export type Segment =
  | { readonly kind: "space"; readonly from: number; readonly count: number }
  | { readonly kind: "rows"; readonly from: number; readonly to: number };

/**
 * Which rows of `total` are drawn and which are only space: the window from `start` to `end` (exclusive),
 * and the pinned row wherever it is, because a focused row is never taken away from its reader.
 */
export function windowSegments(start: number, end: number, total: number, pinned: number | null): Segment[] {
  const ranges: [number, number][] = [[Math.max(0, Math.min(start, total)), Math.max(0, Math.min(end, total))]];
  if (pinned !== null && pinned >= 0 && pinned < total && (pinned < start || pinned >= end)) {
    if (pinned < start) ranges.unshift([pinned, pinned + 1]);
    else ranges.push([pinned, pinned + 1]);
  }
  const segments: Segment[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) segments.push({ kind: "space", from: at, count: from - at });
    if (to > from) segments.push({ kind: "rows", from, to });
    at = Math.max(at, to);
  }
  if (total > at) segments.push({ kind: "space", from: at, count: total - at });
  return segments;
}
