import type { z } from "zod";
import type { AccessScope } from "@/lib/contracts/http/access-state";
import type { Answer, ApiRequest } from "@/lib/http/answer";
import { withEtag } from "@/lib/http/answer";
import { apiKeyOf } from "@/lib/http/api-key";
import { parseQuery } from "@/lib/http/parse-query";
import { authorize, type Principal } from "@/lib/http/principal";
import { answerError, answerInvalid } from "@/lib/http/problem";
import { addressOf, describeRequest, type NextParams, toResponse } from "./request";
import { type WebServices, webServices } from "./web-services";

/**
 * `read`: the market, for everybody until the operator closes reads. `public`: always for everybody.
 * `private`: what belongs to the owner, such as alerts; a key needs the scope.
 */
export type ReadAccess = "read" | "public" | { readonly access: "private"; readonly scope: AccessScope };

interface RouteContext<P> {
  services: WebServices;
  request: ApiRequest;
  params: P;
  address: string;
  /** Anonymous where nobody had to say who asks. */
  principal: Principal;
}

interface RouteDefinition<S extends z.ZodType, P> {
  access?: ReadAccess;
  query: S;
  handle(query: z.infer<S>, context: RouteContext<P>): Promise<Answer> | Answer;
}

/** A route handler that says who may read it. */
export type ReadRoute<P> = ((incoming: Request, context: NextParams<P>) => Promise<Response>) & {
  readonly access: ReadAccess;
};

/** One GET route: limit → authorise → parse → handle → answer, with problems, tags and 304 the same everywhere. */
export function createRoute<S extends z.ZodType, P = Record<string, never>>(
  definition: RouteDefinition<S, P>,
): ReadRoute<P> {
  const handler = async (incoming: Request, { params }: NextParams<P>): Promise<Response> => {
    const services = webServices();
    const request = describeRequest(incoming);
    const address = addressOf(request);
    const { refusal, headers } = await services.limit(address, apiKeyOf(request.header));
    if (refusal !== null) return toResponse(refusal, {});
    const answer = await answerSafely(definition, { services, request, address, params: await params });
    return toResponse(withEtag(answer, request), headers);
  };
  return Object.assign(handler, { access: definition.access ?? "read" });
}

async function answerSafely<S extends z.ZodType, P>(
  definition: RouteDefinition<S, P>,
  context: Omit<RouteContext<P>, "principal">,
): Promise<Answer> {
  try {
    const { principal, refusal } = await admit(definition.access ?? "read", context);
    if (refusal !== null) return refusal;
    const parsed = parseQuery(definition.query, context.request.searchParams);
    if (!parsed.ok) return answerInvalid(parsed.errors);
    return await definition.handle(parsed.query, { ...context, principal });
  } catch (error) {
    return answerError(error, context.services.log);
  }
}

const anonymous: Principal = { kind: "anonymous" };

/** An open read asks nobody who he is: it must not depend on Postgres. */
async function admit(
  access: ReadAccess,
  { services, request, address }: { services: WebServices; request: ApiRequest; address: string },
): Promise<{ principal: Principal; refusal: Answer | null }> {
  const { rules, recall, identify } = services.access;
  if (access === "public" || (access === "read" && rules.readsOpen)) return { principal: anonymous, refusal: null };
  const need = access === "read" ? ({ access: "read" } as const) : access;
  const principal = await (access === "read" ? recall : identify)({ request, address });
  return { principal, refusal: authorize(principal, need, request, rules) };
}
