import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { WhaleBoard, WhaleWatch } from "./whales";

/** A watch that lives rewrites its board every few seconds, one that has nothing to do every minute. Wall clock. */
const OLDEST_MS = 1.5 * MINUTE_MS;

/** What the watch is by now: one that stopped writing is down, whatever it said last. Null: it has never reported. */
export function standingWatch(board: WhaleBoard | null, now: UnixMs, speed: number): WhaleWatch | null {
  if (board === null) return null;
  const ageMs = (now - board.writtenAt) / speed;
  if (ageMs <= OLDEST_MS) return board.watch;
  const minutes = Math.round(ageMs / MINUTE_MS);
  const age = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return { ...board.watch, state: "down", reason: `The whale watch has not reported for ${age}.` };
}

/** Whether what it knows of coins is of now. A watch that begins may speak of those whose past it has already read. */
export function isWatching(watch: WhaleWatch | null): boolean {
  return watch !== null && watch.state !== "down" && watch.state !== "unavailable";
}
