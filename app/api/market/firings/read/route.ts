import { createWriteRoute } from "@/app/api/create-write-route";
import { readFiringsBodySchema } from "@/lib/contracts/http/alerts";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { markFiringsRead } from "@/lib/store/firing-ledger";

export const POST = createWriteRoute({
  scope: "alerts",
  body: readFiringsBodySchema,
  async handle({ body, services: { database } }) {
    const read = await markFiringsRead(database, "all" in body ? null : body.keys, Date.now());
    return jsonAnswer({ read }, neverCache);
  },
});
