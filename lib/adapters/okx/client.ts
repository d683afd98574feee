import { AppError } from "@/lib/errors";
import { type Facts, tell } from "@/lib/facts";
import type { Logger } from "@/lib/log";
import type { CandlePage } from "@/lib/market/hour-ranges";
import type { VenuePair } from "@/lib/market/pair";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { withinSpan } from "@/lib/telemetry/span";
import { withRetries } from "../with-retries";
import { errorFromCcxt } from "./errors";
import { parseHours, parsePairs } from "./parse";

/** Requests, shared by every copy behind one address. */
export interface RequestBudget {
  take(cost: number, priority: "high" | "low", signal?: AbortSignal): Promise<void>;
  /** Nobody asks for so long. */
  pauseFor(ms: number): Promise<void>;
}

export interface HoursQuery {
  /** `SOL-USDT`. */
  readonly pair: string;
  readonly multiplier: number;
  /** Whole hours that are over, [from, to). */
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly signal?: AbortSignal;
}

export interface OkxClient {
  /** Every USDT pair, also those that do not trade at present. */
  fetchPairs(signal?: AbortSignal): Promise<VenuePair[]>;
  /** The oldest of these hours, as many as fit into one answer. */
  fetchHours(query: HoursQuery): Promise<CandlePage>;
}

export interface OkxClientOptions {
  readonly restBase: string;
  readonly budget: RequestBudget;
  readonly retry?: { readonly maxAttempts: number; readonly backoffMs: number };
  /** For one whole exchange, in milliseconds. */
  readonly timeoutMs?: number;
  readonly random: () => number;
  readonly log: Logger;
}

/**
 * What OKX gives at a time for certain. Some of its answers reach 300, but it does not say when it cut one, and hours that were
 * cut would be kept as hours without trades.
 */
const HOURS_PER_PAGE = 100;
const DEFAULT_RETRY = { maxAttempts: 4, backoffMs: 1_000 };
const DEFAULT_TIMEOUT_MS = 15_000;

type Exchange = Awaited<ReturnType<typeof openExchange>>;

/** OKX's public spot data through CCXT, as market types. Every method throws AppError. */
export function createOkxClient(options: OkxClientOptions): OkxClient {
  let opening: Promise<Exchange> | null = null;

  function exchange(): Promise<Exchange> {
    opening ??= openExchange(options);
    return opening;
  }

  async function ask<T>(
    signal: AbortSignal | undefined,
    call: (okx: Exchange) => Promise<unknown>,
    read: (body: unknown) => T | null,
  ): Promise<T> {
    const okx = await exchange();
    await options.budget.take(1, "low", signal);
    const startedAt = performance.now();
    const ended = (outcome: Facts["upstream.answered"]["outcome"]): void =>
      tell("upstream.answered", { provider: "okx", outcome, tookMs: performance.now() - startedAt });
    const body = await withinSpan("upstream.call", { "peer.service": "okx" }, () => call(okx)).catch(
      async (error: unknown) => {
        const failure = errorFromCcxt(error);
        ended(outcomeOf(failure));
        if (failure.code === "rate_limited") await options.budget.pauseFor(failure.retryAfterMs ?? 0);
        throw failure;
      },
    );
    const value = read(body);
    ended(value === null ? "nonsense" : "ok");
    if (value !== null) return value;
    throw new AppError("upstream_invalid", "OKX sent something unexpected", { retryable: true });
  }

  function get<T>(
    signal: AbortSignal | undefined,
    call: (okx: Exchange) => Promise<unknown>,
    read: (body: unknown) => T | null,
  ): Promise<T> {
    const onRetry = (failure: AppError, waitMs: number) =>
      options.log.warn({ waitMs: Math.round(waitMs), code: failure.code }, failure.message);
    return withRetries({ ...(options.retry ?? DEFAULT_RETRY), random: options.random, signal, onRetry }, () =>
      ask(signal, call, read),
    );
  }

  return {
    async fetchPairs(signal) {
      const spot = { instType: "SPOT" };
      const instruments = await get(
        signal,
        (okx) => okx.publicGetPublicInstruments(spot),
        (body) => (parsePairs(body, { code: "0", data: [] }) === null ? null : { body }),
      );
      return get(
        signal,
        (okx) => okx.publicGetMarketTickers(spot),
        (body) => parsePairs(instruments.body, body),
      );
    },
    fetchHours({ pair, multiplier, from, to, signal }) {
      const until = Math.min(to, from + HOURS_PER_PAGE * HOUR_MS);
      // OKX counts backwards: "after" is what lies before it, and neither bound is included.
      const question = {
        instId: pair,
        bar: "1H",
        before: String(from - 1),
        after: String(until),
        limit: String(HOURS_PER_PAGE),
      };
      const read = (body: unknown) => parseHours(body, { multiplier, from, to: until });
      return get(signal, (okx) => okx.publicGetMarketHistoryCandles(question), read);
    },
  };
}

function outcomeOf({ code }: AppError): Facts["upstream.answered"]["outcome"] {
  if (code === "rate_limited") return "throttled";
  return code === "upstream_unavailable" ? "unreachable" : "refused";
}

/** CCXT weighs half a second and 100 MB, so it is loaded when it is first needed and never by the web process. */
async function openExchange({ restBase, timeoutMs = DEFAULT_TIMEOUT_MS }: OkxClientOptions) {
  const { okx } = await import("ccxt");
  const exchange = new okx({ enableRateLimit: true, timeout: timeoutMs });
  exchange.urls.api = { rest: restBase };
  return exchange;
}
