"use client";

import { Pause, Play } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Choice } from "@/components/ui/choice";
import { ExportMenu } from "@/components/ui/export-menu";
import { rankChangesSubject } from "@/hooks/export-subjects";
import { useFeed, useMarket, useMarketNow } from "@/hooks/use-market";
import { useRankChanges } from "@/hooks/use-rank-changes";
import { formatAge } from "@/lib/format/age";
import { formatClockMinutes, formatZone } from "@/lib/format/time";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { FeedList } from "./feed-list";
import { fellBehind } from "./fell-behind";
import { type FeedDirection, type FeedFilter, feedDirections } from "./present-feed";

export interface RankChangeFeedProps {
  readonly since: RankWindow;
  readonly onSince: (since: RankWindow) => void;
  readonly hrefOf: (coinId: string) => string;
  readonly onOpen: (coinId: string) => void;
}

const windowOptions = rankWindowSchema.options.map((value) => ({ value, label: value }));
const directionLabels: Record<FeedDirection, string> = { all: "All", up: "Up", down: "Down", new: "New" };
const SKELETON_ROWS = [1, 2, 3, 4, 5, 6];

function FeedSkeleton() {
  return (
    <div className="flex flex-col" aria-busy="true">
      <span className="sr-only">Loading the rank changes</span>
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="flex h-11 flex-col justify-center gap-1.5 border-line border-b px-3">
          <div className="skeleton h-3 w-2/5" />
          <div className="skeleton h-2.5 w-4/5" />
        </div>
      ))}
    </div>
  );
}

function StaleNote({ asOf }: { readonly asOf: number | null }) {
  const now = useMarketNow();
  const feed = useFeed();
  const { cadences } = useMarket();
  if (asOf === null || !(feed.stale || fellBehind(asOf, feed.asOf, cadences))) return null;
  return (
    <p className="mx-3 mb-2 rounded-chip bg-stale-tint px-2 py-1 text-meta text-stale" data-testid="feed-stale">
      Changes up to {formatClockMinutes(asOf)} {formatZone(asOf)} ({formatAge(asOf, now)} old)
    </p>
  );
}

/** Coins whose rank changed within a window, largest first, live, each with exactly why. */
export function RankChangeFeed({ since, onSince, hrefOf, onOpen }: RankChangeFeedProps) {
  const { data, asOf, failure } = useRankChanges(since);
  const [paused, setPaused] = useState(false);
  const [text, setText] = useState("");
  const [direction, setDirection] = useState<FeedDirection>("all");
  const filter: FeedFilter = { text: useDeferredValue(text), direction };
  const PauseIcon = paused ? Play : Pause;
  return (
    <section aria-labelledby="rank-changes-title" className="flex min-h-0 flex-1 flex-col" data-testid="rank-feed">
      <div className="flex items-center justify-between gap-2 px-3 pt-3 pb-2">
        <h2 id="rank-changes-title" className="whitespace-nowrap font-semibold text-body">
          Rank changes
        </h2>
        <div className="compact-choice">
          <Choice legend="Compared with the ranking of" value={since} onChange={onSince} options={windowOptions} />
        </div>
      </div>
      <div className="flex items-center gap-1.5 px-3 pb-2">
        <input
          type="search"
          className="field min-w-0 flex-1"
          placeholder="Filter changes"
          aria-label="Filter rank changes by coin"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <select
          className="field"
          aria-label="Which rank changes"
          value={direction}
          onChange={(event) => setDirection(feedDirections.find((name) => name === event.target.value) ?? "all")}
        >
          {feedDirections.map((name) => (
            <option key={name} value={name}>
              {directionLabels[name]}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="icon-button shrink-0"
          aria-pressed={paused}
          aria-label={paused ? "Resume the rank changes" : "Pause the rank changes"}
          onClick={() => setPaused(!paused)}
        >
          <PauseIcon size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
        <ExportMenu subject={rankChangesSubject(since)} compact />
      </div>
      <StaleNote asOf={asOf} />
      {data !== null ? (
        <FeedList key={since} data={data} filter={filter} paused={paused} hrefOf={hrefOf} onOpen={onOpen} />
      ) : failure === null ? (
        <FeedSkeleton />
      ) : (
        <p role="status" className="px-3 py-4 text-fg-2 text-table" data-testid="feed-failure">
          Rank changes not available: {failure}
        </p>
      )}
    </section>
  );
}
