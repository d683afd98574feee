/** What went wrong, in the closed list that HTTP and BullMQ translate. */
export type ErrorCode =
  | "bad_request"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "ambiguous"
  | "conflict"
  | "rate_limited"
  | "plan_restricted"
  | "upstream_unavailable"
  | "upstream_invalid"
  | "dependency_unavailable"
  | "misconfigured";

export interface AppErrorOptions {
  /** Whether trying the same thing again later can help. */
  retryable: boolean;
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** An error that knows at birth whether to retry; the message is safe to show. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AppErrorOptions,
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
