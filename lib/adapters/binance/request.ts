import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { MINUTE_MS } from "@/lib/market/units";
import { fetchJson, type JsonAnswer } from "../fetch-json";
import { withRetries } from "../with-retries";
import { errorFromAnswer } from "./errors";

/** Request weight, shared by every copy behind one address. */
export interface WeightBudget {
  /** Resolves when `weight` may be spent; throws `rate_limited` when waiting is pointless. */
  take(weight: number, priority: "high" | "low", signal?: AbortSignal): Promise<void>;
  /** Nobody asks for so long. */
  pauseFor(ms: number): Promise<void>;
}

/** `blocked`: refused for where we are. `paused`: told to wait, for a while. */
export type BinanceState = "ok" | "paused" | "blocked";

export interface RequesterOptions {
  restBase: string;
  budget: WeightBudget;
  retry: { maxAttempts: number; backoffMs: number };
  timeoutMs: number;
  /** How long a refusal for the location is believed without asking again. */
  blockedMs: number;
  random: () => number;
  log: Logger;
}

export interface Query<T> {
  path: string;
  parameters?: Readonly<Record<string, string>>;
  weight: number;
  priority: "high" | "low";
  /** The body as a market type; null when it is something else, which is tried again like any outage. */
  read: (body: unknown) => T | null;
  signal?: AbortSignal | undefined;
}

export interface Requester {
  get<T>(query: Query<T>): Promise<T>;
  /** Binance's own word on the weight that an address may spend a minute. */
  learnLimit(weightPerMinute: number): void;
  state(): BinanceState;
}

/** Documented; read anew from exchangeInfo. */
const WEIGHT_PER_MINUTE = 6_000;
/** Others behind the same address spend too: we stop before the wall, because walking into it twice is a ban. */
const WEIGHT_SHARE_MAX = 0.9;
const USED_WEIGHT_HEADER = "x-mbx-used-weight-1m";

/** One door to Binance's REST API: location verdict → budget → request → classified error → retry. */
export function createRequester(options: RequesterOptions): Requester {
  const { budget, log } = options;
  let blockedUntil = 0;
  let pausedUntil = 0;
  let weightPerMinute = WEIGHT_PER_MINUTE;

  async function pauseFor(ms: number): Promise<void> {
    pausedUntil = Math.max(pausedUntil, Date.now() + ms);
    await budget.pauseFor(ms);
  }

  /** Binance counts everything that the address spent, so its word goes over our own count. */
  async function heedUsedWeight(headers: Headers): Promise<void> {
    const used = Number(headers.get(USED_WEIGHT_HEADER) ?? Number.NaN);
    if (!(used >= WEIGHT_SHARE_MAX * weightPerMinute)) return;
    log.warn({ used, weightPerMinute }, "Binance's weight for this minute is almost spent");
    await pauseFor(MINUTE_MS - (Date.now() % MINUTE_MS));
  }

  async function heedRefusal(answer: JsonAnswer, error: AppError): Promise<void> {
    if (answer.status === 451) blockedUntil = Date.now() + options.blockedMs;
    if (error.code === "rate_limited") await pauseFor(error.retryAfterMs ?? 0);
  }

  async function ask<T>(query: Query<T>): Promise<T> {
    if (Date.now() < blockedUntil) {
      throw new AppError("forbidden", "Binance does not serve this location", { retryable: false });
    }
    await budget.take(query.weight, query.priority, query.signal);
    const answer = await fetchJson({
      provider: "Binance",
      countAs: "binance",
      url: addressOf(options.restBase, query),
      headers: { accept: "application/json" },
      timeoutMs: options.timeoutMs,
      secrets: [],
      signal: query.signal,
    });
    await heedUsedWeight(answer.headers);
    const error = errorFromAnswer(answer, Date.now());
    if (error !== null) {
      await heedRefusal(answer, error);
      throw error;
    }
    const value = query.read(answer.body);
    if (value !== null) return value;
    throw new AppError("upstream_invalid", `Binance sent something unexpected for ${query.path}`, { retryable: true });
  }

  return {
    get: (query) =>
      withRetries(
        {
          ...options.retry,
          random: options.random,
          signal: query.signal,
          onRetry: (failure, waitMs) =>
            log.warn({ path: query.path, waitMs: Math.round(waitMs), code: failure.code }, failure.message),
        },
        () => ask(query),
      ),
    learnLimit: (limit) => {
      if (limit > 0) weightPerMinute = limit;
    },
    state: () => {
      const wallNow = Date.now();
      if (wallNow < blockedUntil) return "blocked";
      return wallNow < pausedUntil ? "paused" : "ok";
    },
  };
}

function addressOf(base: string, query: Query<unknown>): string {
  const parameters = new URLSearchParams(query.parameters).toString();
  return `${base}${query.path}${parameters === "" ? "" : `?${parameters}`}`;
}
