import type { Trade } from "@/lib/market/trade";
import { parseTrade } from "./parse";

export type Frame =
  | { readonly kind: "trade"; readonly pair: string; readonly trade: Trade }
  /** The server is about to go: another connection is wanted at once. */
  | { readonly kind: "shutdown" }
  /** Something that is none of our business, as the answer to a command. */
  | { readonly kind: "other" }
  | { readonly kind: "malformed" };

const MALFORMED: Frame = { kind: "malformed" };
const OTHER: Frame = { kind: "other" };
const SHUTDOWN: Frame = { kind: "shutdown" };

/** One message of a combined stream. A trade of a pair that was not asked for is malformed. Never throws. */
export function parseFrame(text: string, multipliers: ReadonlyMap<string, number>): Frame {
  const message = readObject(text);
  if (message === null) return MALFORMED;
  const data = "data" in message ? message.data : message;
  if (typeof data !== "object" || data === null) return "data" in message ? MALFORMED : OTHER;
  const { e: event, s: pair } = data as Record<string, unknown>;
  if (event === "serverShutdown") return SHUTDOWN;
  if (event !== "aggTrade") return OTHER;
  const multiplier = typeof pair === "string" ? multipliers.get(pair) : undefined;
  if (typeof pair !== "string" || multiplier === undefined) return MALFORMED;
  const trade = parseTrade(data, multiplier);
  return trade === null ? MALFORMED : { kind: "trade", pair, trade };
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
