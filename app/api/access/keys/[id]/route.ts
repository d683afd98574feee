import { createWriteRoute } from "@/app/api/create-write-route";
import { emptyAnswer } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { revokeApiKey } from "@/lib/store/api-keys";

/** The row stays: the audit log speaks of keys that are gone. */
export const DELETE = createWriteRoute<never, { id: string }>({
  scope: "admin",
  async handle({ params: { id }, services: { access, database } }) {
    if (!(await revokeApiKey(database, id))) return answerUnknown(`No API key has the id ${id}.`);
    access.forget();
    return emptyAnswer();
  },
});
