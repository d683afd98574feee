import type { CoinReadings, Sight } from "./coin-readings";
import type { Condition, When } from "./condition";
import { usualHysteresis } from "./hysteresis";

/**
 * Where a condition stands. `unknown`: a reading is missing, so nothing can be said. `between`: it does not hold, but has
 * not gone back far enough to be armed again.
 */
export type Standing = "unknown" | "holds" | "between" | "cleared";

export interface Judged {
  readonly standing: Standing;
  /** The reading that was judged: the first condition's in a group. */
  readonly value: number | null;
}

/** Judges a rule's conditions on one coin. */
export type Judge = (coin: CoinReadings, sight: Sight) => Judged;

const UNKNOWN: Judged = { standing: "unknown", value: null };

/** What a group consists of. */
type Part = Extract<When, { of: unknown }>["of"][number];

/** Compiles once what is judged on every board. `hysteresis` replaces the usual one of each level; null keeps it. */
export function compileWhen(when: When | Part, hysteresis: number | null): Judge {
  if (!("of" in when)) return compileCondition(when, hysteresis);
  const parts = when.of.map((part): Judge => compileWhen(part, hysteresis));
  const combine = when.match === "all" ? combineAll : combineAny;
  return (coin, sight) => {
    const judged = parts.map((judge) => judge(coin, sight));
    return { standing: combine(judged.map(({ standing }) => standing)), value: judged[0]?.value ?? null };
  };
}

function combineAll(standings: readonly Standing[]): Standing {
  if (standings.includes("unknown")) return "unknown";
  if (standings.every((standing) => standing === "holds")) return "holds";
  return standings.includes("cleared") ? "cleared" : "between";
}

function combineAny(standings: readonly Standing[]): Standing {
  if (standings.includes("holds")) return "holds";
  if (standings.includes("unknown")) return "unknown";
  return standings.every((standing) => standing === "cleared") ? "cleared" : "between";
}

function compileCondition(condition: Condition, wished: number | null): Judge {
  const hysteresis = wished ?? usualHysteresis(condition);
  switch (condition.type) {
    case "score_above":
      return level((coin) => coin.score, 1, condition.threshold, hysteresis);
    case "score_below":
      return level((coin) => coin.score, -1, condition.threshold, hysteresis);
    case "price_above":
      return level((coin) => coin.price, 1, condition.threshold, hysteresis);
    case "price_below":
      return level((coin) => coin.price, -1, condition.threshold, hysteresis);
    case "whale_seen":
      return level((coin) => coin.whale, 1, condition.threshold, hysteresis);
    case "pretrend_above":
      return level((coin) => coin.pretrend, 1, condition.threshold, hysteresis);
    case "percent_move":
      return percentMove(condition, hysteresis);
    default:
      return event(condition);
  }
}

type Read = (coin: CoinReadings) => number | null;

/** `side` 1: holds at or above the threshold; −1: at or below. */
function level(read: Read, side: 1 | -1, threshold: number, hysteresis: number): Judge {
  return (coin) => {
    const value = read(coin);
    return value === null ? UNKNOWN : { standing: standingOf(side * (value - threshold), hysteresis), value };
  };
}

function standingOf(beyond: number, hysteresis: number): Standing {
  if (beyond >= 0) return "holds";
  return beyond <= -hysteresis ? "cleared" : "between";
}

function percentMove(
  { reading, direction, window, percent }: Extract<Condition, { type: "percent_move" }>,
  hysteresis: number,
): Judge {
  return (coin, { past }) => {
    const now = coin[reading];
    const then = past[window]?.get(coin.coinId)?.[reading] ?? null;
    if (now === null || then === null || then <= 0) return UNKNOWN;
    const move = 100 * (now / then - 1);
    const towards = direction === "either" ? Math.abs(move) : direction === "up" ? move : -move;
    return { standing: standingOf(towards - percent, hysteresis), value: move };
  };
}

type EventCondition = Extract<
  Condition,
  { type: "score_crosses" | "price_crosses" | "rank_top" | "cluster_change" | "action_change" }
>;

function event(condition: EventCondition): Judge {
  return (coin, { before }) => {
    const then = before?.coins.get(coin.coinId);
    const value = eventValue(condition, coin);
    if (then === undefined) return { standing: "unknown", value };
    const happened = eventHappened(condition, then, coin);
    return { standing: happened === null ? "unknown" : happened ? "holds" : "cleared", value };
  };
}

function eventValue({ type }: EventCondition, coin: CoinReadings): number | null {
  if (type === "score_crosses" || type === "action_change") return coin.score;
  if (type === "price_crosses") return coin.price;
  return type === "rank_top" ? coin.rank : coin.clusterId;
}

/** Null when one side is not known. */
function eventHappened(condition: EventCondition, then: CoinReadings, now: CoinReadings): boolean | null {
  switch (condition.type) {
    case "score_crosses":
      return crossed(condition, then.score, now.score);
    case "price_crosses":
      return crossed(condition, then.price, now.price);
    case "rank_top":
      return movedAcross(condition, then.rank, now.rank);
    case "cluster_change":
      return changed(then.clusterId, now.clusterId);
    case "action_change":
      return condition.to !== null && now.action !== condition.to ? false : changed(then.action, now.action);
  }
}

function changed<T>(then: T | null, now: T | null): boolean | null {
  return then === null || now === null ? null : then !== now;
}

function movedAcross(
  { change, top }: Extract<Condition, { type: "rank_top" }>,
  then: number | null,
  now: number | null,
): boolean | null {
  if (then === null || now === null) return null;
  return change === "enters" ? then > top && now <= top : then <= top && now > top;
}

/** From strictly below to the threshold or above it, or the mirror image. */
function crossed(
  { direction, threshold }: { direction: "up" | "down"; threshold: number },
  then: number | null,
  now: number | null,
): boolean | null {
  if (then === null || now === null) return null;
  return direction === "up" ? then < threshold && now >= threshold : then > threshold && now <= threshold;
}
