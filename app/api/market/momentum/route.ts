import { createRoute } from "@/app/api/create-route";
import type { WebServices } from "@/app/api/web-services";
import { listMomentumHistory } from "@/lib/contracts/http/list-history";
import { momentumQuerySchema } from "@/lib/contracts/http/momentum-query";
import { jsonAnswer } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { marketNow } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { listBoardAt } from "@/lib/store/momentum-history";

/** The present comes from the hot list, the past (`as_of`) from the store. */
export const GET = createRoute({
  query: momentumQuerySchema,
  async handle(query, { services, request }) {
    if (query.as_of === undefined)
      return services.hotLists.answer("momentum", request.searchParams.toString(), "identity");
    const board = await listBoardAt(services.database, await notAfterNow(services, Date.parse(query.as_of)));
    if (board === null) return answerUnknown(`No ranking is stored from ${query.as_of} or before.`);
    return jsonAnswer(listMomentumHistory(board, query, services.env.MARKET_SOURCE));
  },
});

/** A tape that was played before has left rankings of its future behind; a replay must not see them. */
async function notAfterNow({ boards, wallNow }: WebServices, asked: UnixMs): Promise<UnixMs> {
  const snapshot = await boards.read();
  return snapshot === null ? asked : Math.min(asked, marketNow(snapshot.board.clock, wallNow()));
}
