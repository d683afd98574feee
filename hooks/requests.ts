import type { z } from "zod";
import { type Problem, problemSchema } from "@/lib/contracts/http/problem";
import { learnServerTime } from "./shared-tick";

const TIMEOUT_MS = 15_000;

/** Why a request was not answered as hoped, in the server's own words where it said any. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  constructor(
    message: string,
    /** 0 when nobody answered. */
    readonly status: number,
    readonly problem: Problem | null = null,
  ) {
    super(message);
  }

  /** Only the owner may: the page sends to the sign-in and keeps what was typed. */
  get needsSignIn(): boolean {
    return this.status === 401;
  }
}

async function answerOf(response: Response): Promise<unknown> {
  learnServerTime(response.headers.get("date"));
  const text = await response.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  if (response.ok) return body;
  const problem = problemSchema.safeParse(body).data ?? null;
  throw new RequestFailure(problem?.detail ?? `The server answered ${response.status}.`, response.status, problem);
}

async function request(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
  } catch {
    throw new RequestFailure("No answer from the server.", 0);
  }
  return answerOf(response);
}

/** Reads an answer and refuses one of another shape. */
export async function readJson<S extends z.ZodType>(url: string, schema: S): Promise<z.infer<S>> {
  return schema.parse(await request(url, { headers: { accept: "application/json" } }));
}

/** Sends a change; `schema` is that of the answer, null where none is looked at. */
export async function sendJson<S extends z.ZodType>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  url: string,
  body: unknown,
  schema: S,
): Promise<z.infer<S>> {
  const answer = await request(url, {
    method,
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return schema.parse(answer);
}

export function failureText(error: unknown): string {
  return error instanceof Error ? error.message : "It did not work, and nobody said why.";
}
