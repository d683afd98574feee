import type { UnixMs } from "@/lib/market/units";

/** Which stretches of time were watched without a hole. */
export interface Coverage {
  add(from: UnixMs, to: UnixMs): void;
  remove(from: UnixMs, to: UnixMs): void;
  /** Milliseconds watched within [from, to). */
  within(from: UnixMs, to: UnixMs): number;
  forget(before: UnixMs): void;
}

/** More holes than this in a week are not told apart: the oldest stretch is forgotten, which claims less than was seen. */
const STRETCHES_MAX = 512;

interface Stretch {
  from: UnixMs;
  to: UnixMs;
}

/** A union of half-open stretches, oldest first; adding at the end, as time does, is O(1). */
export function createCoverage(): Coverage {
  let stretches: Stretch[] = [];

  function add(from: UnixMs, to: UnixMs): void {
    if (!(to > from)) return;
    const last = stretches.at(-1);
    if (last === undefined || from > last.to) stretches.push({ from, to });
    else if (from >= last.from) last.to = Math.max(last.to, to);
    else stretches = join(stretches, { from, to });
    if (stretches.length > STRETCHES_MAX) stretches.shift();
  }

  function remove(from: UnixMs, to: UnixMs): void {
    if (!(to > from)) return;
    stretches = stretches.flatMap((one) => {
      if (one.to <= from || one.from >= to) return [one];
      const left = { from: one.from, to: from };
      const right = { from: to, to: one.to };
      return [left, right].filter((part) => part.to > part.from);
    });
    if (stretches.length > STRETCHES_MAX) stretches.shift();
  }

  function within(from: UnixMs, to: UnixMs): number {
    let watched = 0;
    for (const one of stretches) watched += Math.max(0, Math.min(to, one.to) - Math.max(from, one.from));
    return watched;
  }

  function forget(before: UnixMs): void {
    remove(Number.NEGATIVE_INFINITY, before);
  }

  return { add, remove, within, forget };
}

/** Melts everything that touches the new stretch into it. */
function join(stretches: readonly Stretch[], { from, to }: Stretch): Stretch[] {
  const touches = (one: Stretch) => one.to >= from && one.from <= to;
  const touching = stretches.filter(touches);
  const joined = {
    from: Math.min(from, ...touching.map((one) => one.from)),
    to: Math.max(to, ...touching.map((one) => one.to)),
  };
  return [...stretches.filter((one) => !touches(one)), joined].sort((a, b) => a.from - b.from);
}
