"use client";

import { useEffect, useRef, useState } from "react";
import { useFeed, useMarket, useMarketNow, useSilence } from "@/hooks/use-market";
import { presentAge } from "./present-freshness";

const EVERY_MS = 10_000;

/** The one polite voice of the shell: connection and staleness changes, at most one sentence in ten seconds. */
export function Announcer() {
  const { cadences } = useMarket();
  const { connection, asOf, stale } = useFeed();
  const now = useMarketNow();
  const silenceMs = useSilence();
  const { tone } = presentAge({
    asOf,
    now,
    silenceMs,
    everySeconds: cadences[0]?.everySeconds ?? null,
    saidStale: stale,
  });
  const [sentence, setSentence] = useState("");
  const said = useRef({ at: 0, lost: false, stale: tone === "stale" });
  const lost = connection.kind === "polling";
  const isStale = tone === "stale";

  useEffect(() => {
    const last = said.current;
    if ((last.lost === lost && last.stale === isStale) || now - last.at < EVERY_MS) return;
    const parts = [
      last.lost === lost ? "" : lost ? "The stream is lost; polling every 30 seconds." : "The stream is back.",
      last.stale === isStale ? "" : isStale ? "The data is stale." : "The data is current again.",
    ];
    said.current = { at: now, lost, stale: isStale };
    setSentence(parts.filter(Boolean).join(" "));
  }, [lost, isStale, now]);

  return (
    <div role="status" className="sr-only">
      {sentence}
    </div>
  );
}
