import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import type { WebServices } from "@/app/api/web-services";
import { findCoin, type RankHistory, toCoinDetail } from "@/lib/contracts/http/coin-detail";
import { jsonAnswer } from "@/lib/http/answer";
import { answerAmbiguous, answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { marketNow } from "@/lib/market/clock";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { listRankHistory } from "@/lib/store/momentum-history";
import { readEvidence } from "./read-evidence";

const HISTORY_MS = 7 * DAY_MS;

export const GET = createRoute<z.ZodObject, { id: string }>({
  query: z.object({}),
  async handle(_query, { services, params }) {
    const snapshot = await services.boards.read();
    if (snapshot === null) return answerNoBoard();
    const match = findCoin(snapshot.board, params.id);
    if (match.kind === "ambiguous") return answerAmbiguous(params.id, match.candidates);
    if (match.kind === "unknown") return answerUnknown(`No coin has the id or symbol ${params.id}.`);
    const now = marketNow(snapshot.board.clock, Date.now());
    const [history, evidence] = await Promise.all([
      readHistory(services, match.id, now),
      readEvidence(services, match.id),
    ]);
    return jsonAnswer(toCoinDetail(snapshot, match.id, history, now, evidence, { cutOff: services.boards.isCutOff() }));
  },
});

/** A coin is worth showing without its past, so a store that is away costs the history and nothing else. */
async function readHistory({ database, log }: WebServices, id: string, now: UnixMs): Promise<RankHistory> {
  try {
    return await listRankHistory(database, id, now - HISTORY_MS, now);
  } catch (error) {
    log.warn({ err: error, id }, "The rank history could not be read");
    return null;
  }
}
