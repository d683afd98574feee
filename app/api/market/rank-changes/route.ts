import { createRoute } from "@/app/api/create-route";
import { readRankChanges } from "@/lib/cache/rank-changes";
import { rankChangesQuerySchema } from "@/lib/contracts/http/rank-changes";
import { listRankChanges } from "@/lib/contracts/http/rank-changes-wire";
import { AppError } from "@/lib/errors";
import { jsonAnswer } from "@/lib/http/answer";
import { answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { marketNow } from "@/lib/market/clock";

export const GET = createRoute({
  query: rankChangesQuerySchema,
  async handle(query, { services: { boards, env, redis, log } }) {
    if (!env.ENABLE_RANK_CHANGE_FEED) return answerUnknown("Rank changes are switched off on this server.");
    const snapshot = await boards.read();
    if (snapshot === null) return answerNoBoard();
    const changes = await readRankChanges(redis, query.since, log);
    if (changes === null) {
      throw new AppError("dependency_unavailable", "No rank changes were computed yet.", { retryable: true });
    }
    const { board } = snapshot;
    const now = marketNow(board.clock, Date.now());
    return jsonAnswer(listRankChanges(changes, query, board, now, { cutOff: boards.isCutOff() }));
  },
});
