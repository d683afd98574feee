import { AppError, type ErrorCode } from "@/lib/errors";
import { type JsonAnswer, quoted } from "../fetch-json";
import { DEFAULT_WAIT_MS, waitFromHeaders } from "./rate-limit-headers";

/** What CoinGecko says went wrong, whichever of its envelopes it came in. */
interface Complaint {
  code: number | null;
  message: string;
}

/** 10002: no or wrong key; 10010, 10011: a key of one plan on the other plan's host. */
const KEY_CODES = new Set([10_002, 10_010, 10_011]);
/** 10005: endpoint of a higher plan; 10012: history older than the plan reaches. */
const PLAN_CODES = new Set([10_005, 10_012]);
const KEY_TEXT = /invalid\b.*\bkey|api key missing|missing\b.*\bapi key|change your root url/i;
const PLAN_TEXT = /\bplans?\b|upgrade|exclusive to paid|allowed time range/i;

/**
 * The error in an answer, or null when it is none. CoinGecko has been seen to send an error object under HTTP 200,
 * so the body is looked at whatever the status says.
 */
export function errorFromAnswer(answer: JsonAnswer, wallNow: number, secrets: readonly string[]): AppError | null {
  const complaint = readComplaint(answer.body);
  const ok = answer.status >= 200 && answer.status < 300;
  if (ok && complaint === null) return null;
  const status = ok ? statusWithin(complaint) : answer.status;
  const said = quoted(complaint?.message || answer.excerpt || "", secrets);
  if (status === 429) {
    return new AppError("rate_limited", `CoinGecko asks us to slow down${said}`, {
      retryable: true,
      retryAfterMs: waitFromHeaders(answer.headers, wallNow) ?? DEFAULT_WAIT_MS,
    });
  }
  if (isRefusal(status)) return refusal(status, complaint, said);
  const wait = waitFromHeaders(answer.headers, wallNow);
  const lying = ok && status === 200;
  return new AppError(
    lying ? "upstream_invalid" : "upstream_unavailable",
    lying ? `CoinGecko sent an error in place of data${said}` : `CoinGecko failed with HTTP ${status}${said}`,
    { retryable: true, ...(wait === null ? {} : { retryAfterMs: wait }) },
  );
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425;
}

/** A 4xx that the same request will meet again, but for a CDN's HTML page, which is an outage in disguise. */
function refusal(status: number, complaint: Complaint | null, said: string): AppError {
  if (complaint === null && (status === 401 || status === 403)) {
    return new AppError("upstream_unavailable", `CoinGecko's door answered HTTP ${status} without a reason${said}`, {
      retryable: true,
    });
  }
  const [code, sentence] = classifyRefusal(status, complaint);
  return new AppError(code, `${sentence}${said}`, { retryable: false });
}

function classifyRefusal(status: number, complaint: Complaint | null): [ErrorCode, string] {
  if (status === 404) return ["not_found", "CoinGecko does not know this"];
  if (isAboutKey(complaint)) return ["unauthorized", "CoinGecko does not accept the key"];
  if (isAboutPlan(complaint)) return ["plan_restricted", "The CoinGecko plan does not include this"];
  if (status === 401) return ["unauthorized", "CoinGecko does not accept the key"];
  if (status === 403 || status === 451) return ["forbidden", "CoinGecko refuses this request"];
  return ["bad_request", `CoinGecko did not understand the request (HTTP ${status})`];
}

function isAboutKey(complaint: Complaint | null): boolean {
  if (complaint === null) return false;
  return (complaint.code !== null && KEY_CODES.has(complaint.code)) || KEY_TEXT.test(complaint.message);
}

function isAboutPlan(complaint: Complaint | null): boolean {
  if (complaint === null) return false;
  return (complaint.code !== null && PLAN_CODES.has(complaint.code)) || PLAN_TEXT.test(complaint.message);
}

/** The HTTP status that an error under HTTP 200 stands for; 200 when it does not say. */
function statusWithin(complaint: Complaint | null): number {
  if (complaint === null) return 200;
  const code = complaint.code ?? 0;
  if (code >= 400 && code < 600) return code;
  if (isAboutKey(complaint)) return 401;
  if (isAboutPlan(complaint)) return 403;
  return /not found/i.test(complaint.message) ? 404 : 200;
}

function readComplaint(body: unknown): Complaint | null {
  const envelope = record(body);
  if (envelope === null) return null;
  if (typeof envelope.error === "string") return { code: finite(envelope.status), message: envelope.error };
  const nested = record(envelope.error);
  return readStatus(envelope.status) ?? readStatus(nested?.status) ?? readStatus(nested) ?? readStatus(envelope);
}

function readStatus(value: unknown): Complaint | null {
  const status = record(value);
  if (status === null) return null;
  const code = finite(status.error_code);
  const message = typeof status.error_message === "string" ? status.error_message : "";
  // Code 0 without a message is other vendors' way of saying that all is well.
  return code || message ? { code, message } : null;
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
