import { z } from "zod";

export const FAULT_MODES = [
  "none",
  "status-429",
  "status-500",
  "slow",
  "hang",
  "truncate",
  "truncate-json",
  "html",
  "error-envelope",
  "malformed-rows",
  "lying-prices",
  "hostile-texts",
  "rate-limit",
  "geo-block",
] as const;
/** Faults of the venue's trades; they hit sockets and what they carry, a request never. */
export const SOCKET_FAULT_MODES = [
  "cut-sockets",
  "silent-sockets",
  "skip-trades",
  "duplicate-trades",
  "reorder-trades",
  "malformed-trades",
  "delist",
] as const;
export type FaultMode = (typeof FAULT_MODES)[number];
export type SocketFaultMode = (typeof SOCKET_FAULT_MODES)[number];

/** What shall go wrong. */
export const faultPlanSchema = z.strictObject({
  mode: z.enum([...FAULT_MODES, ...SOCKET_FAULT_MODES]),
  /** Share of the matching requests, trades or (each quarter of a second) sockets that are hit. */
  probability: z.number().min(0).max(1).default(1),
  /** How many more requests are hit before all is well again; null means until told otherwise. */
  remaining: z.number().int().min(0).nullable().default(null),
  /**
   * Only requests whose path starts with this: under CoinGecko's `/api/v3`, such as "/coins/markets", or whole, such as
   * "/binance" or "/whale-alert". Without it a fault of requests hits CoinGecko alone.
   */
  path: z.string().nullable().default(null),
  /** Only trades of this pair, such as "BTCUSDT"; `delist` needs one. */
  pair: z.string().nullable().default(null),
  /** `slow`: how long an answer is held back. */
  delayMs: z.number().min(0).max(600_000).default(3_000),
  /** `rate-limit`: requests allowed in each wall-clock minute. */
  perMinute: z.number().int().min(1).default(30),
  /** `status-429` and `rate-limit`: whether the answer says when to come back. */
  retryAfter: z.boolean().default(true),
});
export type FaultPlan = z.infer<typeof faultPlanSchema>;

/** A fault that hits one request. */
export interface Fault {
  readonly mode: Exclude<FaultMode, "none">;
  readonly plan: FaultPlan;
}

export interface FaultReport extends FaultPlan {
  /** Requests hit since the plan was set. */
  readonly hits: number;
}

export interface FaultBench {
  /** The fault for a request to this path, or null when it is answered honestly. */
  strike(path: string): Fault | null;
  /** The fault for a request to another provider than CoinGecko, by its whole path. */
  strikeVenue(path: string): Fault | null;
  /** Whether a socket or a trade is hit; a pair where it is about one. */
  strikeSocket(mode: SocketFaultMode, pair?: string): boolean;
  /** The pair that left the venue, null for none. */
  delisted(): string | null;
  /** What an honest answer says about the rate limit, while there is one. */
  quotaHeaders(): Record<string, string>;
  set(wished: unknown): FaultReport | { error: string };
  clear(): FaultReport;
  report(): FaultReport;
}

const MINUTE_MS = 60_000;
const noFault = faultPlanSchema.parse({ mode: "none" });

/** Holds the one plan of faults, counts its hits and ends it when it is used up. Off at the start. */
export function createFaultBench({ wallNow, random }: { wallNow: () => number; random: () => number }): FaultBench {
  let plan = noFault;
  let hits = 0;
  let minute = 0;
  let spentInMinute = 0;

  const report = (): FaultReport => ({ ...plan, hits });
  const adopt = (next: FaultPlan): FaultReport => {
    plan = next;
    hits = 0;
    spentInMinute = 0;
    return report();
  };
  const overLimit = (): boolean => {
    const now = Math.floor(wallNow() / MINUTE_MS);
    if (now !== minute) {
      minute = now;
      spentInMinute = 0;
    }
    spentInMinute += 1;
    return spentInMinute > plan.perMinute;
  };
  const applies = (): boolean => {
    if (plan.remaining === 0) return false;
    if (plan.mode === "rate-limit") return overLimit();
    return random() < plan.probability;
  };
  const hit = (): void => {
    hits += 1;
    if (plan.remaining !== null) plan = { ...plan, remaining: plan.remaining - 1 };
  };
  const strikeRequest = (inPath: boolean): Fault | null => {
    const { mode } = plan;
    if (mode === "none" || isSocketMode(mode) || !inPath || !applies()) return null;
    hit();
    return { mode, plan };
  };

  return {
    strike: (path) => strikeRequest(plan.path === null || path.startsWith(plan.path)),
    strikeVenue: (path) => strikeRequest(plan.path !== null && path.startsWith(plan.path)),
    strikeSocket(mode, pair) {
      if (plan.mode !== mode || (plan.pair !== null && plan.pair !== pair) || !applies()) return false;
      hit();
      return true;
    },
    delisted: () => (plan.mode === "delist" ? plan.pair : null),
    quotaHeaders() {
      if (plan.mode !== "rate-limit") return {};
      return quotaHeaders(plan.perMinute, Math.max(0, plan.perMinute - spentInMinute), wallNow());
    },
    set(wished) {
      const parsed = faultPlanSchema.safeParse(wished);
      if (parsed.success) return adopt(parsed.data);
      return { error: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ") };
    },
    clear: () => adopt(noFault),
    report,
  };
}

function isSocketMode(mode: FaultPlan["mode"]): mode is SocketFaultMode {
  return SOCKET_FAULT_MODES.some((known) => known === mode);
}

/** CoinGecko's own headers; the window ends on the minute, and the reset is not an ISO date. */
export function quotaHeaders(limit: number, remaining: number, wallNow: number): Record<string, string> {
  const reset = new Date((Math.floor(wallNow / MINUTE_MS) + 1) * MINUTE_MS).toISOString();
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": `${reset.slice(0, 10)} ${reset.slice(11, 19)} +0000`,
  };
}
