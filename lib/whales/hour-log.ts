import { DAY_MS, HOUR_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { type BaselineShare, readBaselineShare } from "./baseline-share";
import { createCoverage } from "./coverage";
import type { TakerOrder } from "./order-merger";
import type { WhaleHour } from "./whale-report";

/** What one coin traded hour by hour over the last nine days, and how much of each hour was watched. */
export interface HourLog {
  add(order: TakerOrder, isWhale: boolean): void;
  cover(from: UnixMs, to: UnixMs): void;
  uncover(from: UnixMs, to: UnixMs): void;
  /** An hour as it was stored, known up to `before`. */
  restore(hour: WhaleHour, before: UnixMs): void;
  /** Hours of the last 24 h of which something was seen, oldest first. */
  lastDay(now: UnixMs): WhaleHour[];
  baseline(now: UnixMs): BaselineShare;
  /** Hours that changed since the last call. */
  takeChanged(): WhaleHour[];
}

/** Eight days feed the baseline; the ninth lets its oldest window be whole. */
const KEPT_MS = 9 * DAY_MS;

interface Traded {
  buyUsd: number;
  sellUsd: number;
  totalUsd: number;
  orders: number;
}

export function createHourLog(): HourLog {
  const hours = new Map<UnixMs, Traded>();
  const changed = new Set<UnixMs>();
  const coverage = createCoverage();
  let newest = Number.NEGATIVE_INFINITY;
  let remembered: { hour: UnixMs; baseline: BaselineShare } | null = null;

  function touch(hour: UnixMs): Traded {
    // A change of the past, as by a fill, may move the baseline.
    if (hour < newest - DAY_MS) remembered = null;
    changed.add(hour);
    const known = hours.get(hour);
    if (known !== undefined) return known;
    const traded = { buyUsd: 0, sellUsd: 0, totalUsd: 0, orders: 0 };
    hours.set(hour, traded);
    if (hour > newest) {
      newest = hour;
      for (const old of hours.keys()) if (old < newest - KEPT_MS) hours.delete(old);
      coverage.forget(newest - KEPT_MS);
    }
    return traded;
  }

  function touchAll(from: UnixMs, to: UnixMs): void {
    for (let hour = Math.max(hourOf(from), hourOf(to) - KEPT_MS); hour < to; hour += HOUR_MS) touch(hour);
  }

  function read(hour: UnixMs, traded: Traded): WhaleHour {
    return { hour, ...traded, watchedSeconds: Math.floor(coverage.within(hour, hour + HOUR_MS) / SECOND_MS) };
  }

  function readSince(from: UnixMs, now: UnixMs): WhaleHour[] {
    const since: WhaleHour[] = [];
    for (const [hour, traded] of hours) if (hour + HOUR_MS > from && hour <= now) since.push(read(hour, traded));
    return since.sort((a, b) => a.hour - b.hour);
  }

  return {
    add: (order, isWhale) => {
      const traded = touch(hourOf(order.at));
      traded.totalUsd += order.usd;
      if (!isWhale) return;
      traded.orders++;
      if (order.side === "buy") traded.buyUsd += order.usd;
      else traded.sellUsd += order.usd;
    },
    cover: (from, to) => {
      if (!(to > from)) return;
      coverage.add(from, to);
      touchAll(from, to);
    },
    uncover: (from, to) => {
      if (!(to > from)) return;
      coverage.remove(from, to);
      touchAll(from, to);
    },
    restore: ({ hour, watchedSeconds, ...traded }, before) => {
      Object.assign(touch(hour), traded);
      // Where in the hour the watch stood is not stored. Towards its end is right for a watch that was cut off.
      const to = Math.min(hour + HOUR_MS, Math.max(hour, before));
      coverage.add(Math.max(hour, to - watchedSeconds * SECOND_MS), to);
      changed.delete(hour);
    },
    lastDay: (now) => readSince(now - DAY_MS, now),
    baseline: (now) => {
      const hour = hourOf(now);
      if (remembered?.hour !== hour) {
        remembered = { hour, baseline: readBaselineShare(readSince(now - KEPT_MS, now), now) };
      }
      return remembered.baseline;
    },
    takeChanged: () => {
      const taken: WhaleHour[] = [];
      for (const hour of changed) {
        const traded = hours.get(hour);
        if (traded !== undefined) taken.push(read(hour, traded));
      }
      changed.clear();
      return taken;
    },
  };
}

function hourOf(at: UnixMs): UnixMs {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}
