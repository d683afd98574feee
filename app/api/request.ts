import type { Answer, ApiRequest } from "@/lib/http/answer";

export type NextParams<P> = { params: Promise<P> };

export function describeRequest(request: Request): ApiRequest {
  return {
    method: request.method,
    searchParams: new URL(request.url).searchParams,
    header: (name) => request.headers.get(name),
  };
}

/** `server.ts` has put the one trustworthy address into this header; without it (next dev) everybody is this machine. */
export function addressOf(request: ApiRequest): string {
  return request.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "127.0.0.1";
}

export function toResponse({ status, headers, body }: Answer, more: Record<string, string>): Response {
  const all = new Headers({ ...more, ...headers });
  const etag = all.get("etag");
  // Next may compress the body after us, so the tag can promise the same meaning but not the same bytes.
  if (etag !== null && !etag.startsWith("W/")) all.set("etag", `W/${etag}`);
  return new Response(body as BodyInit | null, { status, headers: all });
}
