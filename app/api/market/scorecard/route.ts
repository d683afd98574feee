import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { readMarket } from "@/app/read-market";
import { jsonAnswer } from "@/lib/http/answer";
import { marketNow } from "@/lib/market/clock";
import { readScorecards } from "./read-scorecards";

export const GET = createRoute({
  query: z.object({}),
  async handle(_query, { services }) {
    const { clock, wallNow } = await readMarket();
    return jsonAnswer(await readScorecards(services, clock === null ? wallNow : marketNow(clock, wallNow)));
  },
});
