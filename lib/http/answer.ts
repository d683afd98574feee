import { createHash } from "node:crypto";
import type { Problem } from "@/lib/contracts/http/problem";

/** What a request gets, whoever carries it: a route handler of Next or the hot path in front of it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
}

/** What a handler may know of a request. */
export interface ApiRequest {
  method: string;
  searchParams: URLSearchParams;
  header(name: string): string | null;
}

/** Caches may keep an answer but must ask whether it still holds: 304 makes that cheap. */
export const revalidate = { "cache-control": "no-cache" };
/** What is its reader's own: only he may keep it, and he too asks again. */
export const revalidatePrivately = { "cache-control": "private, no-cache" };
export const neverCache = { "cache-control": "no-store" };

export function jsonAnswer(body: unknown, headers: Record<string, string> = revalidate): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

/** Something was made; `location` is where it can be read. */
export function createdAnswer(body: unknown, location: string): Answer {
  return { ...jsonAnswer(body, { ...neverCache, location }), status: 201 };
}

export function emptyAnswer(headers: Record<string, string> = {}): Answer {
  return { status: 204, headers: { ...neverCache, ...headers }, body: null };
}

export function problemAnswer(problem: Problem, headers: Record<string, string> = {}): Answer {
  return {
    status: problem.status,
    headers: { "content-type": "application/problem+json; charset=utf-8", ...neverCache, ...headers },
    body: JSON.stringify(problem),
  };
}

/** A strong tag of exactly these bytes; `representation` keeps encodings of the same text apart. */
export function etagOf(body: string | Uint8Array, representation = ""): string {
  const digest = createHash("sha1").update(body).digest("base64url").slice(0, 20);
  return `"${digest}${representation === "" ? "" : `-${representation}`}"`;
}

/** Whether `If-None-Match` names this tag; weak tags count, as RFC 9110 §13.1.2 wants it for GET. */
export function matchesEtag(ifNoneMatch: string | null | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch.split(",").some((text) => {
    const tag = text.trim();
    return tag === "*" || tag === etag || tag === `W/${etag}`;
  });
}

/** Adds an `ETag` to a good answer and turns it into a 304 when the client already has it. */
export function withEtag(answer: Answer, request: ApiRequest): Answer {
  if (answer.status !== 200 || answer.body === null) return answer;
  const etag = answer.headers.etag ?? etagOf(answer.body);
  const headers: Record<string, string> = { ...answer.headers, etag };
  if (!matchesEtag(request.header("if-none-match"), etag)) return { ...answer, headers };
  const { "content-type": _type, ...kept } = headers;
  return { status: 304, headers: kept, body: null };
}
