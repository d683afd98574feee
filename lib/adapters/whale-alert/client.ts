import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { SECOND_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { fetchJson, type JsonAnswer, quoted } from "../fetch-json";
import { retryAfterMs } from "../retry-after";
import { withRetries } from "../with-retries";
import { type DropReason, type Page, parsePage, type SymbolTransfer } from "./parse";
import { complaintSchema } from "./schema";

export type { SymbolTransfer } from "./parse";

export interface TransfersQuery {
  /** The free plan reaches back an hour. */
  startAt: UnixMs;
  minUsd: Usd;
  /** Where an earlier call ended: only what is new since then is sent. */
  cursor?: string | null;
  signal?: AbortSignal;
}

export interface Transfers {
  /** Each once, oldest first. */
  transfers: SymbolTransfer[];
  dropped: Record<DropReason, number>;
  /** For the next call. */
  cursor: string | null;
  /** False when there was more than one call may read: the next call goes on from `cursor`. */
  complete: boolean;
}

export interface WhaleAlertClient {
  fetchTransfers(query: TransfersQuery): Promise<Transfers>;
}

/** Calls, shared by every copy with the same key. */
export interface CallBudget {
  take(calls: number, priority: "high" | "low", signal?: AbortSignal): Promise<void>;
  /** Nobody asks for so long. */
  pauseFor(ms: number): Promise<void>;
}

export interface WhaleAlertClientOptions {
  baseUrl: string;
  apiKey: string;
  budget: CallBudget;
  log: Logger;
  retry?: { maxAttempts: number; backoffMs: number };
  timeoutMs?: number;
  /** Of 100 transfers each. */
  pagesMax?: number;
  /** 0…1, to spread retries. */
  random: () => number;
}

const PAGE_SIZE = 100;
const DEFAULT_RETRY = { maxAttempts: 3, backoffMs: 2_000 };
const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_PAGES_MAX = 10;
const DEFAULT_WAIT_MS = 60_000;

/** Whale Alert's v1 API. The key goes into a header only; no error and no log line holds it. */
export function createWhaleAlertClient(options: WhaleAlertClientOptions): WhaleAlertClient {
  const { budget, log, pagesMax = DEFAULT_PAGES_MAX, retry = DEFAULT_RETRY } = options;
  const secrets = [options.apiKey];
  if (!/^[\x21-\x7e]+$/.test(options.apiKey)) {
    throw new AppError("misconfigured", "WHALE_ALERT_API_KEY cannot be sent in a header", { retryable: false });
  }

  async function ask(parameters: URLSearchParams, signal: AbortSignal | undefined): Promise<Page> {
    await budget.take(1, "low", signal);
    const answer = await fetchJson({
      provider: "Whale Alert",
      countAs: "whale-alert",
      url: `${options.baseUrl.replace(/\/+$/, "")}/transactions?${parameters}`,
      headers: { accept: "application/json", "x-wa-api-key": options.apiKey },
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      secrets,
      signal,
    });
    const error = errorFromAnswer(answer, secrets);
    if (error !== null) {
      if (error.code === "rate_limited") await budget.pauseFor(error.retryAfterMs ?? 0);
      throw error;
    }
    const page = parsePage(answer.body);
    if (page !== null) return page;
    throw new AppError("upstream_invalid", "Whale Alert sent something unexpected", { retryable: true });
  }

  function fetchPage(query: TransfersQuery, cursor: string | null): Promise<Page> {
    const parameters = new URLSearchParams({
      start: String(Math.floor(query.startAt / SECOND_MS)),
      min_value: String(Math.floor(query.minUsd)),
      limit: String(PAGE_SIZE),
    });
    if (cursor !== null) parameters.set("cursor", cursor);
    const onRetry = (failure: AppError, waitMs: number) =>
      log.warn({ waitMs: Math.round(waitMs), code: failure.code }, failure.message);
    const { random } = options;
    return withRetries({ ...retry, random, signal: query.signal, onRetry }, () => ask(parameters, query.signal));
  }

  async function fetchTransfers(query: TransfersQuery): Promise<Transfers> {
    const transfers = new Map<string, SymbolTransfer>();
    const dropped: Transfers["dropped"] = { malformed_row: 0, not_a_transfer: 0 };
    let cursor = query.cursor ?? null;
    let complete = false;
    for (let pages = 0; pages < pagesMax && !complete; pages++) {
      const page = await fetchPage(query, cursor);
      for (const transfer of page.transfers) transfers.set(transfer.id, transfer);
      dropped.malformed_row += page.dropped.malformed_row;
      dropped.not_a_transfer += page.dropped.not_a_transfer;
      // A page that points to itself would be read for ever.
      complete = page.isLast || page.cursor === null || page.cursor === cursor;
      cursor = page.cursor ?? cursor;
    }
    if (dropped.malformed_row > 0) log.warn({ rows: dropped.malformed_row }, "Whale Alert sent malformed rows");
    return { transfers: [...transfers.values()].sort((a, b) => a.at - b.at), dropped, cursor, complete };
  }

  return { fetchTransfers };
}

function errorFromAnswer(answer: JsonAnswer, secrets: readonly string[]): AppError | null {
  const complaint = complaintSchema.safeParse(answer.body);
  const ok = answer.status >= 200 && answer.status < 300;
  if (ok && !complaint.success) return null;
  const text = complaint.success ? complaint.data.message : (answer.excerpt ?? "");
  const said = quoted(text, secrets);
  const wait = retryAfterMs(answer.headers, Date.now());
  if (answer.status === 429) {
    const retry = { retryable: true, retryAfterMs: wait ?? DEFAULT_WAIT_MS };
    return new AppError("rate_limited", `Whale Alert asks us to slow down${said}`, retry);
  }
  if (answer.status === 401 || (ok && /api.?key/i.test(text))) {
    return new AppError("unauthorized", `Whale Alert does not accept the key${said}`, { retryable: false });
  }
  if (answer.status === 403) {
    return new AppError("plan_restricted", `The Whale Alert plan does not include this${said}`, { retryable: false });
  }
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 408) {
    return new AppError("bad_request", `Whale Alert did not understand the request (HTTP ${answer.status})${said}`, {
      retryable: false,
    });
  }
  return new AppError("upstream_unavailable", `Whale Alert failed (HTTP ${answer.status})${said}`, {
    retryable: true,
    ...(wait === null ? {} : { retryAfterMs: wait }),
  });
}
