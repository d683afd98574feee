import type { z } from "zod";

export interface QueryMistake {
  path: string;
  message: string;
}

export type ParsedQuery<T> = { ok: true; query: T } | { ok: false; errors: QueryMistake[] };

/** Reads a query string by its schema: unknown parameters are ignored, each invalid one is named with what is allowed. */
export function parseQuery<S extends z.ZodType>(schema: S, searchParams: URLSearchParams): ParsedQuery<z.infer<S>> {
  const parsed = schema.safeParse(Object.fromEntries(searchParams));
  if (parsed.success) return { ok: true, query: parsed.data };
  // The position inside a list parameter is of no use to a caller; the parameter's name is.
  const errors = parsed.error.issues.map((issue) => ({ path: String(issue.path[0] ?? ""), message: issue.message }));
  return { ok: false, errors };
}
