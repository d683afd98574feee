import { createRoute } from "@/app/api/create-route";
import { listMomentumHistory } from "@/lib/contracts/http/list-history";
import { momentumQuerySchema } from "@/lib/contracts/http/momentum";
import { jsonAnswer } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { listBoardAt } from "@/lib/store/momentum-history";

/** The present comes from the hot list, the past (`as_of`) from the store. */
export const GET = createRoute({
  query: momentumQuerySchema,
  async handle(query, { services, request }) {
    if (query.as_of === undefined) return services.hotLists.answer("momentum", request.searchParams, "identity");
    const board = await listBoardAt(services.database, Date.parse(query.as_of));
    if (board === null) return answerUnknown(`No ranking is stored from ${query.as_of} or before.`);
    return jsonAnswer(listMomentumHistory(board, query, services.env.MARKET_SOURCE));
  },
});
