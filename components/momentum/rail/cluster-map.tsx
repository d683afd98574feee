"use client";

import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { ClustersList } from "@/lib/contracts/http/clusters";
import { ClusterGlyph } from "./cluster-glyph";
import type { ClusterMark } from "./cluster-marks";
import { type ClusterCanvas, createClusterCanvas } from "./draw-cluster-map";
import { layoutClusterMap, type MapAxis, type MapBox, type MapLayout, nearestMapMark } from "./layout-cluster-map";
import { type LabelWish, placeLabels } from "./place-labels";
import { axisTick, coinSentence, type GroupView, mapSentence, shortLabel } from "./present-clusters";

export interface ClusterMapProps {
  readonly data: ClustersList;
  readonly groups: readonly GroupView[];
  readonly axes: { readonly x: MapAxis; readonly y: MapAxis };
  /** The group that stands out. */
  readonly group: number | null;
  readonly coin: string | null;
  readonly onCoin: (coinId: string | null) => void;
  readonly onOpen: (coinId: string) => void;
}

const MARGINS = { left: 40, right: 8, top: 6, bottom: 20 } as const;
const REACH_PX = 12;
const COARSE_REACH_PX = 22;
/** Of the labels' 12 px letters, on average, with room for the glyph. */
const LETTER_PX = 6.3;
const GLYPH_PX = 22;
const TIP_WIDTH_PX = 180;

function useBox() {
  const frame = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<MapBox | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setBox({ width, height, ...MARGINS });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { frame, box };
}

function Labels({ layout, box, groups, group }: Pick<ClusterMapProps, "groups" | "group"> & MapParts) {
  const byId = new Map(groups.map((view) => [view.id, view]));
  const weight = new Map<number, number>();
  for (const { clusterId } of layout.marks) weight.set(clusterId, (weight.get(clusterId) ?? 0) + 1);
  const wishes = layout.centroids
    .toSorted((a, b) => (weight.get(b.clusterId) ?? 0) - (weight.get(a.clusterId) ?? 0))
    .flatMap(({ clusterId, x, y }): LabelWish[] => {
      const view = byId.get(clusterId);
      return view === undefined
        ? []
        : [{ clusterId, x, y, width: shortLabel(view.label).length * LETTER_PX + GLYPH_PX }];
    });
  const placed = placeLabels(wishes, {
    left: box.left,
    right: box.width,
    top: box.top,
    bottom: box.height - box.bottom,
  });
  return placed.map(({ clusterId, left, top }) => {
    const view = byId.get(clusterId);
    if (view === undefined) return null;
    return (
      <span
        key={clusterId}
        className="cluster-label"
        data-dim={group !== null && group !== clusterId}
        style={{ left, top }}
      >
        <ClusterGlyph mark={view.mark} />
        {shortLabel(view.label)}
      </span>
    );
  });
}

interface MapParts {
  readonly layout: MapLayout;
  readonly box: MapBox;
}

function Ticks({ layout, box, axes }: Pick<ClusterMapProps, "axes"> & MapParts) {
  return (
    <>
      {layout.yTicks.map(({ at, value }) => (
        <span
          key={value}
          className="num absolute -translate-y-1/2 text-fg-3 text-meta"
          style={{ top: at, right: box.width - box.left + 4 }}
        >
          {axisTick(axes.y, value)}
        </span>
      ))}
      {layout.xTicks.map(({ at, value }) => (
        <span
          key={value}
          className="num absolute bottom-0 -translate-x-1/2 text-fg-3 text-meta"
          style={{ left: Math.min(at, box.width - 16) }}
        >
          {axisTick(axes.x, value)}
        </span>
      ))}
    </>
  );
}

function CoinTip({ layout, box, data, groups, coin, axes }: ClusterMapProps & MapParts) {
  const point = data.points.find(({ id }) => id === coin);
  const mark = layout.marks.find(({ id }) => id === coin);
  const view = groups.find(({ id }) => id === point?.cluster_id);
  if (point === undefined || mark === undefined || view === undefined) return null;
  const isLow = mark.y > box.height / 2;
  return (
    <div
      className="pointer-events-none absolute z-10 rounded-chip border border-line bg-surface-3 px-2 py-1 text-meta shadow-float"
      data-testid="cluster-map-coin"
      data-coin={point.id}
      style={{
        width: TIP_WIDTH_PX,
        left: Math.max(4, Math.min(mark.x - TIP_WIDTH_PX / 2, box.width - TIP_WIDTH_PX - 4)),
        ...(isLow ? { bottom: box.height - mark.y + 10 } : { top: mark.y + 10 }),
      }}
    >
      <span className="flex items-center gap-1.5">
        <ClusterGlyph mark={view.mark} />
        <span className="font-semibold text-fg">{point.symbol}</span>
        <span className="truncate text-fg-2">{view.label}</span>
      </span>
      <span className="num block text-fg-2">{coinSentence(point, axes)}</span>
    </div>
  );
}

function useCanvas(parts: MapParts | null, groups: readonly GroupView[], group: number | null, coin: string | null) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<ClusterCanvas | null>(null);
  const marks = useMemo<ReadonlyMap<number, ClusterMark>>(
    () => new Map(groups.map(({ id, mark }) => [id, mark])),
    [groups],
  );
  useEffect(() => {
    if (canvas.current === null) return;
    drawn.current = createClusterCanvas(canvas.current);
    return () => drawn.current?.destroy();
  }, []);
  useEffect(() => {
    if (parts !== null) drawn.current?.show({ ...parts, marks, group, coin });
  }, [parts, marks, group, coin]);
  return canvas;
}

/** Only the pointer reads the map; without one, the list below has every group and its coins. */
function usePointer(
  frame: RefObject<HTMLElement | null>,
  layout: MapLayout | null,
  { onCoin, onOpen }: Pick<ClusterMapProps, "onCoin" | "onOpen">,
): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null || layout === null) return;
    const coinAt = ({ clientX, clientY }: MouseEvent): string | null => {
      const at = element.getBoundingClientRect();
      const reach = window.matchMedia("(pointer: coarse)").matches ? COARSE_REACH_PX : REACH_PX;
      return nearestMapMark(layout.marks, clientX - at.left, clientY - at.top, reach)?.id ?? null;
    };
    const gone = new AbortController();
    const { signal } = gone;
    element.addEventListener("pointermove", (event) => onCoin(coinAt(event)), { signal });
    element.addEventListener("pointerleave", () => onCoin(null), { signal });
    element.addEventListener(
      "click",
      (event) => {
        const id = coinAt(event);
        if (id !== null) onOpen(id);
      },
      { signal },
    );
    return () => gone.abort();
  }, [frame, layout, onCoin, onOpen]);
}

/** The universe by two readings: each coin a mark of its group's hue and shape, sized by market cap. */
export function ClusterMap(props: ClusterMapProps) {
  const { data, groups, axes, group, coin } = props;
  const { frame, box } = useBox();
  const parts = useMemo(
    () => (box === null ? null : { box, layout: layoutClusterMap(data.points, axes, box) }),
    [box, data, axes],
  );
  const canvas = useCanvas(parts, groups, group, coin);
  usePointer(frame, parts?.layout ?? null, props);
  return (
    <div ref={frame} className="cluster-map" data-testid="cluster-map" data-on-coin={coin !== null}>
      <canvas
        ref={canvas}
        className="absolute inset-0 size-full"
        role="img"
        aria-label={mapSentence(data, axes, parts?.layout.missing ?? 0)}
      />
      {parts === null ? null : (
        <div aria-hidden="true">
          <Ticks axes={axes} {...parts} />
          <Labels groups={groups} group={group} {...parts} />
          <CoinTip {...props} {...parts} />
        </div>
      )}
    </div>
  );
}
