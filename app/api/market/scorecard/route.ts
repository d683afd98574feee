import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { readMarket } from "@/app/read-market";
import { jsonAnswer } from "@/lib/http/answer";
import { readScorecards } from "./read-scorecards";

export const GET = createRoute({
  query: z.object({}),
  async handle(_query, { services }) {
    return jsonAnswer(await readScorecards(services, await readMarket()));
  },
});
