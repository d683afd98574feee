import { createWriteRoute } from "@/app/api/create-write-route";
import { signInBodySchema } from "@/lib/contracts/http/access";
import { jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { isPassword } from "@/lib/http/password";
import { describeProblem } from "@/lib/http/problem";
import { writeAuditEvent } from "@/lib/store/audit-log";
import { describeState } from "../describe-state";
import { refuseStrangeSite } from "../refuse-stranger";
import { startSession } from "../start-session";

/** A wrong password and an instance without an owner look the same and take as long. */
export const POST = createWriteRoute({
  scope: "public",
  body: signInBodySchema,
  async handle({ body, services, request, address }) {
    const { access, database } = services;
    const refusal = refuseStrangeSite(request, access.rules) ?? (await access.signInBrake.attempt(address));
    if (refusal !== null) return refusal;
    const owner = await access.owner();
    const isRight = await isPassword(owner?.passwordHash ?? null, body.password);
    if (!isRight || owner === null) {
      await writeAuditEvent(database, { actor: "visitor", action: "sign-in refused", target: null, address });
      return problemAnswer(describeProblem("unauthorized", "This is not the password."));
    }
    await access.signInBrake.succeeded(address);
    const cookie = await startSession(access, request, owner.sessionEpoch);
    const state = await describeState(access, { kind: "owner", via: "session" });
    return jsonAnswer(state, { ...neverCache, ...cookie });
  },
});
