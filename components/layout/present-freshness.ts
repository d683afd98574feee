import { formatAge, formatDuration } from "@/lib/format/age";
import { formatDayClock, formatZone } from "@/lib/format/time";
import type { MarketClock } from "@/lib/market/clock";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";

export type AgeTone = "fresh" | "ageing" | "stale";

export interface AgeView {
  readonly text: string;
  readonly tone: AgeTone;
}

export interface AgeInput {
  /** Newest datum, market time. */
  readonly asOf: UnixMs | null;
  readonly now: UnixMs;
  /** Market time since a new board was last heard of. */
  readonly silenceMs: number;
  /** Cadence of the fastest refresh; null before the first. */
  readonly everySeconds: number | null;
  /** The server's own word. */
  readonly saidStale: boolean;
}

/**
 * The age of the newest datum. Its tone is about refreshes, not about the datum: a provider that updates a price every few
 * minutes is no reason to call a refresh of ten seconds ago stale. Ageing in the second silent interval, stale after that.
 */
export function presentAge({ asOf, now, silenceMs, everySeconds, saidStale }: AgeInput): AgeView {
  if (asOf === null) return { text: "No data yet", tone: "ageing" };
  const intervals = everySeconds === null ? 0 : silenceMs / (everySeconds * SECOND_MS);
  const age = formatAge(asOf, now);
  if (saidStale || intervals > 2) return { text: `Data ${age}, stale`, tone: "stale" };
  return { text: `Data ${age}`, tone: intervals > 1 ? "ageing" : "fresh" };
}

export interface SourceView {
  readonly tag: string;
  /** Said in a strip on every page; null where the market is the real one, now. */
  readonly strip: string | null;
  readonly kind: MarketClock["source"] | "unknown";
}

/** Which market this is, in words that cannot be mistaken. */
export function presentSource(clock: MarketClock | null, now: UnixMs): SourceView {
  if (clock === null) return { tag: "Waiting for a source", strip: null, kind: "unknown" };
  if (clock.source === "live") return { tag: "Live market", strip: null, kind: "live" };
  if (clock.source === "simulated") {
    const seed = clock.seed === null ? "" : `, seed ${clock.seed}`;
    return {
      tag: "Simulated market",
      strip: `Simulated market${seed}. Prices are generated; nothing here happened.`,
      kind: "simulated",
    };
  }
  const over = clock.endsAt !== null && now >= clock.endsAt;
  const when = `${formatDayClock(now)} ${formatZone(now)}`;
  return {
    tag: `Replay ${formatDayClock(now)}, ${clock.speed}×`,
    strip: over
      ? `Replay of recorded prices, ended at ${when}. This is not the market now.`
      : `Replay of recorded prices, ${when}, at ${clock.speed}× speed. This is not the market now.`,
    kind: "replay",
  };
}

export interface CadenceInput {
  readonly kind: "fast" | "full";
  readonly everySeconds: number;
  readonly refreshedAt: UnixMs;
}

/** One line per refresh for the table behind the data age. */
export function presentCadence({ kind, everySeconds, refreshedAt }: CadenceInput, now: UnixMs) {
  const nextMs = refreshedAt + everySeconds * SECOND_MS - now;
  return {
    name: kind === "fast" ? "Top coins" : "All coins",
    every: formatDuration(everySeconds * SECOND_MS),
    last: formatAge(refreshedAt, now),
    next: nextMs > 0 ? `in ${formatDuration(nextMs)}` : "due",
  };
}
