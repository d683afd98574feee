import type { StatusReport } from "@/lib/contracts/status";
import type { WhaleWatch } from "@/lib/contracts/whales";
import { formatAge } from "@/lib/format/age";
import { formatCount } from "@/lib/format/count";
import { marketNow } from "@/lib/market/clock";
import { MINUTE_MS } from "@/lib/market/units";
import type { StatusLine, StatusTone } from "./present-status";

/** The watch speaks every few seconds; after this its word is old. */
const SILENT_MS = MINUTE_MS;

const stateNames: Record<WhaleWatch["state"], string> = {
  starting: "starting",
  live: "live",
  degraded: "not whole",
  down: "not working",
  unavailable: "off",
};
const tones: Record<WhaleWatch["state"], StatusTone> = {
  starting: "quiet",
  live: "quiet",
  degraded: "stale",
  down: "danger",
  unavailable: "quiet",
};

/** The whale watch in lines of words. */
export function presentWhales({ whales, whales_as_of: toldAt, clock }: StatusReport, wallNow: number): StatusLine[] {
  if (whales === null || toldAt === null) return [];
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  const silent =
    now - Date.parse(toldAt) > SILENT_MS * Math.max(1, clock?.speed ?? 1) && whales.state !== "unavailable";
  const newest = whales.lastTradeAt === null ? "no trade yet" : `newest ${formatAge(whales.lastTradeAt, now)}`;
  const first: StatusLine = {
    name: "Binance trades",
    state: silent ? `silent for ${formatAge(Date.parse(toldAt), now)}` : stateNames[whales.state],
    cells:
      whales.state === "unavailable" ? [whales.reason] : [`${formatCount(whales.pairs)} pairs`, newest, whales.reason],
    tone: silent ? "stale" : tones[whales.state],
  };
  if (whales.state === "unavailable") return [first];
  return [
    first,
    {
      name: "Seen",
      state: `${formatCount(whales.trades)} trades`,
      cells: [
        `${formatCount(Math.round(whales.tradesPerSecond))} a second`,
        `last day whole of ${formatCount(whales.backfilled)} of ${formatCount(whales.pairs)} coins`,
        `${formatCount(whales.reconnects)} reconnects`,
      ],
      tone: "quiet",
    },
    {
      name: "Repaired",
      state: `${formatCount(whales.gapsFilled)} of ${formatCount(whales.gapsFound)} gaps`,
      cells: [
        `${formatCount(whales.gapsOpen)} open`,
        `${formatCount(whales.duplicates)} repeated trades`,
        `${formatCount(whales.malformed)} malformed rows`,
      ],
      tone: whales.gapsOpen > 0 ? "stale" : "quiet",
    },
  ];
}

const reasonNames = {
  ambiguous: "ambiguous",
  price_disagrees: "another price",
  no_price: "no price",
  not_trading: "not trading",
  no_such_symbol: "no such coin",
} as const;

/** Which pairs trade no proven coin, and why: they are listed, not guessed. */
export function presentPairs({ pairs }: StatusReport): { summary: string; lines: StatusLine[] } {
  if (pairs === null) return { summary: "The pairs have not been read yet.", lines: [] };
  const { mapped, unmapped, ambiguous, listed } = pairs;
  const shown = listed.length < unmapped ? ` The first ${listed.length} are listed.` : "";
  return {
    summary: `${formatCount(mapped)} pairs trade a proven coin; ${formatCount(unmapped)} do not, ${formatCount(ambiguous)} of them because several coins fit.${shown}`,
    lines: listed.map(({ pair, reason, candidates }) => ({
      name: pair,
      state: reasonNames[reason],
      cells: [candidates.length === 0 ? "–" : candidates.join(", ")],
      tone: "quiet",
    })),
  };
}
