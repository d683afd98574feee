"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import type { ListState } from "@/hooks/list-state";
import { useFeed, useMarketNow } from "@/hooks/use-market";
import { formatAge } from "@/lib/format/age";
import { countOf } from "@/lib/format/count";
import { formatClock, formatClockMinutes, formatZone } from "@/lib/format/time";

export interface ListStripProps {
  readonly list: ListState;
  /** What the list is, said when there is nothing more urgent. */
  readonly sentence: string;
  readonly onRetry: () => void;
}

/** The line above the list: what it is, or that its data is old or could not be read. The rows stay where they are. */
export function ListStrip({ list, sentence, onRetry }: ListStripProps) {
  const now = useMarketNow();
  const { connection } = useFeed();
  if (list.asOf === null || (list.failure === null && !list.stale))
    return <p className="min-w-0 flex-1 truncate text-fg-3 text-meta">{sentence}</p>;
  const from = `${formatClockMinutes(list.asOf)} ${formatZone(list.asOf)}`;
  if (list.failure === null)
    return (
      <p className="strip" data-testid="list-strip">
        Ranking from {from} ({formatAge(list.asOf, now)} old).{" "}
        <span className="max-sm:sr-only">Bands are frozen until new data comes. </span>
        <Link href="/status" className="underline underline-offset-4">
          Open status
        </Link>
      </p>
    );
  return (
    <p className="strip" data-testid="list-strip">
      {connection.kind === "open" ? list.failure.message : "No connection."} You are reading the copy from {from}.{" "}
      <button type="button" className="underline underline-offset-4" onClick={onRetry}>
        Try now
      </button>
    </p>
  );
}

const FIRST_WORD_MS = 1_000;
const SECOND_WORD_MS = 8_000;

/** Before the first ranking: says what is being waited for, in growing detail. */
export function FirstLoad({ list, onRetry }: { readonly list: ListState; readonly onRetry: () => void }) {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    const timers = [FIRST_WORD_MS, SECOND_WORD_MS].map((ms) => setTimeout(() => setWaited(ms), ms));
    return () => timers.forEach(clearTimeout);
  }, []);
  if (list.failure !== null)
    return (
      <p role="status" className="py-2 text-fg-2" data-testid="first-load">
        {list.failure.message}
        {list.failure.requestId === null ? "" : ` (request ${list.failure.requestId})`} Trying again in 10s.{" "}
        <button type="button" className="text-accent underline underline-offset-4" onClick={onRetry}>
          Try now
        </button>{" "}
        ·{" "}
        <Link href="/status" className="text-accent underline underline-offset-4">
          Open status
        </Link>
      </p>
    );
  const text =
    waited >= SECOND_WORD_MS
      ? "Still waiting for the first ranking."
      : waited >= FIRST_WORD_MS
        ? "Loading the last ranking"
        : "";
  return (
    <p role="status" className="min-h-9 py-2 text-fg-2" data-testid="first-load">
      {text}
    </p>
  );
}

/** Says which order waits, in a slot that is always there so that nothing below it moves. */
export function OrderChip({
  list,
  noun,
  onApply,
}: {
  readonly list: ListState;
  readonly noun: string;
  readonly onApply: () => void;
}) {
  const { waiting, heldSince } = list;
  if (waiting === null) return null;
  const { moved, entered, left } = waiting;
  const since = heldSince === null ? "" : ` since ${formatClock(heldSince)}`;
  const parts = [
    moved > 0 ? `${countOf(moved, noun)} changed order${since}` : "",
    entered > 0 ? `${entered} entered` : "",
    left > 0 ? `${left} left` : "",
  ].filter(Boolean);
  return (
    <button
      type="button"
      className="chip num relative z-20 max-sm:whitespace-normal"
      data-on="true"
      onClick={onApply}
      aria-keyshortcuts="."
      data-testid="order-chip"
    >
      {parts.join(", ")} · Apply <kbd className="max-sm:hidden">(.)</kbd>
    </button>
  );
}
