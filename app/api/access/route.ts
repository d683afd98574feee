import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { describeState } from "./describe-state";

export const GET = createRoute({
  access: "public",
  query: z.object({}),
  async handle(_query, { services: { access }, request, address }) {
    const principal = await access.identify({ request, address });
    return jsonAnswer(await describeState(access, principal), neverCache);
  },
});
