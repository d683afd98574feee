import type { z } from "zod";
import type { Answer, ApiRequest } from "@/lib/http/answer";
import { withEtag } from "@/lib/http/answer";
import { parseQuery } from "@/lib/http/parse-query";
import { answerError, answerInvalid } from "@/lib/http/problem";
import { type WebServices, webServices } from "./web-services";

interface RouteContext<P> {
  services: WebServices;
  request: ApiRequest;
  params: P;
}

interface RouteDefinition<S extends z.ZodType, P> {
  query: S;
  handle(query: z.infer<S>, context: RouteContext<P>): Promise<Answer> | Answer;
}

type NextParams<P> = { params: Promise<P> };

/** One GET route: limit → parse → handle → answer, with problems, tags and 304 the same everywhere. */
export function createRoute<S extends z.ZodType, P = Record<string, never>>(definition: RouteDefinition<S, P>) {
  return async (incoming: Request, { params }: NextParams<P>): Promise<Response> => {
    const services = webServices();
    const request = describeRequest(incoming);
    const { refusal, headers } = await services.limit(addressOf(request));
    if (refusal !== null) return toResponse(refusal, {});
    const answer = await answerSafely(definition, { services, request, params: await params });
    return toResponse(withEtag(answer, request), headers);
  };
}

async function answerSafely<S extends z.ZodType, P>(
  definition: RouteDefinition<S, P>,
  context: RouteContext<P>,
): Promise<Answer> {
  const parsed = parseQuery(definition.query, context.request.searchParams);
  if (!parsed.ok) return answerInvalid(parsed.errors);
  try {
    return await definition.handle(parsed.query, context);
  } catch (error) {
    return answerError(error, context.services.log);
  }
}

function describeRequest(request: Request): ApiRequest {
  return {
    method: request.method,
    searchParams: new URL(request.url).searchParams,
    header: (name) => request.headers.get(name),
  };
}

/** `server.ts` has put the one trustworthy address into this header; without it (next dev) everybody is this machine. */
function addressOf(request: ApiRequest): string {
  return request.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "127.0.0.1";
}

function toResponse({ status, headers, body }: Answer, more: Record<string, string>): Response {
  const all = new Headers({ ...more, ...headers });
  const etag = all.get("etag");
  // Next may compress the body after us, so the tag can promise the same meaning but not the same bytes.
  if (etag !== null && !etag.startsWith("W/")) all.set("etag", `W/${etag}`);
  return new Response(body as BodyInit | null, { status, headers: all });
}
