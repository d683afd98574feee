import { createWriteRoute } from "@/app/api/create-write-route";
import { emptyAnswer } from "@/lib/http/answer";
import { endAllSessions } from "@/lib/store/owner";
import { endSession } from "../start-session";

/** Ends every session, this one too; API keys go on. */
export const POST = createWriteRoute({
  scope: "admin",
  async handle({ request, services: { access, database } }) {
    await endAllSessions(database);
    access.forget();
    return emptyAnswer(endSession(access, request));
  },
});
