import { ruleTitle } from "@/lib/contracts/alert-sentences";
import { conditionsOf, unitOf, valueText } from "@/lib/contracts/alert-words";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import type { WireFiring } from "@/lib/contracts/http/firings";
import { formatAge } from "@/lib/format/age";
import { countOf, formatCount } from "@/lib/format/count";
import { DASH } from "@/lib/format/glyph";

/** How an alert stands as a whole: its own state, else that of the coin nearest to firing. */
export type AlertStateName = "firing" | "armed" | "cooling" | "no_data" | "muted" | "paused" | "ended";

export const stateWords: Readonly<Record<AlertStateName, string>> = {
  firing: "firing",
  armed: "armed",
  cooling: "cooling",
  no_data: "no data",
  muted: "muted",
  paused: "paused",
  ended: "ended",
};

export const stateMeanings: Readonly<Record<AlertStateName, string>> = {
  firing: "Fired, and not armed again yet.",
  armed: "Fires when its condition is met.",
  cooling: "Fired a short while ago and keeps quiet for the time its rule says.",
  no_data: "A reading is missing or too old: it neither fires nor is armed again.",
  muted: "A mute window is on; what fires is kept and judged again after it.",
  paused: "Not judged until it is resumed.",
  ended: "Over: it was to fire once, or its time is up.",
};

export function stateOf({ state, standings }: Pick<WireAlert, "state" | "standings">): AlertStateName {
  if (state !== "active") return state;
  const states = standings.map((standing) => standing.state);
  const first = (["firing", "cooling", "muted", "armed"] as const).find((name) => states.includes(name));
  return first ?? "no_data";
}

const stateOrder: readonly AlertStateName[] = ["firing", "cooling", "muted", "armed", "no_data", "paused", "ended"];

/** Distance in the rule's own threshold, so that points and dollars can be put in one order; null where there is none. */
function nearness({ standings, rule }: WireAlert): number {
  const [first] = conditionsOf(rule.when);
  const scale =
    first === undefined
      ? 1
      : "threshold" in first
        ? first.threshold
        : first.type === "percent_move"
          ? first.percent
          : 100;
  const distances = standings.flatMap(({ distance }) => (distance === null ? [] : [Math.max(0, distance)]));
  return distances.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...distances) / (scale || 1);
}

const isOpen = (state: AlertStateName): boolean => state === "armed" || state === "cooling" || state === "muted";

/** Firing and failed first, then by distance to the trigger; what is not judged comes last. */
export function sortAlerts(alerts: readonly WireAlert[], failed: ReadonlySet<string>): WireAlert[] {
  const group = (alert: WireAlert): number => {
    const state = stateOf(alert);
    if (state === "firing" || failed.has(alert.id)) return -1;
    return isOpen(state) ? 0 : stateOrder.indexOf(state);
  };
  return alerts.toSorted(
    (a, b) =>
      group(a) - group(b) ||
      compare(nearness(a), nearness(b)) ||
      Date.parse(b.created_at) - Date.parse(a.created_at) ||
      a.id.localeCompare(b.id),
  );
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export interface AlertFilter {
  readonly text: string;
  readonly state: AlertStateName | null;
  /** A coin's id. */
  readonly coin: string | null;
  readonly channel: string | null;
}

/** Alerts whose words hold every word of the text, and that stand as asked. */
export function filterAlerts(alerts: readonly WireAlert[], filter: AlertFilter): WireAlert[] {
  const words = filter.text.toLowerCase().split(/\s+/u).filter(Boolean);
  return alerts.filter((alert) => {
    const text =
      `${alert.name} ${alert.sentence} ${alert.standings.map(({ symbol }) => symbol).join(" ")}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (filter.state === null || stateOf(alert) === filter.state) &&
      (filter.coin === null || alert.standings.some(({ coin_id }) => coin_id === filter.coin)) &&
      (filter.channel === null || alert.rule.channel_ids.includes(filter.channel))
    );
  });
}

/** "12 alerts · 1 firing · 2 without data". */
export function countSentence(alerts: readonly WireAlert[], total: number): string {
  const states = alerts.map(stateOf);
  const count = (name: AlertStateName) => states.filter((state) => state === name).length;
  const parts = [
    alerts.length < total
      ? `the newest ${formatCount(alerts.length)} of ${countOf(total, "alert")}`
      : countOf(total, "alert"),
    count("firing") === 0 ? "" : `${count("firing")} firing`,
    count("no_data") === 0 ? "" : `${count("no_data")} waiting for data`,
    count("paused") === 0 ? "" : `${count("paused")} paused`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Said under a list that is not all: filters and the order see only what was read. */
export function moreSentence(read: number, total: number): string {
  return `These are the newest ${formatCount(read)} of ${formatCount(total)} alerts; filters and the order know only them.`;
}

/** Its owner's name for it, else its rule in a few words. */
export function alertTitle({ name, rule, standings }: Pick<WireAlert, "name" | "rule" | "standings">): string {
  if (name !== "") return name;
  const symbolOf = (id: string) => standings.find(({ coin_id }) => coin_id === id)?.symbol ?? id;
  return ruleTitle(rule, { coin: symbolOf, watchlist: () => "Watchlist" });
}

export interface AlertView {
  readonly state: AlertStateName;
  readonly word: string;
  readonly title: string;
  readonly sentence: string;
  /** The reading of the coin nearest to firing. */
  readonly now: string;
  readonly nowOf: string | null;
  /** How far it is, or what holds it back. */
  readonly distance: string;
  readonly last: string;
}

/** One alert as its row says it. `now` is market time. */
export function presentAlert(alert: WireAlert, now: number): AlertView {
  const state = stateOf(alert);
  const [first] = conditionsOf(alert.rule.when);
  const [nearest] = alert.standings;
  return {
    state,
    word: stateWords[state],
    title: alertTitle(alert),
    sentence: alert.sentence,
    now: first === undefined ? DASH : valueText(unitOf(first), nearest?.value ?? null),
    nowOf: alert.rule.scope.kind === "coin" ? null : (nearest?.symbol ?? null),
    distance: nearest?.sentence ?? stateMeanings[state],
    last: alert.last_fired_at === null ? DASH : formatAge(Date.parse(alert.last_fired_at), now),
  };
}

/** Ids of alerts whose newest firing did not get out by some channel. */
export function failedAlerts(firings: readonly WireFiring[]): Set<string> {
  const seen = new Set<string>();
  const failed = new Set<string>();
  for (const firing of firings) {
    if (seen.has(firing.alert_id)) continue;
    seen.add(firing.alert_id);
    if (firing.deliveries.some(({ state }) => state === "failed")) failed.add(firing.alert_id);
  }
  return failed;
}
