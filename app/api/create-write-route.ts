import type { z } from "zod";
import type { AccessScope } from "@/lib/contracts/http/access-state";
import type { Answer, ApiRequest } from "@/lib/http/answer";
import { authorize, type Principal } from "@/lib/http/principal";
import { answerError } from "@/lib/http/problem";
import { readBody } from "@/lib/http/read-body";
import { writeAuditEvent } from "@/lib/store/audit-log";
import { addressOf, describeRequest, type NextParams, toResponse } from "./request";
import { type WebServices, webServices } from "./web-services";

export interface WriteContext<B, P> {
  readonly body: B;
  readonly principal: Principal;
  readonly services: WebServices;
  readonly request: ApiRequest;
  readonly params: P;
  readonly address: string;
}

interface WriteDefinition<S extends z.ZodType, P> {
  /** What a key must have; the owner's session may everything. `public`: signing in and the like. */
  readonly scope: AccessScope | "public";
  /** Left out, no body is read. */
  readonly body?: S;
  /** `question`: a POST that changes nothing, such as a preview. It counts as a read and is not written down. */
  readonly kind?: "change" | "question";
  handle(context: WriteContext<z.infer<S>, P>): Promise<Answer> | Answer;
}

/** A route handler that says what it needs, so that the authorisation matrix can hold it to that. */
export type WriteRoute<P> = ((incoming: Request, context: NextParams<P>) => Promise<Response>) & {
  readonly scope: AccessScope | "public";
};

/** One POST, PUT, PATCH or DELETE: limit → authenticate → limit → authorise → read the body → handle → write it down. */
export function createWriteRoute<S extends z.ZodType = z.ZodUndefined, P = Record<string, never>>(
  definition: WriteDefinition<S, P>,
): WriteRoute<P> {
  const handler = async (incoming: Request, { params }: NextParams<P>): Promise<Response> => {
    const services = webServices();
    const request = describeRequest(incoming);
    const asking = { request, address: addressOf(request) };
    const limit = definition.kind === "question" ? services.limit : services.access.limitWrites;
    const byAddress = await limit(asking.address);
    if (byAddress.refusal !== null) return toResponse(byAddress.refusal, {});
    try {
      const principal = await services.access.identify(asking);
      const counted = principal.kind === "anonymous" ? byAddress : await limit(nameOf(principal));
      if (counted.refusal !== null) return toResponse(counted.refusal, {});
      const answer = await answerWrite(definition, incoming, { ...asking, principal, services, params: await params });
      return toResponse(answer, counted.headers);
    } catch (error) {
      return toResponse(answerError(error, services.log), byAddress.headers);
    }
  };
  return Object.assign(handler, { scope: definition.scope });
}

async function answerWrite<S extends z.ZodType, P>(
  { scope, body: schema, kind, handle }: WriteDefinition<S, P>,
  incoming: Request,
  context: Omit<WriteContext<z.infer<S>, P>, "body">,
): Promise<Answer> {
  const { principal, services, request, params, address } = context;
  const refusal =
    scope === "public" ? null : authorize(principal, { access: "write", scope }, request, services.access.rules);
  if (refusal !== null) return refusal;
  const read = schema === undefined ? { ok: true as const, body: undefined } : await readBody(incoming, schema);
  if (!read.ok) return read.refusal;
  const answer = await handle({ ...context, body: read.body as z.infer<S> });
  if (answer.status < 400 && kind !== "question") {
    const action = `${request.method} ${new URL(incoming.url).pathname}`;
    const target = answer.headers.location ?? targetOf(params);
    // What was done is done: a log that cannot be written must not tell the caller otherwise.
    await writeAuditEvent(services.database, { actor: nameOf(principal), action, target, address }).catch(
      (error: unknown) => services.log.error({ err: error, action, target }, "A write is missing in the audit log"),
    );
  }
  return answer;
}

function targetOf(params: unknown): string | null {
  const values = Object.values(params ?? {}).map(String);
  return values.length === 0 ? null : values.join(" ");
}

function nameOf(principal: Principal): string {
  if (principal.kind === "key") return `key ${principal.name} (${principal.id})`;
  return principal.kind === "owner" ? "owner" : "visitor";
}
