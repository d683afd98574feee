import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";

export interface RetryOptions {
  maxAttempts: number;
  /** Before the second try; doubles with each further one, half of it by chance. */
  backoffMs: number;
  /** 0…1, to spread copies that failed together. */
  random: () => number;
  signal?: AbortSignal | undefined;
  onRetry?: (failure: AppError, waitMs: number) => void;
}

/** Waiting longer than this inside a call hides an outage; the error says when to come back. */
const PATIENCE_MS = 90_000;

/** Calls until it succeeds, fails in a way that no other try can mend, or tries are used up. */
export async function withRetries<T>(options: RetryOptions, call: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    options.signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (tried >= options.maxAttempts || !isWorthRetrying(error)) throw error;
      const backoff = options.backoffMs * 2 ** (tried - 1) * (0.5 + options.random() / 2);
      const waitMs = Math.max(backoff, error.retryAfterMs ?? 0);
      options.onRetry?.(error, waitMs);
      await pause(waitMs, options.signal);
    }
  }
}

function isWorthRetrying(error: unknown): error is AppError {
  return error instanceof AppError && error.retryable && (error.retryAfterMs ?? 0) <= PATIENCE_MS;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    // The caller's own reason, not the timer's.
    signal?.throwIfAborted();
    throw error;
  }
}
