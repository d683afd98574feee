import { deadline } from "@/lib/deadline";
import { AppError } from "@/lib/errors";
import { type Facts, type Provider, tell } from "@/lib/facts";
import { noteOnSpan, withinSpan } from "@/lib/telemetry/span";

const EXCERPT_CHARACTERS = 200;
const DEFAULT_BODY_LIMIT_BYTES = 32 * 1024 * 1024;

export interface JsonRequest {
  /** Who is asked, for messages: "CoinGecko". */
  provider: string;
  /** The same one for whoever counts. */
  countAs: Provider;
  url: string;
  headers: Readonly<Record<string, string>>;
  /** For the whole exchange, body included, in milliseconds. */
  timeoutMs: number;
  maxBytes?: number;
  /** Texts that may never appear in an error, such as the key sent in a header. */
  secrets: readonly string[];
  signal?: AbortSignal | undefined;
}

/** What came back: `body` is the parsed JSON, or undefined when an error status carried something else. */
export interface JsonAnswer {
  status: number;
  headers: Headers;
  body: unknown;
  /** The first characters of a body that was not JSON, without secrets; null otherwise. */
  excerpt: string | null;
}

/** Takes every secret out of a text that leaves the process. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "[secret]")), text);
}

/** What the other side said, on one line and without secrets, as the end of a sentence: ": Invalid symbol." */
export function quoted(text: string, secrets: readonly string[]): string {
  // Redacted before it is cut, or half a key could survive at the edge.
  const line = withoutSecrets(text, secrets).replace(/\s+/g, " ").trim().slice(0, EXCERPT_CHARACTERS);
  return line === "" ? "" : `: ${line}`;
}

/**
 * GET that reads text first and JSON second, so that a truncated body or a CDN's HTML page is `upstream_invalid` rather than
 * a syntax error. Any status is an answer; no connection, a timeout, a redirect and an oversized body are errors.
 * When the caller's own signal aborts, its reason is thrown untouched.
 */
export async function fetchJson(request: JsonRequest): Promise<JsonAnswer> {
  const span = { "peer.service": request.countAs, "url.path": new URL(request.url).pathname };
  return withinSpan("upstream.call", span, () => fetchCounted(request));
}

async function fetchCounted(request: JsonRequest): Promise<JsonAnswer> {
  const startedAt = performance.now();
  const ended = (outcome: AnswerOutcome): void => {
    noteOnSpan({ "ghostquant.outcome": outcome });
    tell("upstream.answered", { provider: request.countAs, outcome, tookMs: performance.now() - startedAt });
  };
  try {
    const answer = await ask(request);
    noteOnSpan({ "http.response.status_code": answer.status });
    ended(outcomeOf(answer.status));
    return answer;
  } catch (error) {
    // Whoever gave up himself has learnt nothing about the other side.
    if (request.signal?.aborted !== true) ended(isNonsense(error) ? "nonsense" : "unreachable");
    throw error;
  }
}

type AnswerOutcome = Facts["upstream.answered"]["outcome"];

/** What a status says of the other side; 418 is how Binance says that it was asked too often after a 429. */
function outcomeOf(status: number): AnswerOutcome {
  if (status === 429 || status === 418) return "throttled";
  if (status >= 500) return "failing";
  return status >= 400 ? "refused" : "ok";
}

function isNonsense(error: unknown): boolean {
  return error instanceof AppError && error.code === "upstream_invalid";
}

async function ask(request: JsonRequest): Promise<JsonAnswer> {
  const { response, text } = await exchange(request);
  if (response.status >= 300 && response.status < 400) {
    // Custom headers survive a redirect, so following one could hand the key to a stranger.
    throw new AppError("upstream_invalid", `${request.provider} redirected the request elsewhere`, {
      retryable: false,
    });
  }
  const answer = { status: response.status, headers: response.headers };
  try {
    return { ...answer, body: JSON.parse(text), excerpt: null };
  } catch {
    // Redacted before the final cut, or half a key could survive at its edge.
    const excerpt = withoutSecrets(text.slice(0, EXCERPT_CHARACTERS * 4), request.secrets).slice(0, EXCERPT_CHARACTERS);
    if (!response.ok) return { ...answer, body: undefined, excerpt };
    throw new AppError("upstream_invalid", `${request.provider} answered with something that is not JSON`, {
      retryable: true,
      cause: new Error(`Body of ${text.length} characters begins: ${excerpt}`),
    });
  }
}

async function exchange(request: JsonRequest): Promise<{ response: Response; text: string }> {
  const timeout = deadline(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  try {
    const response = await fetch(request.url, { headers: request.headers, signal, redirect: "manual" });
    return { response, text: await readText(response, request) };
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof AppError) throw error;
    if (timeout.aborted) {
      throw new AppError("upstream_unavailable", `${request.provider} did not answer within ${request.timeoutMs} ms`, {
        retryable: true,
      });
    }
    throw new AppError("upstream_unavailable", `${request.provider} could not be reached (${failureCode(error)})`, {
      retryable: true,
    });
  }
}

/** Stops reading at the limit: a server that never stops sending must not fill our memory. */
async function readText(response: Response, request: JsonRequest): Promise<string> {
  const limit = request.maxBytes ?? DEFAULT_BODY_LIMIT_BYTES;
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    received += chunk.byteLength;
    if (received > limit) {
      throw new AppError("upstream_invalid", `${request.provider} sent more than ${limit} bytes`, { retryable: false });
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks, received));
}

/** The system's short code (ECONNREFUSED), never its sentence: sentences have been seen to quote header values. */
function failureCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string")
    return cause.code;
  return error instanceof Error ? error.name : "unknown";
}
