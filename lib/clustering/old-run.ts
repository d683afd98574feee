import { SECOND_MS, type UnixMs } from "@/lib/market/units";

/** A run that is older than this many of its intervals is not spoken of any more. */
const OLDEST_RUNS = 3;

/** Whether the groups were found in a market too long ago to say where a coin belongs now. */
export function isOldRun({ asOf }: { readonly asOf: UnixMs }, everySeconds: number, now: UnixMs): boolean {
  return now - asOf > OLDEST_RUNS * everySeconds * SECOND_MS;
}
