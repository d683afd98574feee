import type { z } from "zod";
import { type Problem, problemSchema } from "@/lib/contracts/http/problem";
import { learnServerTime } from "./shared-tick";

/** A server that says nothing for this long is not waited for. */
const TIMEOUT_MS = 15_000;

/** Why a request was not answered as hoped, in the server's own words where it said any. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  constructor(
    message: string,
    /** 0 when nobody answered. */
    readonly status: number,
    readonly problem: Problem | null = null,
    /** What the server's own log calls this request. */
    readonly requestId: string | null = null,
  ) {
    super(message);
  }

  /** Only the owner may: the page sends to the sign-in and keeps what was typed. */
  get needsSignIn(): boolean {
    return this.status === 401;
  }
}

async function request(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
  } catch {
    throw new RequestFailure("No answer from the server.", 0);
  }
  learnServerTime(response.headers.get("date"));
  return response;
}

async function bodyOf<S extends z.ZodType>(response: Response, schema: S): Promise<z.infer<S>> {
  // A proxy's error page is no JSON; its status still says what happened.
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return schema.parse(body);
  const problem = problemSchema.safeParse(body).data ?? null;
  const words = problem?.detail ?? `The server answered ${response.status}.`;
  throw new RequestFailure(words, response.status, problem, response.headers.get("x-request-id"));
}

const reading = { accept: "application/json" };

/** Reads an answer and refuses one of another shape; what the browser kept is asked for again, not sent again. */
export async function readJson<S extends z.ZodType>(url: string, schema: S): Promise<z.infer<S>> {
  return bodyOf(await request(url, { headers: reading, cache: "no-cache" }), schema);
}

/** Reads an answer with its version; null where it is still the one that `etag` names. */
export async function readVersion<S extends z.ZodType>(
  url: string,
  schema: S,
  etag: string | null,
): Promise<{ body: z.infer<S>; etag: string | null } | null> {
  const headers = { ...reading, ...(etag === null ? {} : { "if-none-match": etag }) };
  const response = await request(url, { headers });
  if (response.status === 304) return null;
  return { body: await bodyOf(response, schema), etag: response.headers.get("etag") };
}

/** Sends a change; `schema` is that of the answer, `z.unknown()` where none is looked at. */
export async function sendJson<S extends z.ZodType>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  url: string,
  body: unknown,
  schema: S,
): Promise<z.infer<S>> {
  const response = await request(url, {
    method,
    headers: { ...reading, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return bodyOf(response, schema);
}

export function failureText(error: unknown): string {
  return error instanceof Error ? error.message : "It did not work, and nobody said why.";
}
