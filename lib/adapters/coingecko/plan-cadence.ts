import type { UnixMs } from "@/lib/market/units";
import { COINS_PER_PAGE } from "./sweep-pages";
import type { CoinGeckoTier } from "./tier";

export interface CadenceInput {
  plan: CoinGeckoTier;
  /** Calls; null means not limited. */
  perMinuteLimit: number | null;
  monthlyLimit: number | null;
  /** Calls already made in the calendar month (UTC) of `now`. */
  monthlySpent: number;
  /** Pages of the last full refresh; null before the first. A count that a reduced sweep gives says nothing of the universe. */
  pagesKnown: number | null;
  fastWishedSeconds: number;
  fullWishedSeconds: number;
  /** Time on the provider's calendar, which is the wall's. */
  now: UnixMs;
}

export interface Cadence {
  /** Pages of a full refresh; null means all of them. */
  pages: number | null;
  /** Null means that the plan cannot pay for it and it does not run. */
  fastEverySeconds: number | null;
  fullEverySeconds: number;
  /** Calls by the end of the month, those already made included; null when nothing counts them. */
  monthlyProjected: number | null;
  /** One sentence for people, empty when nothing was stretched. */
  note: string;
}

/** What is left for charts, categories and retries. */
const HEADROOM_SHARE = 0.1;
/** 18,000 coins in pages of 250. */
const PAGES_UNKNOWN = 72;
const PAGES_REDUCED = 10;
/** A market page older than an hour stops being a screener of momentum. */
const FULL_SECONDS_MAX = 3_600;
/** A fast refresh that comes less often than four times per full one is not worth its calls. */
const FAST_PER_FULL_MIN = 4;

/** Calls that may be spent a second, and which of the two limits says so. */
interface Pace {
  callsPerSecond: number;
  bind: "minute" | "month";
}

/**
 * The cadence that the plan can pay for. Of what remains of the month 10 % stays free. The full refresh is stretched first,
 * to an hour at most; then the fast one, as long as it keeps coming four times per full one; then the fast one is given up
 * and the full one gets everything. One full and one fast refresh right now are always part of the sum, because planning
 * anew (at a start, after a deploy) means refreshing anew.
 */
export function planCadence(input: CadenceInput): Cadence {
  const secondsLeft = secondsToMonthEnd(input.now);
  const spendable = spendableCalls(input);
  if (spendable !== null && spendable < 1) return exhausted(input, secondsLeft);
  const all = pagesOfUniverse(input) + 1; // one more, for a universe that ends exactly on a page border
  const reduced = Math.min(PAGES_REDUCED, spendable ?? PAGES_REDUCED);
  const paceAll = paceFor(input, all, spendable, secondsLeft);
  if (paceAll === null) return unlimited(input);
  const fullMax = Math.max(FULL_SECONDS_MAX, input.fullWishedSeconds);
  const fastMax = fastCeiling(input, fullMax);
  if (paceAll.callsPerSecond * fullMax >= all + fullMax / fastMax) {
    return describe(input, { pages: null, cost: all, ...share(input, all, paceAll) }, paceAll.bind, secondsLeft);
  }
  const pace = paceFor(input, reduced, spendable, secondsLeft) ?? paceAll;
  return describe(input, { pages: reduced, cost: reduced, ...share(input, reduced, pace) }, pace.bind, secondsLeft);
}

/** CoinGecko's universe is far beyond a reduced sweep, so a smaller count only tells of our own reduction. */
function pagesOfUniverse({ pagesKnown }: CadenceInput): number {
  return pagesKnown !== null && pagesKnown > PAGES_REDUCED ? pagesKnown : PAGES_UNKNOWN;
}

function spendableCalls(input: CadenceInput): number | null {
  if (input.monthlyLimit === null) return null;
  return Math.floor(Math.max(0, input.monthlyLimit - input.monthlySpent) * (1 - HEADROOM_SHARE));
}

function paceFor(input: CadenceInput, pages: number, spendable: number | null, secondsLeft: number): Pace | null {
  const rightNow = pages + 1;
  const month = spendable === null ? Number.POSITIVE_INFINITY : Math.max(0, spendable - rightNow) / secondsLeft;
  const minute =
    input.perMinuteLimit === null ? Number.POSITIVE_INFINITY : (input.perMinuteLimit * (1 - HEADROOM_SHARE)) / 60;
  if (month === Number.POSITIVE_INFINITY && minute === Number.POSITIVE_INFINITY) return null;
  return month <= minute ? { callsPerSecond: month, bind: "month" } : { callsPerSecond: minute, bind: "minute" };
}

/** Divides the pace between the two refreshes, in seconds; the full one may come out infinite. */
function share(input: CadenceInput, pages: number, pace: Pace): { fast: number | null; full: number } {
  const { fastWishedSeconds: fastWished, fullWishedSeconds: fullWished } = input;
  const fullMax = Math.max(FULL_SECONDS_MAX, fullWished);
  const fullBesideFast = interval(pages, pace.callsPerSecond - 1 / fastWished);
  if (fullBesideFast <= fullMax) return { fast: fastWished, full: roundUp(Math.max(fullWished, fullBesideFast)) };
  const fast = roundUp(interval(1, pace.callsPerSecond - pages / fullMax));
  if (fast <= fastCeiling(input, fullMax)) return { fast: Math.max(fast, fastWished), full: fullMax };
  return { fast: null, full: roundUp(Math.max(fullWished, interval(pages, pace.callsPerSecond))) };
}

function fastCeiling(input: CadenceInput, fullSeconds: number): number {
  return Math.max(input.fastWishedSeconds, fullSeconds / FAST_PER_FULL_MIN);
}

function interval(cost: number, callsPerSecond: number): number {
  return callsPerSecond > 0 ? cost / callsPerSecond : Number.POSITIVE_INFINITY;
}

/** Up, so that rounding never spends; to minutes once a second more or less means nothing. */
function roundUp(seconds: number): number {
  return seconds < 120 ? Math.ceil(seconds) : Math.ceil(seconds / 60) * 60;
}

interface Chosen {
  pages: number | null;
  cost: number;
  fast: number | null;
  full: number;
}

function describe(input: CadenceInput, chosen: Chosen, bind: Pace["bind"], secondsLeft: number): Cadence {
  // Past the month's end there are new calls, so nobody waits longer than that.
  const full = Math.min(chosen.full, Math.max(input.fullWishedSeconds, secondsLeft));
  const refreshes = Math.floor(secondsLeft / chosen.full) + 1;
  const fastRefreshes = chosen.fast === null ? 0 : Math.floor(secondsLeft / chosen.fast) + 1;
  return {
    pages: chosen.pages,
    fastEverySeconds: chosen.fast,
    fullEverySeconds: full,
    monthlyProjected: input.monthlySpent + refreshes * chosen.cost + fastRefreshes,
    note: noteOf(input, { ...chosen, full }, bind),
  };
}

function noteOf(input: CadenceInput, chosen: Chosen, bind: Pace["bind"]): string {
  const clauses: string[] = [];
  if (chosen.full > input.fullWishedSeconds) {
    clauses.push(`every ${inWords(chosen.full)} instead of ${inWords(input.fullWishedSeconds)}`);
  }
  if (chosen.pages !== null) clauses.push(`only the ${count(chosen.pages * COINS_PER_PAGE)} largest coins`);
  if (chosen.fast === null) {
    clauses.push("no fast refresh in between");
  } else if (chosen.fast > input.fastWishedSeconds) {
    clauses.push(`the fast refresh every ${inWords(chosen.fast)} instead of ${inWords(input.fastWishedSeconds)}`);
  }
  return clauses.length === 0 ? "" : `${capital(clauses.join(", "))}: ${limitInWords(input, bind)}.`;
}

function limitInWords(input: CadenceInput, bind: Pace["bind"]): string {
  const limit = bind === "month" ? input.monthlyLimit : input.perMinuteLimit;
  return `the CoinGecko plan allows ${count(limit ?? 0)} call${limit === 1 ? "" : "s"} a ${bind}`;
}

function exhausted(input: CadenceInput, secondsLeft: number): Cadence {
  return {
    pages: 1,
    fastEverySeconds: null,
    fullEverySeconds: Math.max(input.fullWishedSeconds, secondsLeft),
    monthlyProjected: input.monthlySpent,
    note: `No refresh before the month ends in ${inWords(secondsLeft)}: ${limitInWords(input, "month")}, and they are spent.`,
  };
}

function unlimited(input: CadenceInput): Cadence {
  return {
    pages: null,
    fastEverySeconds: input.fastWishedSeconds,
    fullEverySeconds: input.fullWishedSeconds,
    monthlyProjected: null,
    note: "",
  };
}

function secondsToMonthEnd(now: UnixMs): number {
  const today = new Date(now);
  const end = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
  return Math.max(1, Math.ceil((end - now) / 1_000));
}

/** 45m, 1h 30m, 2d 4h, 90s: at most two units. */
function inWords(seconds: number): string {
  if (seconds < 120 && seconds !== 60) return `${Math.round(seconds)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  return hours % 24 === 0 ? `${hours / 24}d` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
