import type { CoinCandidate } from "@/lib/contracts/http/coin-detail";
import type { Problem } from "@/lib/contracts/http/problem";
import type { AppError, ErrorCode } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { type Answer, problemAnswer } from "./answer";

/** The one table from what went wrong to what HTTP calls it. */
const table: Record<ErrorCode, { status: number; title: string }> = {
  bad_request: { status: 400, title: "Bad request" },
  unauthorized: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  ambiguous: { status: 300, title: "More than one match" },
  conflict: { status: 409, title: "In conflict with what is there" },
  rate_limited: { status: 429, title: "Too many requests" },
  plan_restricted: { status: 403, title: "Not part of the provider's plan" },
  upstream_unavailable: { status: 503, title: "A provider is not available" },
  upstream_invalid: { status: 502, title: "A provider answered with nonsense" },
  dependency_unavailable: { status: 503, title: "Not available just now" },
  misconfigured: { status: 500, title: "Misconfigured" },
};

const RETRY_AFTER_SECONDS = 5;

type Extra = Partial<Pick<Problem, "errors" | "candidates">>;

export function describeProblem(code: ErrorCode, detail: string, extra: Extra = {}): Problem {
  const { status, title } = table[code];
  return { type: `urn:ghostquant:problem:${code}`, title, status, detail, ...extra };
}

/** By its name: Next bundles a second copy of the class, and an error may come from either. */
function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error && String(error.code) in table;
}

/** Any thrown value as an answer. What is not ours is logged and told nobody. */
export function answerError(error: unknown, log: Logger): Answer {
  if (!isAppError(error)) {
    log.error({ err: error }, "A request failed");
    return problemAnswer({
      type: "urn:ghostquant:problem:internal",
      title: "Something failed on our side",
      status: 500,
      detail: "The request could not be answered; the log has the reason.",
    });
  }
  const problem = describeProblem(error.code, error.message);
  const wait = error.retryAfterMs === null ? RETRY_AFTER_SECONDS : Math.ceil(error.retryAfterMs / 1_000);
  const headers: Record<string, string> =
    problem.status === 503 || problem.status === 429 ? { "retry-after": `${wait}` } : {};
  return problemAnswer(problem, headers);
}

export function answerInvalid(errors: { path: string; message: string }[]): Answer {
  const named = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return problemAnswer(describeProblem("bad_request", named, { errors }));
}

/** `nearest` are the coins that may have been meant. */
export function answerUnknown(what: string, nearest?: CoinCandidate[]): Answer {
  return problemAnswer(describeProblem("not_found", what, nearest === undefined ? {} : { candidates: nearest }));
}

export function answerAmbiguous(wanted: string, candidates: CoinCandidate[]): Answer {
  const detail = `${candidates.length} coins have the symbol ${wanted}; ask for one of them by id.`;
  return problemAnswer(describeProblem("ambiguous", detail, { candidates }));
}

export function answerMethodNotAllowed(allowed: string): Answer {
  return problemAnswer(
    {
      type: "urn:ghostquant:problem:method_not_allowed",
      title: "Method not allowed",
      status: 405,
      detail: `Only ${allowed} is answered here.`,
    },
    { allow: allowed },
  );
}

export function answerTooLarge(status: 413 | 414, detail: string): Answer {
  return problemAnswer({ type: "urn:ghostquant:problem:too_large", title: "Too large", status, detail });
}

export function answerUnsupportedMedia(detail: string): Answer {
  return problemAnswer({
    type: "urn:ghostquant:problem:unsupported_media_type",
    title: "Unsupported media type",
    status: 415,
    detail,
  });
}

/** There has not been a single good board since this process started, so there is nothing to serve, not even as stale. */
export function answerNoBoard(): Answer {
  const detail = "No market data has arrived yet; the first refresh is still running or the cache cannot be reached.";
  return problemAnswer(describeProblem("dependency_unavailable", detail), { "retry-after": `${RETRY_AFTER_SECONDS}` });
}
