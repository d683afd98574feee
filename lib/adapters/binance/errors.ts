import { AppError } from "@/lib/errors";
import { type JsonAnswer, quoted } from "../fetch-json";
import { retryAfterMs } from "../retry-after";
import { complaintSchema } from "./schema";

const RATE_WAIT_MS = 60_000;
/** The shortest ban that Binance documents. */
const BAN_WAIT_MS = 120_000;
const INVALID_SYMBOL = -1_121;

/** The error in an answer, or null when it is none. */
export function errorFromAnswer(answer: JsonAnswer, wallNow: number): AppError | null {
  if (answer.status >= 200 && answer.status < 300) return null;
  const asked = retryAfterMs(answer.headers, wallNow);
  const complaint = complaintSchema.safeParse(answer.body).data ?? null;
  const said = quoted(complaint?.msg ?? answer.excerpt ?? "", []);
  return (
    toldToWait(answer.status, said, asked) ??
    refused(answer.status, complaint?.code ?? 0, said) ??
    new AppError("upstream_unavailable", `Binance failed with HTTP ${answer.status}${said}`, {
      retryable: true,
      ...(asked === null ? {} : { retryAfterMs: asked }),
    })
  );
}

function toldToWait(status: number, said: string, asked: number | null): AppError | null {
  if (status === 429) return rateLimited(`Binance asks us to slow down${said}`, asked ?? RATE_WAIT_MS);
  if (status === 418) return rateLimited(`Binance banned this address${said}`, Math.max(BAN_WAIT_MS, asked ?? 0));
  // Its firewall answers 403 to an address that it distrusts for a while, whatever was asked.
  if (status === 403) return rateLimited(`Binance's firewall refuses this address${said}`, asked ?? RATE_WAIT_MS);
  return null;
}

function refused(status: number, code: number, said: string): AppError | null {
  if (status < 400 || status >= 500 || status === 408 || status === 425) return null;
  if (status === 451) {
    return new AppError("forbidden", `Binance does not serve this location${said}`, { retryable: false });
  }
  if (status === 404 || code === INVALID_SYMBOL) {
    return new AppError("not_found", `Binance does not know this${said}`, { retryable: false });
  }
  return new AppError("bad_request", `Binance did not understand the request (HTTP ${status})${said}`, {
    retryable: false,
  });
}

function rateLimited(message: string, waitMs: number): AppError {
  return new AppError("rate_limited", message, { retryable: true, retryAfterMs: waitMs });
}
