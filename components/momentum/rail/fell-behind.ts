import type { Cadence } from "@/hooks/use-market";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";

/** Changes follow their board within moments; two intervals behind it nobody tells them any more. */
const INTERVALS = 2;

/** Whether the changes rest on much older data than the rows beside them, both in market time. */
export function fellBehind(changesAsOf: UnixMs, rowsAsOf: UnixMs | null, cadences: readonly Cadence[]): boolean {
  if (rowsAsOf === null || cadences.length === 0) return false;
  const everyMs = Math.max(...cadences.map(({ everySeconds }) => everySeconds)) * SECOND_MS;
  return rowsAsOf - changesAsOf > INTERVALS * everyMs;
}
