"use client";

import Link from "next/link";
import { Popover } from "@/components/ui/popover";
import type { Connection } from "@/hooks/stream-client";
import { useFeed, useMarket, useMarketNow, useSilence } from "@/hooks/use-market";
import { formatMoment } from "@/lib/format/time";
import { presentAge, presentCadence, presentSource, type SourceView } from "./present-freshness";

const sourceTones: Record<SourceView["kind"], string> = {
  live: "text-live",
  replay: "text-replay",
  simulated: "text-simulated",
  unknown: "text-fg-3",
};

const sourceMarks: Record<SourceView["kind"], string> = {
  live: "m6 2.2 3.8 3.8L6 9.8 2.2 6ZM6 4v4M4.6 6h2.8",
  replay: "M2.2 4.2A4.4 4.4 0 1 1 1.6 7M2 1.2v3.2h3.2",
  simulated: "M1.5 1.5h9v9h-9ZM1.5 5l3.5-3.5M1.5 8.5l7-7M2.5 10.5l8-8M6 10.5 10.5 6",
  unknown: "M6 1.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4Z",
};

function SourceMark({ kind }: { readonly kind: SourceView["kind"] }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className="shrink-0">
      <path
        d={sourceMarks[kind]}
        fill={kind === "live" ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.3"
      />
    </svg>
  );
}

/** Which market this is. */
export function SourceTag() {
  const { clock } = useMarket();
  const view = presentSource(clock, useMarketNow());
  return (
    <span
      className={`num inline-flex items-center gap-1.5 whitespace-nowrap text-meta ${sourceTones[view.kind]}`}
      data-testid="source-tag"
    >
      <SourceMark kind={view.kind} />
      <span className="max-sm:sr-only">{view.tag}</span>
    </span>
  );
}

/** On every page, impossible to close, where the market is not the real one now. */
export function SourceStrip() {
  const { clock } = useMarket();
  const view = presentSource(clock, useMarketNow());
  if (view.strip === null) return null;
  const tone = view.kind === "replay" ? "bg-replay-tint text-replay" : "bg-simulated-tint text-simulated";
  return (
    <p
      className={`num flex h-(--strip) items-center gap-2 px-4 font-medium max-sm:justify-center text-meta ${tone}`}
      data-testid="source-strip"
    >
      <SourceMark kind={view.kind} />
      {view.strip}
    </p>
  );
}

const connectionWords = (connection: Connection): { mark: string; text: string } => {
  if (connection.kind === "open") return { mark: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z", text: "Stream" };
  if (connection.kind === "polling") return { mark: "", text: "Polling every 30 s" };
  if (connection.kind === "connecting") return { mark: "M6 1.5v9a4.5 4.5 0 0 0 0-9Z", text: "Connecting" };
  return { mark: "M6 1.5v9a4.5 4.5 0 0 0 0-9Z", text: `Reconnecting (${connection.attempt})` };
};

/** About the socket only; it never says how good the data is. */
export function ConnectionSign() {
  const { connection } = useFeed();
  const { mark, text } = connectionWords(connection);
  return (
    <span
      className="inline-flex items-center gap-1.5 whitespace-nowrap text-fg-2 text-meta"
      data-testid="connection-sign"
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
        {mark === "" ? null : <path d={mark} fill="currentColor" />}
      </svg>
      <span className="max-md:sr-only">{text}</span>
    </span>
  );
}

const ageTones = { fresh: "text-fg-2", ageing: "text-fg-2", stale: "text-stale" } as const;

function StaleMark() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path
        d="M6 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM6 3v3h2.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
      />
    </svg>
  );
}

/** On paper an age grows older than it says: there the moment stands, and whose numbers these are. */
export function PaperLine() {
  const { clock } = useMarket();
  const { asOf } = useFeed();
  const { tag } = presentSource(clock, useMarketNow());
  return (
    <p className="print-only num px-4 py-1 text-meta" data-testid="paper-line">
      GhostQuant · {tag} · newest datum {asOf === null ? "none yet" : formatMoment(asOf)}
    </p>
  );
}

/** About the newest datum on screen, whatever the socket says; opens where it comes from and when the next one is due. */
export function DataAge() {
  const { clock, cadences } = useMarket();
  const { asOf, stale } = useFeed();
  const now = useMarketNow();
  const silenceMs = useSilence();
  const view = presentAge({ asOf, now, silenceMs, everySeconds: cadences[0]?.everySeconds ?? null, saidStale: stale });
  return (
    <Popover
      label="Data age"
      trigger={{
        className: `num button-plain target gap-1.5 whitespace-nowrap px-2 text-meta ${ageTones[view.tone]}`,
        "data-testid": "data-age",
        children: (
          <>
            {view.tone === "stale" ? <StaleMark /> : null}
            {view.text}
          </>
        ),
      }}
    >
      <dl className="num grid grid-cols-[auto_auto] gap-x-6 gap-y-1 text-table">
        <dt className="text-fg-2">Source</dt>
        <dd className="text-right">{presentSource(clock, now).tag}</dd>
        <dt className="text-fg-2">Newest datum</dt>
        <dd className="text-right">{asOf === null ? "none yet" : formatMoment(asOf)}</dd>
        {cadences.map((cadence) => {
          const line = presentCadence(cadence, now);
          return (
            <div key={cadence.kind} className="contents">
              <dt className="text-fg-2">{line.name}</dt>
              <dd className="text-right">every {line.every}</dd>
            </div>
          );
        })}
      </dl>
      <Link href="/status" className="mt-3 inline-block text-accent text-table underline underline-offset-4">
        Open status
      </Link>
    </Popover>
  );
}
