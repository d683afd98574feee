"use client";

import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { SeriesChart } from "@/components/charts/series-chart";
import { formatScore } from "@/lib/format/score";
import { formatClockMinutes, formatDayClock, formatMoment } from "@/lib/format/time";
import { DAY_MS } from "@/lib/market/units";
import { openOnPlainClick } from "../momentum-card";
import { ClusterGlyph } from "./cluster-glyph";
import type { GroupView, MembersView } from "./present-clusters";

interface CoinLinks {
  readonly hrefOf: (coinId: string) => string;
  readonly onOpen: (coinId: string) => void;
}

export interface ClusterListProps extends CoinLinks {
  readonly groups: readonly GroupView[];
  /** The group that stands out. */
  readonly group: number | null;
  /** The group that was chosen by a press. */
  readonly chosen: number | null;
  readonly onHover: (clusterId: number | null) => void;
  readonly onChoose: (clusterId: number) => void;
}

function Coins({ title, coins, more, hrefOf, onOpen }: MembersView & CoinLinks) {
  return (
    <p className="text-meta">
      <span className="num text-fg-3">{title}: </span>
      {coins.map(({ id, symbol }) => (
        <a
          key={id}
          href={hrefOf(id)}
          onClick={(event) => openOnPlainClick(event, () => onOpen(id))}
          className="mr-2 inline-flex min-h-6 items-center text-accent hover:underline pointer-coarse:min-h-11 pointer-coarse:min-w-11"
        >
          {symbol}
        </a>
      ))}
      <span className="num text-fg-3">{more}</span>
    </p>
  );
}

function GroupDetails({ view, ...links }: { readonly view: GroupView } & CoinLinks) {
  const span = (view.history.at(-1)?.at ?? 0) - (view.history[0]?.at ?? 0);
  return (
    <div className="flex flex-col gap-2 px-3 pt-1 pb-3 pl-7.5" data-testid="cluster-details">
      <Coins title="Highest on the map" coins={view.top} more="" {...links} />
      {view.moves.map((moves) => (
        <Coins key={moves.title} {...moves} {...links} />
      ))}
      {view.movesSentence === "" ? null : <p className="text-fg-2 text-meta">{view.movesSentence}</p>}
      <SeriesChart
        title="Average score over the runs"
        points={view.history}
        shape="line"
        height={44}
        minimumSpan={2}
        formatValue={formatScore}
        formatTime={formatMoment}
        formatAxis={span < DAY_MS ? formatClockMinutes : formatDayClock}
        emptyText="The line of its average score comes with the second run."
      />
    </div>
  );
}

function GroupRow({ view, ...props }: Omit<ClusterListProps, "groups"> & { readonly view: GroupView }) {
  const { group, chosen, onHover, onChoose } = props;
  const [open, setOpen] = useState(false);
  const details = useId();
  return (
    <li
      className="cluster-row"
      data-on={group === view.id}
      data-chosen={chosen === view.id}
      onPointerEnter={() => onHover(view.id)}
      onPointerLeave={() => onHover(null)}
      onFocus={() => onHover(view.id)}
      onBlur={() => onHover(null)}
    >
      <div className="flex items-stretch">
        <button
          type="button"
          className="cluster-choose"
          aria-pressed={chosen === view.id}
          aria-label={view.spoken}
          data-testid="cluster-row"
          data-cluster={view.id}
          onClick={() => onChoose(view.id)}
        >
          <span className="flex items-center gap-1.5 text-table">
            <ClusterGlyph mark={view.mark} />
            <span className="truncate font-medium text-fg">{view.label}</span>
            <span className="num ml-auto shrink-0 text-fg-2">{view.score}</span>
          </span>
          <span className="num block truncate pl-4.5 text-fg-2 text-meta">{view.summary}</span>
        </button>
        <button
          type="button"
          className="cluster-unfold"
          aria-expanded={open}
          aria-controls={details}
          aria-label={`Members and history of ${view.label}`}
          onClick={() => setOpen(!open)}
        >
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" className={open ? "rotate-180" : ""} />
        </button>
      </div>
      <div id={details}>{open ? <GroupDetails view={view} hrefOf={props.hrefOf} onOpen={props.onOpen} /> : null}</div>
    </li>
  );
}

/** The groups in words: what the map shows, and the way to filter by one. */
export function ClusterList({ groups, ...props }: ClusterListProps) {
  return (
    <ul aria-label="Groups of coins, highest average score first" className="border-line border-t">
      {groups.map((view) => (
        <GroupRow key={view.id} view={view} {...props} />
      ))}
    </ul>
  );
}
