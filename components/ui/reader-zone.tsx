"use client";

import { createContext, Fragment, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { serializeZoneChoice, UTC, ZONE_COOKIE, type ZoneChoice } from "@/lib/format/zone";

interface ZoneValue {
  readonly choice: ZoneChoice;
  readonly choose: (choice: ZoneChoice) => void;
}

const ZoneContext = createContext<ZoneValue | null>(null);
const YEAR_SECONDS = 365 * 24 * 3_600;

export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? UTC;
}

function keep(choice: ZoneChoice): void {
  const text = encodeURIComponent(serializeZoneChoice(choice));
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store has no synchronous way, and the next page must have it
  document.cookie = `${ZONE_COOKIE}=${text}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  document.documentElement.dataset.zone = choice.zone;
}

/** In which zone this reader's times are written. The server draws with the same one, so nothing moves when the page wakes up. */
export function ReaderZone({ initial, children }: { readonly initial: ZoneChoice; readonly children: ReactNode }) {
  const [choice, setChoice] = useState(initial);
  const choose = useCallback((next: ZoneChoice) => {
    keep(next);
    setChoice(next);
  }, []);
  // A device that travelled; or a server that could not draw in this zone.
  useEffect(() => {
    const now = choice.kind === "local" ? deviceZone() : choice.zone;
    if (now !== document.documentElement.dataset.zone) choose({ ...choice, zone: now });
  }, [choice, choose]);
  const value = useMemo(() => ({ choice, choose }), [choice, choose]);
  return <ZoneContext value={value}>{children}</ZoneContext>;
}

export function useReaderZone(): ZoneValue {
  const value = useContext(ZoneContext);
  if (value === null) throw new Error("useReaderZone needs a ReaderZone above it");
  return value;
}

/** Draws what is in it anew when the zone changes: its times are strings that nobody else would make again. */
export function InReaderZone({ children }: { readonly children: ReactNode }) {
  const { choice } = useReaderZone();
  return <Fragment key={choice.zone}>{children}</Fragment>;
}
