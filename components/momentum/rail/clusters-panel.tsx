"use client";

import { useMemo, useState } from "react";
import { Choice } from "@/components/ui/choice";
import { ExportMenu } from "@/components/ui/export-menu";
import { clustersSubject } from "@/hooks/export-subjects";
import { useClusters } from "@/hooks/use-clusters";
import { useMarketNow } from "@/hooks/use-market";
import { type ClusterMethod, clusterMethodSchema } from "@/lib/clustering/cluster-run";
import type { ClustersList } from "@/lib/contracts/http/clusters";
import { formatAge } from "@/lib/format/age";
import { formatClockMinutes, formatZone } from "@/lib/format/time";
import { ClusterList } from "./cluster-list";
import { ClusterMap } from "./cluster-map";
import { type MapAxis, mapAxes } from "./layout-cluster-map";
import {
  axisLabels,
  filterSentence,
  methodLabels,
  presentGroups,
  structureHint,
  structureSentence,
} from "./present-clusters";

export interface ClustersPanelProps {
  readonly method: ClusterMethod | null;
  readonly onMethod: (method: ClusterMethod) => void;
  /** The group that the list is filtered by. */
  readonly clusterId: number | null;
  readonly onFilter: (clusterId: number) => void;
  readonly hrefOf: (coinId: string) => string;
  readonly onOpen: (coinId: string) => void;
}

type PanelProps = Omit<ClustersPanelProps, "method" | "onMethod">;

const methodOptions = clusterMethodSchema.options.map((value) => ({ value, label: methodLabels[value] }));
const SKELETON_ROWS = [1, 2, 3, 4, 5, 6, 7, 8];

function ClustersSkeleton() {
  return (
    <div aria-busy="true" className="min-h-0 flex-1 overflow-hidden">
      <span className="sr-only">Loading the groups</span>
      <div className="mx-3 mb-2 flex h-4 items-center">
        <div className="skeleton h-3 w-3/5" />
      </div>
      <div className="cluster-map p-3">
        <div className="skeleton size-full" />
      </div>
      <div className="h-12" />
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="flex h-11 flex-col justify-center gap-1.5 border-line border-t px-3">
          <div className="skeleton h-3 w-3/5" />
          <div className="skeleton h-2.5 w-2/5" />
        </div>
      ))}
    </div>
  );
}

/** When the groups were computed, and whether that can still be relied on. */
function ComputedAt({ data, failure }: { readonly data: ClustersList; readonly failure: string | null }) {
  const now = useMarketNow();
  if (data.computed_at === null) return null;
  const at = Date.parse(data.computed_at);
  const isOld = data.stale || failure !== null;
  const why = failure === null ? "" : ` Reading them again failed: ${failure}`;
  return (
    <p
      className={`num min-h-7 border-line border-t px-3 py-1.5 text-meta ${isOld ? "bg-stale-tint text-stale" : "text-fg-3"}`}
      data-testid="clusters-computed"
      data-stale={isOld}
    >
      {data.old_run ? "An old run. " : data.stale ? "Scores are old. " : ""}Computed {formatClockMinutes(at)}{" "}
      {formatZone(at)} ({formatAge(at, now)} ago).{why}
    </p>
  );
}

function AxisSelect(props: {
  readonly label: string;
  readonly value: MapAxis;
  readonly without: MapAxis;
  readonly onChange: (axis: MapAxis) => void;
}) {
  const { label, value, without, onChange } = props;
  return (
    <label className="flex min-w-0 flex-1 items-center gap-1.5 text-fg-3 text-meta">
      <span aria-hidden="true">{label}</span>
      <select
        className="field min-w-0 flex-1"
        aria-label={`Axis ${label} of the map`}
        value={value}
        onChange={(event) => onChange(mapAxes.find((axis) => axis === event.target.value) ?? value)}
      >
        {mapAxes
          .filter((axis) => axis !== without)
          .map((axis) => (
            <option key={axis} value={axis}>
              {axisLabels[axis]}
            </option>
          ))}
      </select>
    </label>
  );
}

function Groups({
  data,
  failure,
  ...props
}: PanelProps & { readonly data: ClustersList; readonly failure: string | null }) {
  const [axes, setAxes] = useState<{ readonly x: MapAxis; readonly y: MapAxis }>({ x: "turnover", y: "score" });
  const [hovered, setHovered] = useState<number | null>(null);
  const [coin, setCoin] = useState<string | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const groups = useMemo(() => presentGroups(data), [data]);
  const note = filterSentence(data);
  const chosen = note === null ? props.clusterId : marked;
  const coinGroup = data.points.find(({ id }) => id === coin)?.cluster_id ?? null;
  const known = groups.some(({ id }) => id === chosen) ? chosen : null;
  const group = coinGroup ?? hovered ?? known;
  const choose = (id: number) => (note === null ? props.onFilter(id) : setMarked(marked === id ? null : id));
  return (
    <>
      <p className="num mx-3 mb-2 text-fg text-meta" data-hint={structureHint(data)} data-testid="clusters-structure">
        {structureSentence(data)}
      </p>
      <ClusterMap
        data={data}
        groups={groups}
        axes={axes}
        group={group}
        coin={coin}
        onCoin={setCoin}
        onOpen={props.onOpen}
      />
      <div className="flex gap-2 px-3 py-2">
        <AxisSelect label="x" value={axes.x} without={axes.y} onChange={(x) => setAxes({ ...axes, x })} />
        <AxisSelect label="y" value={axes.y} without={axes.x} onChange={(y) => setAxes({ ...axes, y })} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {note === null ? null : <p className="px-3 pb-2 text-fg-2 text-meta">{note}</p>}
        <ClusterList
          groups={groups}
          group={group}
          chosen={chosen}
          onHover={setHovered}
          onChoose={choose}
          hrefOf={props.hrefOf}
          onOpen={props.onOpen}
        />
      </div>
      <ComputedAt data={data} failure={failure} />
    </>
  );
}

function Message({ text, testId }: { readonly text: string; readonly testId: string }) {
  return (
    <p role="status" className="px-3 py-4 text-fg-2 text-table" data-testid={testId}>
      {text}
    </p>
  );
}

/** What else moves like it: the universe in groups, as a map and as the list that filters by them. */
export function ClustersPanel({ method, onMethod, ...props }: ClustersPanelProps) {
  const { data, failure } = useClusters(method);
  const shown = method ?? data?.method ?? "kmeans";
  return (
    <section aria-labelledby="clusters-title" className="flex min-h-0 flex-1 flex-col" data-testid="clusters-panel">
      <div className="flex items-center justify-between gap-2 px-3 pt-3 pb-1">
        <h2 id="clusters-title" className="font-semibold text-body">
          Clusters
        </h2>
        <div className="flex items-center gap-1.5">
          <div className="compact-choice">
            <Choice legend="Method of grouping" value={shown} onChange={onMethod} options={methodOptions} />
          </div>
          <ExportMenu subject={clustersSubject(method)} compact />
        </div>
      </div>
      {data === null ? (
        failure === null ? (
          <ClustersSkeleton />
        ) : (
          <Message text={`Clusters not available: ${failure}`} testId="clusters-failure" />
        )
      ) : data.clusters.length === 0 ? (
        <Message text={`No groups yet. ${data.reason}`} testId="clusters-none" />
      ) : (
        <Groups key={data.method} data={data} failure={failure} {...props} />
      )}
    </section>
  );
}
