import { setTimeout as sleep } from "node:timers/promises";
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { fetchJson } from "../fetch-json";
import { errorFromAnswer } from "./errors";
import { limitFromHeaders } from "./rate-limit-headers";

/** Calls that may be made, shared by every copy that asks the same provider with the same key. */
export interface RequestBudget {
  /** Resolves when `cost` calls may be made; throws `rate_limited` when waiting is pointless. */
  take(cost: number, priority: "high" | "low", signal?: AbortSignal): Promise<void>;
  /** Nobody asks for so long. */
  pauseFor(ms: number): Promise<void>;
  /** The provider's own word on its calls a minute. */
  learnLimit(perMinute: number): Promise<void>;
}

export interface RequestOptions {
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  secrets: readonly string[];
  budget: RequestBudget;
  retry: { maxAttempts: number; backoffSeconds: number };
  timeoutMs: number;
  circuit: { consecutiveFailures: number; halfOpenAfterMs: number };
  log: Logger;
}

export interface Query<T> {
  path: string;
  /** The body as a market type; null when it is something else, which is tried again like any outage. */
  read: (body: unknown) => T | null;
  parameters?: Readonly<Record<string, string>>;
  priority: "high" | "low";
  maxAttempts?: number;
  signal?: AbortSignal | undefined;
}

export interface Requester {
  get<T>(query: Query<T>): Promise<T>;
  circuit(): "closed" | "open" | "half-open";
}

/** Waiting longer than this inside a job hides an outage; the error says when to come back. */
const PATIENCE_MS = 120_000;
const JITTER_MS_MAX = 1_000;
const RELEARN_MS = 600_000;

/** One door to the provider: circuit breaker → budget → request → classified error → retry. */
export function createRequester(options: RequestOptions): Requester {
  const { budget, retry, log, circuit } = options;
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: circuit.halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(circuit.consecutiveFailures),
  });
  breaker.onStateChange((state) => log.warn({ circuit: circuitName(state) }, "CoinGecko circuit changed"));
  let learnt = { limit: 0, at: 0 };

  async function learnLimit(headers: Headers): Promise<void> {
    const limit = limitFromHeaders(headers);
    const wallNow = Date.now();
    if (limit === null || (limit === learnt.limit && wallNow - learnt.at < RELEARN_MS)) return;
    learnt = { limit, at: wallNow };
    await budget.learnLimit(limit);
  }

  async function ask<T>(query: Query<T>): Promise<T> {
    const answer = await fetchJson({
      provider: "CoinGecko",
      countAs: "coingecko",
      url: addressOf(options.baseUrl, query),
      headers: options.headers,
      timeoutMs: options.timeoutMs,
      secrets: options.secrets,
      signal: query.signal,
    });
    await learnLimit(answer.headers);
    const error = errorFromAnswer(answer, Date.now(), options.secrets);
    if (error === null) return readBody(query, answer.body);
    if (error.code === "rate_limited") {
      // Every copy met the same wall; the jitter keeps them from leaving it in one burst.
      await budget.pauseFor((error.retryAfterMs ?? 0) + Math.random() * JITTER_MS_MAX);
    }
    throw error;
  }

  /** The answer, or the failure that another try may mend; any other is thrown. */
  async function attempt<T>(query: Query<T>, before: AppError | null): Promise<{ value: T } | { failure: AppError }> {
    let granted = false;
    try {
      const value = await breaker.execute(async () => {
        // Inside the circuit, because an open one must not spend calls.
        await budget.take(1, query.priority, query.signal);
        granted = true;
        return ask(query);
      });
      return { value };
    } catch (error) {
      query.signal?.throwIfAborted();
      // A circuit that opened between two tries is the consequence; the failure before it is the reason.
      if (error instanceof BrokenCircuitError) throw before ?? leftAlone(circuit.halfOpenAfterMs);
      // The budget has done its own waiting: its refusal is final.
      if (!granted || !worthRetrying(error)) throw error;
      return { failure: error };
    }
  }

  async function backOff(query: Query<unknown>, failure: AppError, tried: number): Promise<void> {
    const waitMs = retryDelay(failure, tried, retry.backoffSeconds);
    log.warn({ path: query.path, tried, waitMs: Math.round(waitMs), code: failure.code }, failure.message);
    await sleep(waitMs, undefined, query.signal ? { signal: query.signal } : {}).catch((error: unknown) => {
      query.signal?.throwIfAborted();
      throw error;
    });
  }

  async function get<T>(query: Query<T>): Promise<T> {
    const maxAttempts = query.maxAttempts ?? retry.maxAttempts;
    let failure: AppError | null = null;
    for (let tried = 1; ; tried++) {
      query.signal?.throwIfAborted();
      const outcome: { value: T } | { failure: AppError } = await attempt(query, failure);
      if ("value" in outcome) return outcome.value;
      failure = outcome.failure;
      if (tried >= maxAttempts) throw failure;
      await backOff(query, failure, tried);
    }
  }

  return { get, circuit: () => circuitName(breaker.state) };
}

/** Only a provider that is down or talks nonsense trips the circuit; a refusal or a full budget is a clear answer. */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && (error.code === "upstream_unavailable" || error.code === "upstream_invalid");
}

function worthRetrying(error: unknown): error is AppError {
  if (!(error instanceof AppError) || !error.retryable) return false;
  return (error.retryAfterMs ?? 0) <= PATIENCE_MS;
}

/** After 429 the budget does the waiting, for all copies; else exponential with half of it random. */
function retryDelay(error: AppError, tried: number, backoffSeconds: number): number {
  if (error.code === "rate_limited") return 0;
  const backoff = backoffSeconds * 1_000 * 2 ** (tried - 1) * (0.5 + Math.random() / 2);
  return Math.max(backoff, error.retryAfterMs ?? 0);
}

function leftAlone(halfOpenAfterMs: number): AppError {
  return new AppError("upstream_unavailable", "CoinGecko keeps failing, so it is left alone for a while", {
    retryable: true,
    retryAfterMs: halfOpenAfterMs,
  });
}

function circuitName(state: CircuitState): "closed" | "open" | "half-open" {
  if (state === CircuitState.Closed) return "closed";
  return state === CircuitState.HalfOpen ? "half-open" : "open";
}

function readBody<T>(query: Query<T>, body: unknown): T {
  const value = query.read(body);
  if (value !== null) return value;
  throw new AppError("upstream_invalid", `CoinGecko sent something unexpected for ${query.path}`, { retryable: true });
}

function addressOf(baseUrl: string, query: Query<unknown>): string {
  const parameters = new URLSearchParams(query.parameters).toString();
  return `${baseUrl.replace(/\/+$/, "")}${query.path}${parameters === "" ? "" : `?${parameters}`}`;
}
