import { channel } from "node:diagnostics_channel";
import type { ChannelConfig, DeliveryOutcome } from "./contracts/delivery";
import type { JobName } from "./contracts/jobs";
import type { RefreshSummary } from "./contracts/snapshots";
import type { LogScope } from "./log";

/** Whom a budget is kept for, and who answers. */
export const providers = ["coingecko", "binance", "okx", "whale-alert"] as const;
export type Provider = (typeof providers)[number];

export const jobOutcomes = ["done", "failed", "cut_short"] as const;
/** `throttled`: 429 or 418. `nonsense`: an answer that was none. */
export const answerOutcomes = ["ok", "throttled", "refused", "failing", "nonsense", "unreachable"] as const;
export const refreshOutcomes = ["visible", "skipped", "failed"] as const;
export const requestRoutes = ["hot_list", "interface", "page"] as const;
export const refusedStatuses = ["401", "403", "404", "429", "503"] as const;
export const socketEnds = ["left", "too_slow", "silent", "abuse", "stopping"] as const;

/** What happened in this process and is worth counting. */
export interface Facts {
  /** `waitedMs`: since it was due, null where nobody knows. */
  "job.ended": { job: JobName; outcome: (typeof jobOutcomes)[number]; waitedMs: number | null; tookMs: number };
  /** `summary` is what a visible one did. */
  "refresh.ended": {
    kind: RefreshSummary["kind"];
    outcome: (typeof refreshOutcomes)[number];
    summary: RefreshSummary | null;
  };
  "upstream.answered": { provider: Provider; outcome: (typeof answerOutcomes)[number]; tookMs: number };
  /** Calls or weight that the shared budget granted, after waiting. */
  "budget.granted": { provider: Provider; cost: number; waitedMs: number };
  "budget.refused": { provider: Provider; reason: "month_spent" | "too_long" };
  "delivery.attempted": { channel: ChannelConfig["kind"] | "gone"; outcome: DeliveryOutcome["kind"]; tookMs: number };
  "socket.ended": { reason: (typeof socketEnds)[number] };
  "socket.refused": { status: number };
  /** A line at the level of a warning or worse; `error` is what it was about, where it was about one. */
  "fault.logged": {
    process: string;
    level: "warn" | "error" | "fatal";
    message: string;
    error: unknown;
    scope: LogScope;
    /** Null where nobody traces. */
    traceId: string | null;
  };
  "request.answered": { route: (typeof requestRoutes)[number]; status: number; tookMs: number };
}
export type FactName = keyof Facts;

const channelOf = (name: FactName) => channel(`ghostquant.${name}`);
const channels = new Map<FactName, ReturnType<typeof channelOf>>();

function known(name: FactName) {
  const existing = channels.get(name);
  if (existing !== undefined) return existing;
  const made = channelOf(name);
  channels.set(name, made);
  return made;
}

/**
 * Tells whoever counts in this process; costs next to nothing where nobody does. Node's diagnostics channels are the process's
 * own, so a fact is heard also across the copies of a module that Next's bundler makes.
 */
export function tell<N extends FactName>(name: N, fact: Facts[N]): void {
  const to = known(name);
  if (to.hasSubscribers) to.publish(fact);
}

/** Hears every such fact from now on; returns what ends that. A listener that throws is Node's to report, never the teller's. */
export function hear<N extends FactName>(name: N, listener: (fact: Facts[N]) => void): () => void {
  const heard = (fact: unknown): void => listener(fact as Facts[N]);
  const from = known(name);
  from.subscribe(heard);
  return () => {
    from.unsubscribe(heard);
  };
}
