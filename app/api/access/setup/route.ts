import { createWriteRoute } from "@/app/api/create-write-route";
import { passwordBodySchema } from "@/lib/contracts/http/access";
import { jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { hashPassword } from "@/lib/http/password";
import { describeProblem } from "@/lib/http/problem";
import { createOwner } from "@/lib/store/owner";
import { describeState } from "../describe-state";
import { refuseBorrowedName, refuseStrangeSite } from "../refuse-stranger";
import { startSession } from "../start-session";

const taken = () => problemAnswer(describeProblem("conflict", "This instance has an owner already; sign in."));

/** The first visitor of a fresh instance sets the owner's password. */
export const POST = createWriteRoute({
  scope: "public",
  body: passwordBodySchema,
  async handle({ body, services, request, address }) {
    const { access, database } = services;
    const { rules } = access;
    const refusal = refuseStrangeSite(request, rules) ?? refuseBorrowedName(request, address, rules);
    if (refusal !== null) return refusal;
    // Costly hashes are not made for whoever asks; the insert decides between two who come at the same time.
    if ((await access.owner()) !== null) return taken();
    // Fails before anything is kept when no session could be started.
    await startSession(access, request, 0);
    const owner = await createOwner(database, await hashPassword(body.password));
    if (owner === null) return taken();
    const cookie = await startSession(access, request, owner.sessionEpoch);
    const state = await describeState(access, { kind: "owner", via: "session" });
    return jsonAnswer(state, { ...neverCache, ...cookie });
  },
});
