import { createWriteRoute } from "@/app/api/create-write-route";
import { emptyAnswer } from "@/lib/http/answer";
import { refuseStrangeSite } from "../refuse-stranger";
import { endSession } from "../start-session";

/** Takes the cookie away in this browser. A copy of it elsewhere ends with "sign out everywhere". */
export const POST = createWriteRoute({
  scope: "public",
  handle({ request, services }) {
    const { access } = services;
    const refusal = refuseStrangeSite(request, access.rules);
    if (refusal !== null) return refusal;
    access.forget();
    return emptyAnswer(endSession(access, request));
  },
});
