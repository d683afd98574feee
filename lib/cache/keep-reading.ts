import { paceChecks } from "./pace-checks";

/**
 * One copy of what `load` reads in this process, renewed at most every so often. An outage keeps the last one; only while there
 * never was one does a reader get the fault.
 */
export function keepReading<T>(load: () => Promise<T>, everyMs: number, now?: () => number): () => Promise<T> {
  const kept: { last: { value: T } | null; fault: unknown } = { last: null, fault: null };
  const pace = paceChecks(
    async () => {
      try {
        kept.last = { value: await load() };
      } catch (error) {
        kept.fault = error;
      }
    },
    everyMs,
    now,
  );
  return async () => {
    await pace.keepUp(kept.last !== null);
    if (kept.last === null) throw kept.fault;
    return kept.last.value;
  };
}
