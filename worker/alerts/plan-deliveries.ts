import type { Rule } from "@/lib/alerts/rule";
import type { AlertMessage } from "@/lib/contracts/delivery";
import type { MarketSource } from "@/lib/market/clock";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { ToldFiring } from "@/lib/store/alert-firings";
import { INBOX_ID } from "@/lib/store/channels";
import type { ChannelNews, DeliveryPlan } from "@/lib/store/commit-evaluation";
import type { NewDelivery } from "@/lib/store/deliveries";

/** More firings than this at once, or within one pace, are a storm: one message tells them all. */
const STORM_ABOVE = 3;
/** While a storm goes on, a channel gets one message in so long. Wall clock. */
export const STORM_PACE_MS = 5 * MINUTE_MS;
const LINES_MAX = 10;
const SYMBOLS_MAX = 3;
/** What a message carries as data; the rest is behind its link. */
const FIRINGS_MAX = 200;

export interface PlanContext {
  /** Rules of the firings, by id; those of an extended message may be gone. */
  readonly findRule: (ruleId: string) => Rule | null;
  readonly source: MarketSource;
  readonly newId: () => string;
  readonly wallNow: UnixMs;
}

/**
 * Which messages tell which firings. Up to three a channel go one by one and at once. More are told together; what follows a
 * storm is held and told together too, so that a market that falls for an hour does not ring two hundred times. What was
 * found late is one digest.
 */
export function planDeliveries(
  firings: readonly ToldFiring[],
  traffic: ReadonlyMap<string, ChannelNews>,
  context: PlanContext,
): DeliveryPlan {
  const created: NewDelivery[] = [];
  const extended: DeliveryPlan["extended"][number][] = [];
  for (const [channelId, news] of traffic) {
    const own = firings.filter(({ ruleId }) => context.findRule(ruleId)?.channelIds.includes(channelId));
    if (channelId === INBOX_ID) {
      created.push(...own.map((firing) => deliveryOf(channelId, [firing], context.wallNow, context)));
    } else if (own.length > 0 && news.held !== null) {
      extended.push(extend(channelId, news.held.id, [...news.heldFirings, ...own], own, context));
    } else if (own.length > 0) created.push(...planChannel(news, own, context));
  }
  return { created, extended };
}

function planChannel(news: ChannelNews, own: readonly ToldFiring[], context: PlanContext): NewDelivery[] {
  const { channelId, recentFirings, newestAt } = news;
  const { wallNow } = context;
  if (recentFirings > STORM_ABOVE && newestAt !== null) {
    return [deliveryOf(channelId, own, Math.max(wallNow, newestAt + STORM_PACE_MS), context)];
  }
  const late = own.filter((firing) => firing.late);
  const fresh = own.filter((firing) => !firing.late);
  const groups = fresh.length > STORM_ABOVE ? [fresh] : fresh.map((firing) => [firing]);
  return [...(late.length === 0 ? [] : [late]), ...groups].map((group) =>
    deliveryOf(channelId, group, wallNow, context),
  );
}

function deliveryOf(
  channelId: string,
  firings: readonly ToldFiring[],
  notBefore: UnixMs,
  context: PlanContext,
): NewDelivery {
  const id = context.newId();
  const [only, ...others] = firings;
  const isAlone = only !== undefined && others.length === 0 && notBefore <= context.wallNow;
  const message = isAlone ? tellOne(only, context) : tellMany(id, firings, context);
  return { id, channelId, message, firingKeys: firings.map(({ key }) => key), notBefore };
}

function extend(
  channelId: string,
  id: string,
  all: readonly ToldFiring[],
  added: readonly ToldFiring[],
  context: PlanContext,
) {
  return { id, channelId, message: tellMany(id, all, context), firingKeys: added.map(({ key }) => key) };
}

function tellOne(firing: ToldFiring, { findRule, source }: PlanContext): AlertMessage {
  const { key, reason, at, late } = firing;
  const name = findRule(firing.ruleId)?.name ?? "";
  return {
    key,
    title: `${sourceMark(source)}${name === "" ? reason : `${name}: ${firing.symbol}`}`,
    lines: [...(name === "" ? [] : [reason]), ...noteOf(source)],
    path: `/alerts?firing=${encodeURIComponent(key)}`,
    at,
    late,
    test: false,
    firings: [toData(firing, name)],
  };
}

function tellMany(id: string, firings: readonly ToldFiring[], { findRule, source }: PlanContext): AlertMessage {
  const late = firings.every((firing) => firing.late);
  const more = firings.length - LINES_MAX;
  const count = firings.length === 1 ? "1 alert" : `${firings.length} alerts`;
  return {
    key: id,
    title: `${sourceMark(source)}${late ? "Late, " : ""}${count}: ${symbolsOf(firings)}`,
    lines: [
      ...firings.slice(0, LINES_MAX).map(({ reason }) => reason),
      ...(more > 0 ? [`and ${more} more`] : []),
      ...noteOf(source),
    ],
    path: `/alerts?delivery=${encodeURIComponent(id)}`,
    at: Math.max(...firings.map(({ at }) => at)),
    late,
    test: false,
    firings: firings.slice(0, FIRINGS_MAX).map((firing) => toData(firing, findRule(firing.ruleId)?.name ?? "")),
  };
}

function symbolsOf(firings: readonly ToldFiring[]): string {
  const symbols = [...new Set(firings.map(({ symbol }) => symbol))];
  const more = symbols.length - SYMBOLS_MAX;
  const named = symbols.slice(0, SYMBOLS_MAX).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

function toData({ key, coinId, symbol, value, reason, at }: ToldFiring, rule: string) {
  return { key, coinId, symbol, rule, value, reason, at };
}

/** Nobody may take an invented price for a real one. */
const sourceMark = (source: MarketSource): string =>
  source === "simulated" ? "Simulated: " : source === "replay" ? "Replay: " : "";

function noteOf(source: MarketSource): string[] {
  return [
    ...(source === "simulated" ? ["The market is simulated: these prices are invented."] : []),
    ...(source === "replay" ? ["The market is a replay: these prices are of the past."] : []),
  ];
}
