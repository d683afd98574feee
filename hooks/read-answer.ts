import type { z } from "zod";
import { problemSchema } from "@/lib/contracts/http/problem";

/** A server that says nothing for this long is not waited for. */
const TIMEOUT_MS = 15_000;

/** Why something could not be read, in the server's own words. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** What an address of our own interface answers, checked; a problem becomes an `AnswerError`. */
export async function readAnswer<S extends z.ZodType>(
  url: string,
  schema: S,
  onResponse?: (response: Response) => void,
): Promise<z.infer<S>> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  onResponse?.(response);
  // A proxy's error page is no JSON; its status still says what happened.
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return schema.parse(body);
  const detail = problemSchema.safeParse(body).data?.detail ?? `The server answered ${response.status}.`;
  throw new AnswerError(detail, response.status);
}
