import { createWriteRoute } from "@/app/api/create-write-route";
import { changePasswordBodySchema } from "@/lib/contracts/http/access";
import { emptyAnswer, problemAnswer } from "@/lib/http/answer";
import { hashPassword, isPassword } from "@/lib/http/password";
import { answerInvalid, describeProblem } from "@/lib/http/problem";
import { changePassword } from "@/lib/store/owner";
import { startSession } from "../start-session";

const conflict = (detail: string) => problemAnswer(describeProblem("conflict", detail));

/** Whoever borrows an open browser does not know the present password; every other session ends. */
export const POST = createWriteRoute({
  scope: "admin",
  body: changePasswordBodySchema,
  async handle({ body, services: { access, database }, request, address, principal }) {
    if (access.isPreset)
      return conflict("OWNER_PASSWORD in the environment says what the password is; change it there.");
    const refusal = await access.signInBrake.attempt(address);
    if (refusal !== null) return refusal;
    const owner = await access.owner();
    if (owner === null) return conflict("There is no password yet; set one at /setup.");
    if (!(await isPassword(owner.passwordHash, body.current))) {
      return answerInvalid([{ path: "current", message: "is not the present password" }]);
    }
    await access.signInBrake.succeeded(address);
    const epoch = await changePassword(database, owner.passwordHash, await hashPassword(body.password));
    if (epoch === null) return conflict("The password was changed by somebody else meanwhile.");
    access.forget();
    return emptyAnswer(principal.kind === "owner" ? await startSession(access, request, epoch) : {});
  },
});
